; Elements: a name with a capital, or a member, is a use of a component; the closing tag says nothing new.
(jsx_opening_element name: (_) @name) @element
(jsx_self_closing_element name: (_) @name) @element
(jsx_closing_element name: (_) @name) @closing_element
