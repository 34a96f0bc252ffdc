; The outermost capture names the role, the captures inside name the parts; see parser.ts.

; expressions
(identifier) @word
(implicit_parameter) @implicit_parameter
(generic_name) @generic_name
(type_argument_list (_) @item) @list
(member_access_expression expression: _ @of) @member_access
(conditional_access_expression condition: _ @of) @conditional_access
(invocation_expression function: (_) @of) @call
(constructor_initializer) @delegation
(object_creation_expression type: (_) @of) @new
(implicit_object_creation_expression) @implicit_new
(argument_list (argument) @item) @list
(argument) @argument
(element_access_expression expression: _ @of) @index
(parenthesized_expression (_) @of) @pass
(checked_expression (_) @of) @pass
(postfix_unary_expression . (_) @of) @pass
(with_expression . (_) @of) @pass
(cast_expression type: (_) @of) @typed
(as_expression right: (_) @of) @typed
(await_expression (_) @of) @await
(binary_expression left: (_) @of) @binary
(conditional_expression consequence: (_) @item) @either
(conditional_expression alternative: (_) @item) @either
(switch_expression (switch_expression_arm (_) @item .)) @either
(initializer_expression (assignment_expression left: (identifier) @name)) @initialized
(default_expression type: (_) @of) @typed
(array_creation_expression type: (_) @type) @array_creation
[(implicit_array_creation_expression) (collection_expression) (initializer_expression)] @array
[(string_literal) (verbatim_string_literal) (raw_string_literal) (interpolated_string_expression)] @string
(integer_literal) @number
(real_literal) @number
(character_literal) @character
(boolean_literal) @boolean
(null_literal) @null
[(typeof_expression) (sizeof_expression)] @class_literal
"this" @this
"base" @super
(comment) @comment
(anonymous_object_creation_expression) @anonymous_object
(labeled_statement . (identifier) @declared)
(goto_statement (identifier) @declared)
(attribute_argument name: (identifier) @declared)
(subpattern . (identifier) @declared . (_))
(tuple_element name: (identifier) @declared)
(extern_alias_directive name: (identifier) @declared)

; types
(predefined_type) @builtin_type
(qualified_name qualifier: (_) @of) @qualified
(alias_qualified_name) @alias_qualified
(nullable_type type: (_) @of) @pass
(pointer_type type: (_) @of) @pass
(ref_type type: (_) @of) @pass
(scoped_type type: (_) @of) @pass
(array_type type: (_) @item) @array_type
(primary_constructor_base_type type: (_) @of) @base_with_arguments
(type_parameter_list (type_parameter name: (_) @name)) @type_parameter
(type_parameter_constraints_clause . (identifier) @name (type_parameter_constraint type: (_) @type)) @constraint
(type_argument_list (_) @type_at)
(array_type type: (_) @type_at)
(nullable_type type: (_) @type_at)
(cast_expression type: (_) @type_at)
(default_expression type: (_) @type_at)
(typeof_expression type: (_) @type_at)
(as_expression right: (_) @type_at)
(is_expression right: (_) @type_at)
(object_creation_expression type: (_) @type_at)
(array_creation_expression type: (_) @type_at)
(variable_declaration type: (_) @type_at)
(parameter type: (_) @type_at)
(parameter_list type: (_) @type_at)
(bracketed_parameter_list type: (_) @type_at)
(method_declaration returns: (_) @type_at)
(local_function_statement type: (_) @type_at)
(property_declaration type: (_) @type_at)
(indexer_declaration type: (_) @type_at)
(event_declaration type: (_) @type_at)
(operator_declaration type: (_) @type_at)
(conversion_operator_declaration type: (_) @type_at)
(delegate_declaration type: (_) @type_at)
(foreach_statement type: (_) @type_at)
(catch_declaration type: (_) @type_at)
(declaration_pattern type: (_) @type_at)
(declaration_expression type: (_) @type_at)
(recursive_pattern type: (_) @type_at)
(type_pattern type: (_) @type_at)
(from_clause type: (_) @type_at)
(type_parameter_constraint type: (_) @type_at)
(tuple_element type: (_) @type_at)
(explicit_interface_specifier (_) @type_at)
(base_list) @type_at

; definitions
(namespace_declaration name: (_) @name body: (_) @body) @namespace
(file_scoped_namespace_declaration name: (_) @name) @file_namespace
(class_declaration name: (_) @name) @class
(struct_declaration name: (_) @name) @struct
(record_declaration name: (_) @name) @record
(interface_declaration name: (_) @name) @interface
(enum_declaration name: (_) @name) @enum
(delegate_declaration type: (_) @returns name: (_) @name parameters: (_) @parameters) @delegate
(class_declaration (base_list (_) @named)) @base
(struct_declaration (base_list (_) @named)) @base
(record_declaration (base_list (_) @named)) @base
(interface_declaration (base_list (_) @named)) @base
(record_declaration (parameter_list (parameter type: (_) @type name: (_) @name) @component)) @record_component
(enum_declaration name: (_) @enum body: (enum_member_declaration_list (enum_member_declaration name: (_) @name) @constant)) @enum_constant
(method_declaration returns: (_) @returns name: (_) @name parameters: (_) @parameters) @method
(local_function_statement type: (_) @returns name: (_) @name parameters: (_) @parameters) @local_function
(constructor_declaration name: (_) @name parameters: (_) @parameters) @constructor
(destructor_declaration name: (_) @name) @finalizer
(operator_declaration type: (_) @returns parameters: (_) @parameters) @operator
(conversion_operator_declaration type: (_) @returns parameters: (_) @parameters) @conversion
(property_declaration type: (_) @type name: (_) @name) @property
(indexer_declaration type: (_) @returns parameters: (_) @parameters) @indexer
(event_declaration type: (_) @type name: (_) @name) @property
(field_declaration (variable_declaration type: (_) @type (variable_declarator name: (_) @name) @declarator)) @field
(event_field_declaration (variable_declaration type: (_) @type (variable_declarator name: (_) @name) @declarator)) @field
(accessor_declaration) @accessor
(attribute name: (_) @of) @decorator

; parameters
(parameter_list (parameter) @item) @parameters
(bracketed_parameter_list (parameter) @item) @parameters
(parameter name: (_) @name) @parameter
(parameter_list type: (_) @type name: (_) @name) @rest_parameter
(bracketed_parameter_list type: (_) @type name: (_) @name) @rest_parameter
(lambda_expression parameters: (_) @parameters body: (_) @body) @lambda
(anonymous_method_expression parameters: (_)? @parameters (block) @body) @lambda

; bindings
(variable_declaration type: (_) @type (variable_declarator) @declarator) @variable
(declaration_expression type: (_) @type name: (_) @name) @declaration_expression
(foreach_statement type: (_) @type left: (_) @target right: (_) @value) @each
(catch_declaration type: (_) @type name: (_) @target) @local
(declaration_pattern type: (_) @type name: (_) @target) @local
(recursive_pattern type: (_) @type name: (_) @target) @local
(is_pattern_expression expression: (_) @value pattern: (_) @pattern) @matched
(from_clause name: (_) @target) @range
(let_clause . (identifier) @target) @range
(join_clause . (identifier) @target) @range
(tuple_pattern (_) @item) @tuple_pattern
(initializer_expression (lambda_expression) @value) @added
(return_statement (implicit_object_creation_expression) @made) @returned_new
(arrow_expression_clause (implicit_object_creation_expression) @made) @returned_new
(assignment_expression left: (_) @of right: (implicit_object_creation_expression) @made) @assigned_new

; scopes
(block) @block
(for_statement) @block
(foreach_statement) @block
(using_statement) @block
(fixed_statement) @block
(catch_clause) @block
(switch_section) @block
(switch_expression_arm) @block
(query_expression) @block
(accessor_declaration) @block

; imports
(using_directive) @using
