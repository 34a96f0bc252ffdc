; The outermost capture names the role, the captures inside name the parts; see parser.ts.

; expressions
(identifier) @word
(this_expression) @this_word
(super_expression) @super
(navigation_expression . (_) @of) @navigation
(call_expression . (_) @of) @invocation
(index_expression . (_) @of) @index
(unary_expression argument: (_) @of) @unary
(callable_reference (_) @of .) @pass
(parenthesized_expression . (_) @of .) @pass
(labeled_expression (_) @of .) @pass
(annotated_expression (_) @of .) @pass
(as_expression right: (_) @of) @typed
(binary_expression left: (_) @item operator: "?:") @either
(binary_expression operator: "?:" right: (_) @item) @either
(binary_expression left: (_) @of) @binary
(infix_expression) @infix
(if_expression) @choice
(is_expression left: (identifier) @target "is" right: (_) @type) @test
(when_entry condition: (type_test . (_) @type .)) @when_test
(value_arguments (value_argument) @item) @list
(value_argument (_) @of .) @pass
(value_argument . (identifier) @declared . (_))
(spread_expression (_) @of) @pass
[(string_literal) (multiline_string_literal)] @string
(number_literal) @number
(float_literal) @number
(character_literal) @character
(collection_literal) @array
[(line_comment) (block_comment)] @comment
(return_expression) @return
(return_expression label: (identifier) @declared)
(object_literal) @object

; types
(user_type) @user_type
[(nullable_type (_) @of .) (non_nullable_type (_) @of .) (parenthesized_type (_) @of .)] @pass
(type_arguments (type_projection) @item) @list
(type_projection (_) @of .) @pass
(type_parameters (type_parameter (identifier) @name (_)? @type) @parameter) @type_parameter
(type_constraint . (identifier) @declared)
(annotation . (user_type) @of) @decorator
(annotation . (constructor_invocation . (user_type) @of)) @decorator

; definitions
(class_declaration) @class
(object_declaration) @class
(companion_object) @class
(type_alias) @alias
(enum_entry . (identifier) @name) @enum_entry
(function_declaration) @function
(secondary_constructor) @constructor
(constructor_delegation_call (value_arguments) @arguments) @delegation
(property_declaration) @property
(anonymous_function) @anonymous_function

; parameters and bindings
(function_value_parameters) @parameters
(class_parameters) @parameters
(setter . (identifier) @target) @local
(for_statement . (_) @target . (_) @value) @loop
(catch_block . (identifier) @target . (_) @type) @local
(when_subject . (variable_declaration . (identifier) @target) . (_) @value) @local

; scopes
(block) @block
(lambda_literal) @lambda_literal
(for_statement) @block
(catch_block) @block
(when_expression) @block

; packages and imports
(package_header (qualified_identifier) @name) @package
(import) @import
(import (identifier) @declared)
(qualified_identifier (identifier) @declared)
