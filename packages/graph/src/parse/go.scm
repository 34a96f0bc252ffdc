; The outermost capture names the role, the captures inside name the parts; see parser.ts.

; expressions
(identifier) @word
(package_identifier) @package
(selector_expression operand: (_) @of field: (_) @name) @member
(call_expression function: (_) @of arguments: (_) @arguments) @call
(argument_list (_) @item) @list
(type_conversion_expression type: (generic_type type: (_) @of)) @generic_call
(type_conversion_expression type: [(slice_type) (map_type)] @type operand: (_) @of) @cast
(type_instantiation_expression type: (_) @of) @pass
(index_expression operand: (_) @of index: (_) @key) @index
(slice_expression operand: (_) @of) @pass
(parenthesized_expression . (_) @of .) @pass
(unary_expression operator: ["&" "*"] operand: (_) @of) @pass
(unary_expression operator: "<-" operand: (_) @of) @index
(type_assertion_expression operand: (_) type: (_) @of) @typed
(composite_literal type: [(type_identifier) (qualified_type)] @of) @new
(composite_literal type: (generic_type type: (_) @of) @type) @generic_new
(composite_literal type: [(slice_type) (array_type) (implicit_length_array_type) (map_type)] @type body: (_) @body) @container
(keyed_element key: (literal_element (identifier) @declared))
[(int_literal) (float_literal) (imaginary_literal) (rune_literal) (iota)] @number
[(interpreted_string_literal) (raw_string_literal)] @string
[(true) (false)] @boolean
(nil) @null
(comment) @comment

; types
(type_identifier) @type_word
(qualified_type package: (_) @of name: (_) @name) @type_member
(generic_type type: (_) @of type_arguments: (_) @items) @generic_type
(type_arguments (_) @item) @list
(type_elem . (_) @of .) @pass
(type_constraint . (_) @of .) @pass
(pointer_type (_) @of) @pass
(parenthesized_type (_) @of) @pass
(negated_type (_) @of) @pass
(slice_type element: (_) @item) @slice
(array_type element: (_) @item) @slice
(implicit_length_array_type element: (_) @item) @slice
(map_type key: (_) @key value: (_) @item) @map_type
(channel_type value: (_) @item) @channel

; definitions
(package_clause (package_identifier) @name) @package_clause
(function_declaration name: (_) @name type_parameters: (_)? @type_parameters parameters: (_) @parameters result: (_)? @result body: (_)? @body) @function
(method_declaration receiver: (parameter_list (parameter_declaration name: (_)? @receiver_name type: (_) @receiver)) name: (_) @name parameters: (_) @parameters result: (_)? @result body: (_)? @body) @method
(method_elem name: (_) @name parameters: (_) @parameters result: (_)? @result) @method
(type_spec name: (_) @name type_parameters: (_)? @type_parameters type: (_) @type) @type_spec
(type_alias name: (_) @name type: (_) @type) @type_spec
(type_spec type: (struct_type (field_declaration_list (field_declaration !name type: (_) @base)))) @embeds
(type_spec type: (interface_type (type_elem . (_) @base .))) @embeds
(field_declaration name: (_) @name type: (_) @type) @field
(type_declaration [(type_spec) (type_alias)] @of) @declaration
(const_declaration (const_spec) @of) @declaration
(var_declaration (var_spec) @of) @declaration

; parameters
(parameter_list (parameter_declaration name: (_) @name type: (_) @type)) @parameter_name
(parameter_list (variadic_parameter_declaration name: (_) @name type: (_) @type) @rest) @parameter_name
(type_parameter_list (type_parameter_declaration name: (_) @name type: (_) @type)) @parameter_name
(func_literal parameters: (_) @parameters result: (_)? @result body: (_) @body) @lambda

; bindings: a first value belongs to the first name, a second to the second; further ones are rare and stay unknown, results of one call apart
(const_spec (identifier) @target) @constant
(const_spec (identifier) @target type: (_) @type) @constant
(const_spec . (identifier) @target value: (expression_list . (_) @value)) @constant
(const_spec . (identifier) . (identifier) @target value: (expression_list . (_) . (_) @value)) @constant
(var_spec name: (identifier) @target) @variable
(var_spec name: (identifier) @target type: (_) @type) @variable
(var_spec . name: (identifier) @target value: (expression_list . (_) @value)) @variable
(var_spec . name: (_) . name: (identifier) @target value: (expression_list . (_) . (_) @value)) @variable
(short_var_declaration left: (expression_list (identifier) @target)) @assigned
(short_var_declaration left: (expression_list . (identifier) @target) right: (expression_list . (_) @value)) @assigned
(short_var_declaration left: (expression_list . (_) . (identifier) @target) right: (expression_list . (_) . (_) @value)) @assigned
(short_var_declaration left: (expression_list . (_) . (_))) @several
(var_spec . name: (_) . name: (_)) @several
(range_clause left: (expression_list (identifier) @target) ":=") @assigned
(range_clause left: (expression_list) ":=") @range_first
(range_clause left: (expression_list . (_) . (identifier) @target) ":=" right: (_) @value) @ranged
(receive_statement left: (expression_list (identifier) @target) ":=") @assigned
(receive_statement left: (expression_list . (identifier) @target) ":=" right: (_) @value) @assigned
(type_switch_statement alias: (expression_list (identifier) @target)) @assigned
(type_switch_statement alias: (expression_list (identifier) @name) (type_case type: (_) @type)) @type_case

; scopes
(block) @block
(for_statement) @block
(if_statement) @block
(expression_switch_statement) @block
(type_switch_statement) @block
(expression_case) @block
(type_case) @block
(default_case) @block
(communication_case) @block

; imports
(import_spec name: (_)? @name path: (_) @path) @import
