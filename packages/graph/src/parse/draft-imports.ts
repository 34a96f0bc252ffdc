/** Imports and declarations of outer names, as matches of a query give them. */
export interface DraftImport {
  readonly start: number;
  readonly module: string;
  readonly form: "module" | "name" | "namespace" | "all" | "effect";
  readonly imported: string;
  readonly local: string;
  readonly reexport: boolean;
  readonly typeOnly: boolean;
  readonly isStatic: boolean;
  readonly unconditional?: true;
  readonly required?: true;
  readonly exported?: true;
}

export interface DraftOuterName {
  readonly start: number;
  readonly name: string;
  readonly isGlobal: boolean;
}

/** One name of an import statement; joined with the statement's module when all matches are in. */
export interface DraftImportName extends Omit<DraftImport, "module"> {
  readonly statement: number;
  /** Piece of the name, which is what is exported if the statement has no module. */
  readonly value: number;
}

/** A local name or expression made visible under a name; `value` is a piece id. */
export interface DraftExport {
  readonly name: string;
  readonly value: number;
}
