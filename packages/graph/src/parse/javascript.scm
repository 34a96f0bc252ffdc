; What only the JavaScript grammar has.
(class_declaration (class_heritage (_) @base)) @class_base
(class (class_heritage (_) @base)) @class_base
(field_definition property: (_) @name value: (_)? @value) @field
(field_definition property: (computed_property_name (_) @key) value: (_) @value) @keyed_value
(variable_declarator name: (_) @target value: (_)? @value) @declarator
(catch_clause parameter: (_) @target) @local
(class_static_block) @block

; functions
(arrow_function parameters: (_)? @parameters parameter: (_)? @parameters body: (_) @body) @lambda
(function_expression name: (_)? @name parameters: (_) @parameters body: (_) @body) @function_expression
(generator_function name: (_)? @name parameters: (_) @parameters body: (_) @body) @function_expression
(function_declaration name: (_) @name parameters: (_) @parameters body: (_) @body) @function
(generator_function_declaration name: (_) @name parameters: (_) @parameters body: (_) @body) @function
(method_definition name: (_) @name parameters: (_) @parameters body: (_) @body) @method
