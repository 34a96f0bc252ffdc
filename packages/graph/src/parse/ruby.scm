; The outermost capture names the role, the captures inside name the parts; see parser.ts.

; expressions
(identifier) @word
(constant) @constant
(scope_resolution) @scoped
[(instance_variable) (class_variable)] @own_variable
(self) @this
(super) @super_word
(call) @invocation
(argument_list (_) @item) @list
(block_argument (_) @of) @pass
(element_reference object: (_) @of) @index
(parenthesized_statements . (_) @of .) @pass
(binary left: (_) @item operator: ["||" "or"]) @either
(binary operator: ["||" "&&" "or" "and"] right: (_) @item) @either
(conditional consequence: (_) @item) @either
(conditional alternative: (_) @item) @either
[(string) (chained_string) (heredoc_beginning)] @string
[(integer) (float)] @number
[(array) (string_array) (symbol_array)] @array
(hash) @map
[(true) (false)] @boolean
(nil) @null
(regex) @regex
(comment) @comment
(return (argument_list . (_) @value .)) @return

; definitions
(class) @class
(module) @module
(method) @method
(singleton_method) @method
(alias name: (identifier) @declared)
(alias alias: (identifier) @declared)

; parameters and bindings
(method_parameters (_) @item) @list
(optional_parameter name: (_) @name value: (_) @value) @parameter
(keyword_parameter name: (_) @name value: (_)? @value) @parameter
[(splat_parameter name: (_) @of) (hash_splat_parameter name: (_) @of)] @rest
(block_parameter name: (_) @name) @parameter
(block_parameters (identifier) @target) @local
(block_parameters (destructured_parameter (identifier) @target)) @local
(lambda_parameters (identifier) @target) @local
(assignment left: (_) @target right: (_) @value) @assignment
(operator_assignment left: (_) @target right: (_) @value) @assignment
(left_assignment_list (_) @item) @items
(right_assignment_list (_) @item) @list
(for pattern: (identifier) @target) @local
(rescue exceptions: (exceptions . (_) @type .) variable: (exception_variable (identifier) @target)) @local
(rescue variable: (exception_variable (identifier) @target)) @local

; scopes
(do_block) @block
(block) @block
(lambda) @block
