; The outermost capture names the role, the captures inside name the parts; see parser.ts.
