
; "..." is a node of its own in C's grammar only
(parameter_list (variadic_parameter) @dots) @variadic
