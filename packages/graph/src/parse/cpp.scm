
; C++ besides: expressions
(this) @this
(qualified_identifier) @qualified
(template_function name: (_) @of) @pass
(template_type name: (_) @of arguments: (_) @items) @generic_type
(template_argument_list (_) @item) @list
(namespace_identifier) @namespace_word
(dependent_type (_) @of) @pass
(new_expression type: (_) @of) @new_expression
(lambda_expression) @c_lambda
(field_initializer . (_) @of) @member_initializer
(condition_clause value: (_) @of) @pass
(raw_string_literal) @string

; definitions
(namespace_definition body: (_) @body) @namespace
(class_specifier body: (_) @body) @class
(class_specifier name: (_) @of !body) @pass
(class_specifier (base_class_clause [(type_identifier) (qualified_identifier) (template_type)] @type)) @base
(struct_specifier (base_class_clause [(type_identifier) (qualified_identifier) (template_type)] @type)) @base
(template_declaration parameters: (_) @parameters) @template
(alias_declaration name: (_) @name type: (_) @type) @alias
(field_declaration_list (access_specifier) @label) @access
(template_parameter_list (_) @item) @list
(type_parameter_declaration (type_identifier) @name) @type_parameter
(optional_type_parameter_declaration name: (_) @name) @type_parameter
(variadic_type_parameter_declaration (type_identifier) @name) @type_parameter
(parameter_list "..." @dots) @variadic
(optional_parameter_declaration) @c_parameter
(variadic_parameter_declaration) @c_parameter

; bindings
(for_range_loop right: (_) @value) @range

; scopes
(for_range_loop) @block
(if_statement) @block
(while_statement) @block
(catch_clause) @catch
(friend_declaration (_) @of) @friend

(destructor_name (identifier) @declared)

; names of other places
(using_declaration) @using
(namespace_alias_definition name: (_) @name) @namespace_alias
