; The outermost capture names the role, the captures inside name the parts; see parser.ts.

; expressions
(name) @word
[(qualified_name) (relative_name)] @path
(variable_name) @variable
(relative_scope) @own_type
(member_access_expression object: (_) @of) @property
(nullsafe_member_access_expression object: (_) @of) @property
(scoped_property_access_expression scope: (_) @of) @static_property
(class_constant_access_expression . (_) @of) @class_constant
(function_call_expression function: (_) @of) @call
(member_call_expression object: (_) @of) @member_call
(nullsafe_member_call_expression object: (_) @of) @member_call
(scoped_call_expression scope: (_) @of) @member_call
(object_creation_expression . (_) @of) @new
(subscript_expression . (_) @of) @index
(parenthesized_expression . (_) @of) @pass
(clone_expression (_) @of) @pass
(error_suppression_expression (_) @of) @pass
(by_ref (_) @of) @pass
[(string) (encapsed_string) (heredoc) (nowdoc)] @string
[(integer) (float)] @number
(boolean) @boolean
(null) @null
(array_creation_expression) @array
(binary_expression left: (_) @left) @binary
(conditional_expression condition: (_) @condition) @conditional
(match_block (match_conditional_expression return_expression: (_) @item)) @either
(match_block (match_default_expression return_expression: (_) @item)) @either
(match_expression body: (_) @of) @pass
(unary_op_expression) @not
(yield_expression) @yield
(return_statement (_) @value) @return
(argument name: (name) @declared)
(argument) @argument
(arguments (argument) @item) @list
(comment) @comment

; types
(named_type (_) @of) @type
(optional_type (_) @of) @pass
(primitive_type) @builtin_type
(union_type (_) @item) @union_member
(intersection_type (_) @item) @union_member
(disjunctive_normal_form_type (_) @item) @union_member
(type_list (_) @item) @union_member

; definitions
(namespace_definition name: (_) @name body: (_)? @body) @namespace
(namespace_definition name: (namespace_name (name) @declared))
(namespace_definition . body: (_) @body) @namespace
(class_declaration name: (_) @name body: (_) @body) @class
(interface_declaration name: (_) @name body: (_) @body) @interface
(trait_declaration name: (_) @name body: (_) @body) @trait
(enum_declaration name: (_) @name body: (_) @body) @enum
(anonymous_class body: (_) @body) @anonymous_class
(function_definition name: (_) @name parameters: (_) @parameters return_type: (_)? @returns body: (_) @body) @function
(method_declaration name: (_) @name parameters: (_) @parameters return_type: (_)? @returns body: (_)? @body) @method
(property_declaration type: (_)? @type (property_element) @element) @field
(property_element default_value: (_) @value) @field_value
(property_declaration (property_element) @of) @decorated
(property_promotion_parameter type: (_)? @type name: (_) @name) @promoted
(const_declaration (const_element . (name) @name (_) @value .) @element) @constant
(const_declaration (const_element) @of) @decorated
(enum_case name: (_) @name) @enum_case
(class_declaration (base_clause (_) @base)) @extends
(class_declaration (class_interface_clause (_) @base)) @implements
(interface_declaration (base_clause (_) @base)) @extends
(enum_declaration (class_interface_clause (_) @base)) @implements
(anonymous_class (base_clause (_) @base)) @extends
(anonymous_class (class_interface_clause (_) @base)) @implements
(use_declaration [(name) (qualified_name) (relative_name)] @base) @uses
(use_as_clause) @adapted
(use_instead_of_clause) @chosen
(attribute_list (attribute_group (attribute . (_) @of))) @decorator

; parameters
(formal_parameters (_) @item) @list
(simple_parameter type: (_)? @type name: (_) @name) @parameter
(simple_parameter name: (_) @name default_value: (_) @value) @parameter
(property_promotion_parameter name: (_) @name default_value: (_) @value) @parameter
(variadic_parameter type: (_)? @type name: (_) @name) @variadic
(anonymous_function parameters: (_) @parameters) @closure
(arrow_function parameters: (_) @parameters) @closure

; bindings
(assignment_expression left: (_) @target right: (_) @value) @assignment
(reference_assignment_expression left: (_) @target right: (_) @value) @assignment
(augmented_assignment_expression left: (_) @target operator: "??=" right: (_) @value) @assignment
(foreach_statement . (_) @value . (_) @target) @each
(foreach_statement . (_) @value . (pair (_) (_) @target .)) @each
(list_literal) @pattern
(list_literal (_) @item) @list
(catch_clause type: (_) @type name: (_) @target) @assign
(static_variable_declaration name: (_) @target value: (_)? @value) @assign
(global_declaration (variable_name) @target) @assign

; regions in which a condition holds
(if_statement condition: (_) @condition body: (_) @body) @branch
(else_if_clause condition: (_) @condition body: (_) @body) @branch
(while_statement condition: (_) @condition body: (_) @body) @branch
[(compound_statement) (colon_block) (switch_block) (case_statement) (default_statement)] @statements

; imports
(namespace_use_declaration) @use
(namespace_use_clause (_) @declared)
(require_expression (_) @path) @include
(require_once_expression (_) @path) @include
(include_expression (_) @path) @include
(include_once_expression (_) @path) @include
