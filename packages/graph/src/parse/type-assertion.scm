; `<T>x`, which TSX cannot have.
(type_assertion (type_arguments (_) @type) (_) @of) @cast
