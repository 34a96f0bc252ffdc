; The outermost capture names the role, the captures inside name the parts; see parser.ts.

; expressions
(identifier) @name
(field_expression argument: (_) @of) @field_access
(call_expression function: (_) @of) @call
(subscript_expression argument: (_) @of) @index
(pointer_expression argument: (_) @of) @pointer
(parenthesized_expression . (_) @of .) @pass
(cast_expression type: (_) @of) @typed
(compound_literal_expression type: (_) @of) @new_literal
(argument_list (_) @item) @list
(conditional_expression consequence: (_) @item) @either
(conditional_expression alternative: (_) @item) @either
(initializer_list) @initializer
(number_literal) @number
(string_literal) @string
(concatenated_string) @string
(char_literal) @character
[(true) (false)] @boolean
(null) @null
(comment) @comment

; types
(type_identifier) @type_word
[(primitive_type) (sized_type_specifier)] @builtin_type
(struct_specifier name: (_) @of !body) @pass
(union_specifier name: (_) @of !body) @pass
(enum_specifier name: (_) @of !body) @pass
(type_descriptor type: (_) @of) @pass

; definitions
(function_definition) @function
(declaration) @declaration
(field_declaration) @field
(type_definition) @type_definition
(struct_specifier body: (_) @body) @struct
(union_specifier body: (_) @body) @struct
(enum_specifier body: (_) @body) @enum
(enumerator name: (_) @name) @enumerator
(preproc_def name: (_) @name) @macro
(preproc_function_def name: (_) @name) @macro

; parameters
(parameter_list (_) @item) @list
(parameter_declaration) @c_parameter

; bindings
(assignment_expression left: (identifier) @target right: (_) @value) @reassign
(assignment_expression left: (field_expression) @target right: [(identifier) (pointer_expression)] @value) @reassign
(return_statement (_) @value) @return

; scopes
(compound_statement) @block
(for_statement) @block

; includes
(preproc_include path: (_) @path) @include
