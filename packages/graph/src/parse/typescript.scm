; What only the TypeScript grammars have.

; types
(type_identifier) @type_name
(nested_type_identifier module: (_) @of) @type_member
(nested_identifier object: (_) @of) @member
(predefined_type) @builtin_type
(this_type) @this
(generic_type name: (_) @of type_arguments: (_) @items) @generic_type
(type_arguments (_) @item) @list
(array_type (_) @item) @array_type
(union_type . (_) @of) @union_type
(intersection_type . (_) @of) @union_type
(type_annotation (_) @of) @pass
(parenthesized_type . (_) @of) @pass
(readonly_type (_) @of) @pass
(type_parameters (_) @item) @list
(type_parameter name: (_) @name constraint: (constraint (_) @type)? value: (default_type (_) @value)?) @parameter
(type_parameter name: (type_identifier) @target constraint: (constraint (_) @type)?) @local
(mapped_type_clause name: (type_identifier) @target) @local
(infer_type . (type_identifier) @target) @local
(type_query . (_) @of) @value_type
(type_predicate name: (identifier) @declared)
(function_type) @block
(function_type parameters: (_) @parameters return_type: (_) @returns) @signature
(call_signature parameters: (_) @parameters return_type: (_)? @returns) @call_signature
(constructor_type) @block
(call_signature) @block
(construct_signature) @block
(conditional_type) @block
(index_signature) @block
(index_signature name: (identifier) @declared)

; expressions
(non_null_expression (_) @of) @pass
(satisfies_expression . (_) @of) @pass
(as_expression . (_) @of (_)? @type .) @cast

; definitions
(class_declaration name: (_) @name type_parameters: (_) @type_parameters body: (_) @body) @class
(abstract_class_declaration name: (_) @name type_parameters: (_)? @type_parameters body: (_) @body) @class
(class_declaration (class_heritage (extends_clause) @base)) @class_base
(abstract_class_declaration (class_heritage (extends_clause) @base)) @class_base
(class (class_heritage (extends_clause) @base)) @class_base
(extends_clause value: (_) @of type_arguments: (_)? @items) @generic_type
(class_declaration (class_heritage (implements_clause (_) @base))) @class_implements
(abstract_class_declaration (class_heritage (implements_clause (_) @base))) @class_implements
(class (class_heritage (implements_clause (_) @base))) @class_implements
(public_field_definition name: (_) @name type: (_)? @type value: (_)? @value) @field
(public_field_definition name: (computed_property_name (_) @key) value: (_) @value) @keyed_value
(function_signature name: (_) @name type_parameters: (_)? @type_parameters parameters: (_) @parameters return_type: (_)? @returns) @function
(abstract_method_signature name: (_) @name type_parameters: (_)? @type_parameters parameters: (_) @parameters return_type: (_)? @returns) @method
(class_body (method_signature name: (_) @name type_parameters: (_)? @type_parameters parameters: (_) @parameters return_type: (_)? @returns) @method)
(interface_declaration name: (_) @name type_parameters: (_)? @type_parameters body: (_) @body) @interface
(interface_declaration (extends_type_clause type: (_) @base)) @class_base
(interface_body (property_signature name: (_) @name type: (_)? @type) @field)
(interface_body (method_signature name: (_) @name type_parameters: (_)? @type_parameters parameters: (_) @parameters return_type: (_)? @returns) @method)
(type_alias_declaration name: (_) @name type_parameters: (_)? @type_parameters value: (_) @type) @type_alias
(type_alias_declaration value: (object_type (property_signature name: (_) @name type: (_)? @type) @field))
(type_alias_declaration value: (object_type (method_signature name: (_) @name type_parameters: (_)? @type_parameters parameters: (_) @parameters return_type: (_)? @returns) @method))
(enum_declaration name: (_) @name body: (_) @body) @enum
(enum_body name: (_) @name) @enum_member
(enum_assignment name: (_) @name value: (_) @value) @field
(internal_module name: (_) @name body: (_)? @body) @module
(module name: (_) @name body: (_)? @body) @module
(ambient_declaration (_) @of) @ambient

; functions
(arrow_function parameters: (_)? @parameters parameter: (_)? @parameters return_type: (_)? @returns body: (_) @body) @lambda
(function_expression name: (_)? @name parameters: (_) @parameters return_type: (_)? @returns body: (_) @body) @function_expression
(generator_function name: (_)? @name parameters: (_) @parameters return_type: (_)? @returns body: (_) @body) @function_expression
(function_declaration name: (_) @name type_parameters: (_)? @type_parameters parameters: (_) @parameters return_type: (_)? @returns body: (_) @body) @function
(generator_function_declaration name: (_) @name type_parameters: (_)? @type_parameters parameters: (_) @parameters return_type: (_)? @returns body: (_) @body) @function
(method_definition name: (_) @name type_parameters: (_)? @type_parameters parameters: (_) @parameters return_type: (_)? @returns body: (_) @body) @method

; declarations
(required_parameter pattern: (_) @name type: (_)? @type value: (_)? @value) @parameter
(optional_parameter pattern: (_) @name type: (_)? @type value: (_)? @value) @parameter
(required_parameter (accessibility_modifier) pattern: (identifier) @name type: (_)? @type value: (_)? @value) @parameter_property
(required_parameter "readonly" pattern: (identifier) @name type: (_)? @type value: (_)? @value) @parameter_property
(optional_parameter (accessibility_modifier) pattern: (identifier) @name type: (_)? @type value: (_)? @value) @parameter_property
(optional_parameter "readonly" pattern: (identifier) @name type: (_)? @type value: (_)? @value) @parameter_property
(variable_declarator name: (_) @target type: (_)? @type value: (_)? @value) @declarator
(catch_clause parameter: (_) @target type: (_)? @type) @local
(class_static_block) @block

; modules
(import_statement (import_require_clause (identifier) @local source: (_) @source)) @import_namespace
(import_alias . (identifier) @target (_) @value) @local
(export_statement "=" . (_) @value) @export_equals
