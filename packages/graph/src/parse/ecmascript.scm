; What JavaScript and TypeScript share. The outermost capture names the role, see parser.ts.

; expressions
(identifier) @name
(shorthand_property_identifier) @name
(member_expression object: (_) @of) @member
(call_expression function: (_) @of) @call
(new_expression constructor: (_) @of arguments: (_)? @arguments) @new
(arguments (_) @item) @list
(spread_element (_) @of) @rest
(subscript_expression object: (_) @of index: (_) @key) @index
(await_expression (_) @of) @await
(parenthesized_expression . (_) @of) @pass
(this) @this
(super) @super
(string) @string
(template_string) @string
(number) @number
(true) @boolean
(false) @boolean
(null) @null
(regex) @regex
(array) @array
(array) @items
(object) @map
(object) @items
(class name: (_)? @name body: (_) @body) @class_expression
(comment) @comment

; definitions
(class_declaration name: (_) @name body: (_) @body) @class
(pair key: (_) @name value: [(arrow_function) (function_expression) (generator_function)] @value) @named_value
(pair key: (computed_property_name (_) @key) value: (_) @value) @keyed_value
(decorator (_) @of) @decorator
(yield_expression (_)? @value) @yield
(ternary_expression consequence: (_) @item) @either
(ternary_expression alternative: (_) @item) @either
(binary_expression left: (_) @item operator: ["||" "??"]) @either
(binary_expression operator: ["||" "??" "&&"] right: (_) @item) @either
(return_statement (_) @value) @return

; declarations and assignments
(lexical_declaration (variable_declarator) @of) @declaration
(variable_declaration (variable_declarator) @of) @declaration
(assignment_expression left: (_) @target right: (_) @value) @assignment
(augmented_assignment_expression left: (identifier) @target) @change
(update_expression argument: (identifier) @target) @change
(assignment_expression left: (member_expression) @target right: (object (shorthand_property_identifier) @value)) @object_export
(assignment_expression left: (member_expression) @target right: (object (pair key: (_) @name value: (_) @value))) @object_export
(assignment_expression left: (member_expression) @target right: (object (method_definition name: (_) @name) @value)) @object_export
(for_in_statement left: (_) @target operator: "of" right: (_) @value) @each_of
(for_in_statement left: (_) @target operator: "in") @local
(formal_parameters (_) @item) @list
(rest_pattern (_) @of) @rest
(object_pattern) @object_pattern
(object_pattern (_) @item) @list
(array_pattern) @array_pattern
(array_pattern (_) @item) @list
(shorthand_property_identifier_pattern) @name
(pair_pattern key: (_) @key value: (_) @of) @pair
(assignment_pattern left: (_) @of right: (_) @value) @default
(object_assignment_pattern left: (_) @of right: (_) @value) @default

; scopes
(statement_block) @block
(for_statement) @block
(for_in_statement) @block
(catch_clause) @block
(switch_body) @block

; modules
(import_statement (import_clause (identifier) @local) source: (_) @source) @import_default
(import_statement (import_clause (namespace_import (identifier) @local)) source: (_) @source) @import_namespace
(import_statement (import_clause (named_imports) @names) source: (_) @source) @import_names
(import_statement . source: (_) @source) @import_effect
(named_imports (import_specifier name: _ @name alias: (_)? @alias) @specifier) @import_name
(export_statement declaration: (_) @of) @export
(export_statement value: (_) @value) @export_default
(export_statement (export_clause) @names source: (_)? @source) @export_names
(export_clause (export_specifier name: _ @name alias: _? @alias) @specifier) @export_name
(export_statement "*" source: (_) @source) @export_all
(export_statement (namespace_export (_) @local) source: (_) @source) @export_namespace
