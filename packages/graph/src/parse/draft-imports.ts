/** Imports and declarations of outer names, as matches of a query give them. */
import type { Import } from "../facts.ts";

export interface DraftImport extends Omit<Import, "scope" | "line"> {
  readonly start: number;
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

/** `a.b.C` names `C` in `a.b`, `a.b.*` all that is in it: an import of the languages that write packages so. */
export function dottedImport(
  path: string,
  isAll: boolean,
): Pick<DraftImport, "module" | "form" | "imported" | "local" | "reexport" | "typeOnly"> {
  const dot = path.lastIndexOf(".");
  const name = isAll ? "" : path.slice(dot + 1);
  return {
    module: isAll ? path : path.slice(0, Math.max(0, dot)),
    form: isAll ? "all" : "name",
    imported: name,
    local: name,
    reexport: false,
    typeOnly: false,
  };
}
