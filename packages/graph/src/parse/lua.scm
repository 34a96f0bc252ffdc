; The outermost capture names the role, the captures inside name the parts; see parser.ts.

; expressions
(identifier) @word
(dot_index_expression table: (_) @of) @member
(method_index_expression table: (_) @of) @member
(bracket_index_expression table: (_) @of) @index
(function_call name: (_) @of) @call
(arguments (_) @item) @list
(parenthesized_expression . (_) @of) @pass
(binary_expression left: (_) @left) @binary
(string) @string
(number) @number
[(true) (false)] @boolean
(nil) @null
(table_constructor) @table
(comment) @comment
(goto_statement (identifier) @declared)
(label_statement (identifier) @declared)
(attribute (identifier) @declared)

; definitions
(function_declaration name: (_) @name parameters: (_) @parameters) @function
(function_definition parameters: (_) @parameters) @lambda
(parameters (_) @item) @list
(field name: (identifier) @name value: (_) @value) @table_field
(return_statement (expression_list . (_) @value)) @module_return

; bindings
(assignment_statement (variable_list) @names (expression_list) @values) @assignment
(variable_declaration (variable_list) @names) @local_names
(variable_declaration (assignment_statement) @of) @local_statement
(for_generic_clause (variable_list (identifier) @target)) @local
(for_numeric_clause name: (_) @target) @local

; scopes
(block) @block
(do_statement) @block
(for_statement) @block
(while_statement) @block
(repeat_statement) @block
