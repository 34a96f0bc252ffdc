; The outermost capture names the role, the captures inside name the parts; see parser.ts.

; expressions
(identifier) @word
(stable_identifier . (_) @of (identifier) @name .) @member
(field_expression . (_) @of) @navigation
(call_expression . (_) @of) @invocation
(generic_function . (_) @of) @applied
(instance_expression) @instance
(infix_expression) @infix
(parenthesized_expression . (_) @of .) @pass
(postfix_expression . (_) @of) @postfix
(ascription_expression (_) @of .) @typed
(if_expression consequence: (_) @item) @either
(if_expression alternative: (_) @item) @either
(arguments (_) @item) @list
(assignment_expression . (identifier) @declared)
[(string) (interpolated_string_expression)] @string
(interpolated_string_expression interpolator: (identifier) @declared)
(integer_literal) @number
(floating_point_literal) @number
(character_literal) @character
(boolean_literal) @boolean
(null_literal) @null
(unit) @tuple
(tuple_expression) @tuple
[(comment) (block_comment)] @comment
(return_expression (_) @value) @return

; types
(type_identifier) @type_name
(stable_type_identifier . (_) @of (type_identifier) @name .) @type_member
(generic_type . (_) @of (type_arguments) @items) @generic_type
(type_arguments (_) @item) @list
[(compound_type . (_) @of) (annotated_type . (_) @of) (lazy_parameter_type (_) @of)] @pass
(repeated_parameter_type (_) @of) @pass
(type_parameters name: (identifier) @name) @type_parameter
(annotation name: (type_identifier) @of) @decorator

; definitions
[(class_definition) (trait_definition) (object_definition) (enum_definition) (package_object)] @type_definition
[(simple_enum_case) (full_enum_case)] @enum_case
(given_definition) @type_definition
[(function_definition) (function_declaration)] @function
(type_definition) @alias
[(val_definition) (var_definition) (val_declaration) (var_declaration)] @value
(extension_definition) @extension

; parameters and bindings
(parameters (parameter) @item) @list
(class_parameters (class_parameter) @item) @list
[(parameter) (class_parameter)] @one_parameter
(lambda_expression) @lambda_expression
(enumerator) @enumerator
(typed_pattern pattern: (identifier) @target type: (_) @type) @local
(capture_pattern name: (identifier) @target pattern: (_) @pattern) @capture
(case_class_pattern (identifier) @target) @bound
(tuple_pattern (identifier) @target) @bound
(case_clause pattern: (identifier) @target) @bound

; scopes
[(block) (indented_block) (case_clause) (for_expression)] @block

; packages and imports
(package_clause name: (_) @name) @package
(package_identifier (identifier) @declared)
(import_declaration) @import
(import_declaration (identifier) @declared)
(access_qualifier (identifier) @declared)
(namespace_selectors (identifier) @declared)
(arrow_renamed_identifier (identifier) @declared)
(as_renamed_identifier (identifier) @declared)
