; The outermost capture names the role, the captures inside name the parts; see parser.ts.

(comment) @comment
(command) @command
(function_definition) @function
(program (variable_assignment) @variable)
(program (declaration_command (variable_assignment) @variable))
(declaration_command (variable_assignment) @of) @decorated

; values
(string) @string
(raw_string) @string
(ansi_c_string) @string
(translated_string) @string
(heredoc_body) @string
(number) @number
(array) @array
