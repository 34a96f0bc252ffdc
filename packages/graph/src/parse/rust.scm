; The outermost capture names the role, the captures inside name the parts; see parser.ts.

; expressions
(identifier) @word
(self) @self
[(crate) (super)] @builtin_type
(field_expression value: (_) @of) @member
(scoped_identifier path: (_) @of) @path
(scoped_identifier !path) @path
(scoped_type_identifier path: (_) @of) @type_path
(scoped_identifier path: (self) @head)
(scoped_identifier path: (identifier) @qualifier)
(scoped_type_identifier path: (identifier) @qualifier)
(scoped_type_identifier path: (self) @head)
(bracketed_type (_) @of) @pass
(qualified_type type: (_) @of) @pass
(call_expression function: (_) @of) @call
(generic_function function: (_) @of) @pass
(generic_type_with_turbofish type: (_) @of) @pass
(struct_expression name: (_) @of) @new
(try_expression . (_) @of) @try
(await_expression . (_) @of) @await
(reference_expression value: (_) @of) @pass
(unary_expression (_) @of) @pass
(parenthesized_expression . (_) @of .) @pass
(unsafe_block (block) @of) @pass
(index_expression . (_) @of) @index
(binary_expression left: (_) @left right: (_) @right) @binary
(type_cast_expression type: (_) @of) @typed
(arguments (_) @item) @argument
(arguments (_) @item) @list
(array_expression . (_) @item) @array_value
(if_expression) @if
(match_expression) @match
[(integer_literal) (float_literal)] @number
[(string_literal) (raw_string_literal)] @string
(char_literal) @character
(boolean_literal) @boolean
[(line_comment) (block_comment)] @comment
(macro_invocation macro: (_) @macro) @macro_call
(label (identifier) @declared)
(lifetime (identifier) @declared)
(attribute_item) @tokens
(inner_attribute_item) @tokens
(macro_definition) @tokens

; types
(type_identifier) @type_name
(primitive_type) @builtin_type
(generic_type type: (_) @of) @generic_type
(type_arguments (_) @item) @type_item
(type_binding type: (_) @of) @pass
(type_binding name: (_) @declared)
(reference_type type: (_) @of) @pass
(pointer_type type: (_) @item) @pointer_type
(dynamic_type trait: (_) @of) @pass
(abstract_type trait: (_) @of) @pass
(bounded_type (_) @item) @bound
(trait_bounds (_) @item) @bound
(higher_ranked_trait_bound type: (_) @of) @pass
(array_type element: (_) @item) @array_type
(tuple_type) @tuple_type
(function_type) @function_type
(type_parameters (type_parameter name: (_) @name bounds: (_)? @type)) @type_parameter
(type_parameters (const_parameter name: (_) @name)) @type_parameter
(where_clause (where_predicate left: (type_identifier) @name bounds: (_) @type)) @where

; definitions
(struct_item name: (_) @name type_parameters: (_)? @type_parameters body: (_)? @body) @struct
(union_item name: (_) @name type_parameters: (_)? @type_parameters body: (_) @body) @struct
(enum_item name: (_) @name type_parameters: (_)? @type_parameters body: (_) @body) @enum
(enum_variant name: (_) @name body: (_)? @body) @variant
(trait_item name: (_) @name type_parameters: (_)? @type_parameters body: (_) @body) @trait
(trait_item bounds: (trait_bounds (_) @base)) @super_trait
(impl_item type_parameters: (_)? @type_parameters trait: (_)? @trait type: (_) @receiver body: (_) @body) @impl
(function_item name: (_) @name type_parameters: (_)? @type_parameters parameters: (_) @parameters return_type: (_)? @returns body: (_) @body) @function
(function_signature_item name: (_) @name type_parameters: (_)? @type_parameters parameters: (_) @parameters return_type: (_)? @returns) @function
(const_item name: (_) @name type: (_) @type value: (_)? @value) @constant
(static_item name: (_) @name type: (_) @type value: (_)? @value) @constant
(type_item name: (_) @name type_parameters: (_)? @type_parameters type: (_) @type) @alias
(associated_type name: (_) @name bounds: (_)? @type) @alias
(macro_definition name: (_) @name) @macro
(mod_item name: (_) @name body: (_) @body) @module
(mod_item name: (_) @name !body) @module_file
(field_declaration name: (_) @name type: (_) @type) @field
(ordered_field_declaration_list type: (_) @type) @tuple_field
(field_initializer field: (_) @declared)

; parameters
(parameters (_) @item) @parameter_item
(parameter pattern: _ @name type: (_) @type) @parameter
(self_parameter (self) @declared)
(closure_expression parameters: (_) @parameters body: (_) @body) @closure

; bindings
(let_declaration) @let
(let_condition pattern: (_) @target value: (_) @value) @let_condition
(for_expression) @for

; scopes
(block) @block
(while_expression) @while

; imports
(use_declaration argument: (_) @argument) @use
(extern_crate_declaration name: (_) @name alias: (_)? @alias) @extern_crate
