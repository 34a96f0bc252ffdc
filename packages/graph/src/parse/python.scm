; The outermost capture names the role, the captures inside name the parts; see parser.ts.

; expressions
(identifier) @word
(attribute object: (_) @of) @member
(call function: (_) @of) @call
(subscript value: (_) @of subscript: (_) @key) @subscript
(await (_) @of) @await
(parenthesized_expression . (_) @of) @pass
(string) @string
(concatenated_string) @string
(integer) @number
(float) @number
(true) @boolean
(false) @boolean
(none) @null
(list) @array
(list) @items
(list_comprehension body: (_) @body) @comprehension
(list_comprehension) @block
(dictionary) @map
(dictionary) @items
(dictionary_splat (_) @of) @rest
(dictionary_comprehension body: (_) @body) @comprehension
(dictionary_comprehension) @block
(set) @set
(set) @items
(set_comprehension body: (_) @body) @comprehension
(set_comprehension) @block
(tuple) @tuple
(tuple (_) @item) @list
(expression_list) @tuple
(expression_list (_) @item) @list
(list_splat (_) @of) @rest
(as_pattern_target (tuple (_) @item) @list)
(generator_expression) @block
(lambda parameters: (_)? @parameters body: (_) @body) @lambda
(lambda_parameters (_) @item) @list
(keyword_argument name: (identifier) @name value: (_) @of) @keyword
(argument_list (_) @item) @list
(comment) @comment

; what runs methods without naming them
(comparison_operator . (_) @of) @comparison
(augmented_assignment left: (_) @of operator: _ @sign) @augmented
(augmented_assignment left: (subscript value: (_) @of)) @set_item
(assignment left: (subscript value: (_) @of)) @set_item
(for_statement right: (_) @of) @iterated
(for_in_clause right: (_) @of) @iterated
(with_item value: (as_pattern . (_) @of)) @entered
(with_item value: (_) @of) @entered
(raise_statement . (_) @of) @raised

; types
(type (_) @of) @type
(generic_type (_) @of (type_parameter) @items) @generic_type
(type_parameter (type) @item) @list
(union_type . (_) @of) @union_type
(binary_operator left: (_) @of) @binary
(member_type (_) @of (identifier) @name) @member

; definitions
(class_definition name: (identifier) @name superclasses: (_)? @bases body: (_) @body) @class
(class_definition superclasses: (argument_list (_) @base)) @class_base
(class_definition superclasses: (argument_list (subscript subscript: (_) @item) @list))
(function_definition name: (identifier) @name parameters: (_) @parameters return_type: (_)? @returns body: (_) @body) @function
(function_definition type_parameters: (type_parameter (type (_) @target))) @local
(class_definition type_parameters: (type_parameter (type (_) @target))) @local
(constrained_type . (type) @of) @pass
(type_alias_statement left: (type (_) @name) right: (_) @type) @type_alias
(decorated_definition definition: (_) @of) @decorated
(decorator (_) @of) @decorator
(block . (expression_statement (string) @doc)) @docstring
(yield (_)? @value) @yield
(conditional_expression . (_) @item) @either
(conditional_expression (_) @item .) @either
(boolean_operator left: (_) @item operator: "or") @either
(boolean_operator right: (_) @item) @either
(return_statement (_) @value) @return

; parameters
(parameters (_) @item) @list
(default_parameter name: (_) @name value: (_) @value) @parameter
(typed_parameter . (_) @name type: (_) @type) @parameter
(typed_default_parameter name: (_) @name type: (_) @type value: (_) @value) @parameter
(list_splat_pattern (_) @of) @rest
(dictionary_splat_pattern (_) @of) @rest

; bindings
(assignment left: (_) @target type: (_)? @type right: (_)? @value) @variable
(named_expression name: (_) @target value: (_) @value) @assign
(for_statement left: (_) @target right: (_) @value) @each
(for_in_clause left: (_) @target right: (_) @value) @each
(pattern_list) @pattern
(pattern_list (_) @item) @list
(tuple_pattern) @pattern
(tuple_pattern (_) @item) @list
(list_pattern) @pattern
(list_pattern (_) @item) @list
(as_pattern (_) @value alias: (as_pattern_target (_) @target)) @as
(except_clause value: (as_pattern (_) @type alias: (as_pattern_target (_) @target))) @assign
(global_statement (identifier) @name) @global
(nonlocal_statement (identifier) @name) @nonlocal
(case_pattern (dotted_name . (identifier) @target .)) @assign
(case_pattern (as_pattern (_) (identifier) @target .)) @assign
(keyword_pattern (identifier) (dotted_name . (identifier) @target .)) @assign
(splat_pattern (identifier) @target) @assign
(class_pattern (dotted_name) @name) @class_pattern
(keyword_pattern . (identifier) @declared)

; imports
(dotted_name (identifier) @declared)
(import_statement name: (_) @item) @import
(import_from_statement module_name: (_) @module) @from
(import_from_statement name: (_) @item) @from_name
(import_from_statement (wildcard_import) @item) @from_name
(aliased_import alias: (identifier) @declared)
