; The outermost capture names the role, the captures inside name the parts; see parser.ts.

; expressions
(identifier) @name
(this) @this
(super) @super
(field_access object: (_) @of field: (identifier) @name) @member
(field_access object: (_) @of field: (this)) @typed
(method_invocation object: (_)? @of name: (_) @name arguments: (_) @arguments) @call
(explicit_constructor_invocation constructor: (_) @of arguments: (_) @arguments) @call
(object_creation_expression type: [(type_identifier) (scoped_type_identifier)] @of arguments: (_) @arguments) @new
(object_creation_expression type: (generic_type . (_) @of) arguments: (_) @arguments) @new
(argument_list (_) @item) @list
(method_reference . (_) @of (identifier) @name .) @member
(array_access array: (_) @of) @index
(binary_expression left: (_) @of) @binary
(unary_expression operator: ["-" "+"] operand: (_) @of) @pass
(parenthesized_expression . (_) @of .) @pass
(cast_expression type: (_) @of) @typed
(array_creation_expression) @array
(array_initializer) @array
(string_literal) @string
[(decimal_integer_literal) (hex_integer_literal) (octal_integer_literal) (binary_integer_literal)] @number
[(decimal_floating_point_literal) (hex_floating_point_literal)] @number
(character_literal) @character
(class_literal) @class_literal
(ternary_expression consequence: (_) @item) @either
(ternary_expression alternative: (_) @item) @either
[(true) (false)] @boolean
(null_literal) @null
[(line_comment) (block_comment)] @comment
(labeled_statement . (identifier) @declared)
(break_statement (identifier) @declared)
(continue_statement (identifier) @declared)
(element_value_pair key: (identifier) @declared)

; types
(type_identifier) @type_word
[(integral_type) (floating_point_type) (boolean_type)] @builtin_type
(scoped_type_identifier . (_) @of (type_identifier) @name .) @type_member
(generic_type . (_) @of (type_arguments) @items) @generic_type
(type_arguments (_) @item) @list
(wildcard [(type_identifier) (scoped_type_identifier) (generic_type) (array_type)] @of) @pass
(annotated_type (_) @of .) @pass
(array_type element: (_) @item) @array_type
(catch_type (_) @item) @union_member
(type_parameters (type_parameter (type_identifier) @name (type_bound . (_) @type)?)) @type_parameter

; definitions
(package_declaration (_) @name) @package
(class_declaration (modifiers)? @modifiers name: (_) @name type_parameters: (_)? @type_parameters body: (_) @body) @class
(interface_declaration (modifiers)? @modifiers name: (_) @name type_parameters: (_)? @type_parameters body: (_) @body) @interface
(annotation_type_declaration (modifiers)? @modifiers name: (_) @name body: (_) @body) @interface
(enum_declaration (modifiers)? @modifiers name: (_) @name body: (_) @body) @enum
(record_declaration (modifiers)? @modifiers name: (_) @name type_parameters: (_)? @type_parameters parameters: (_) @components body: (_) @body) @class
(record_declaration parameters: (formal_parameters (formal_parameter type: (_) @type name: (_) @name) @component)) @record_component
(enum_declaration name: (_) @enum body: (enum_body (enum_constant name: (_) @name arguments: (_)? @arguments body: (_)? @body) @constant)) @enum_constant
(object_creation_expression type: (_) @base (class_body) @body) @anonymous
(method_declaration (modifiers)? @modifiers type_parameters: (_)? @type_parameters type: (_) @returns name: (_) @name parameters: (_) @parameters body: (_)? @body) @method
(constructor_declaration (modifiers)? @modifiers type_parameters: (_)? @type_parameters name: (_) @name parameters: (_) @parameters body: (_) @body) @constructor
(compact_constructor_declaration (modifiers)? @modifiers name: (_) @name body: (_) @body) @constructor
(annotation_type_element_declaration (modifiers)? @modifiers type: (_) @returns name: (_) @name) @method
(field_declaration (modifiers)? @modifiers type: (_) @type declarator: (variable_declarator name: (_) @name value: (_)? @value) @declarator) @field
(constant_declaration (modifiers)? @modifiers type: (_) @type declarator: (variable_declarator name: (_) @name value: (_)? @value) @declarator) @field
(field_declaration declarator: (variable_declarator) @of) @decorated
(constant_declaration declarator: (variable_declarator) @of) @decorated
(class_declaration superclass: (superclass (_) @base)) @extends
(class_declaration interfaces: (super_interfaces (type_list (_) @base))) @implements
(enum_declaration interfaces: (super_interfaces (type_list (_) @base))) @implements
(record_declaration interfaces: (super_interfaces (type_list (_) @base))) @implements
(interface_declaration (extends_interfaces (type_list (_) @base))) @extends
(marker_annotation name: (_) @of) @decorator
(annotation name: (_) @of) @decorator
(marker_annotation name: (scoped_identifier scope: (_) @of name: (_) @name) @member)
(annotation name: (scoped_identifier scope: (_) @of name: (_) @name) @member)

; parameters
(formal_parameters (_) @item) @list
(inferred_parameters (_) @item) @list
(formal_parameter type: (_) @type name: (_) @name) @parameter
(spread_parameter (_) @type (variable_declarator name: (_) @name)) @spread
(lambda_expression parameters: (_) @parameters body: (_) @body) @lambda

; bindings
(local_variable_declaration type: (_) @type declarator: (variable_declarator name: (_) @target value: (_)? @value)) @variable
(enhanced_for_statement type: (_) @type name: (_) @target value: (_) @value) @each
(catch_formal_parameter (catch_type) @type name: (_) @target) @local
(resource type: (_) @type name: (_) @target value: (_) @value) @local
(instanceof_expression right: (_) @type name: (_) @target) @local
(type_pattern . (_) @type (identifier) @target .) @local
(record_pattern_component . (_) @type (identifier) @target .) @local

; scopes
(block) @block
(for_statement) @block
(enhanced_for_statement) @block
(try_with_resources_statement) @block
(catch_clause) @block
(switch_block) @block
(switch_expression condition: (_) @of body: (_) @body) @switched
(switch_label (identifier) @name) @label
(switch_rule) @block

; imports
(import_declaration) @import
(import_declaration (identifier) @declared)
(package_declaration (identifier) @declared)
(scoped_identifier (identifier) @declared)
