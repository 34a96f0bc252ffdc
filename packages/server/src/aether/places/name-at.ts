import type { FileFacts } from "@aether/graph";

export interface NameAt {
  readonly name: string;
  /** 0-based, in UTF-16 units. */
  readonly column: number;
  /** It is asked of something else, as `b` in `a.b`: no local name hides it. */
  readonly isMember: boolean;
}

const NAME = /[\p{ID_Start}_$][\p{ID_Continue}$]*/gu;
/** Longer lines hold no code that people point at. */
const MAX_LINE = 100_000;

/** The name that a column lies in, or that ends there. */
export function nameAt(text: string, column: number): NameAt | undefined {
  for (const { 0: name, index } of text.slice(0, MAX_LINE).matchAll(NAME)) {
    if (index > column) return undefined;
    if (column > index + name.length) continue;
    return { name, column: index, isMember: /(?:\.|->|::)\s*$/.test(text.slice(0, index)) };
  }
  return undefined;
}

export interface Local {
  readonly kind: "parameter" | "variable" | "import";
  readonly line: number;
  /** What an import calls it where it comes from, if that is another name. */
  readonly imported?: string;
}

/** What a bare name means within the file, from the innermost scope around the line outwards. */
export function localNamed(
  facts: FileFacts,
  { name, line }: { readonly name: string; readonly line: number },
): Local | undefined {
  const around = facts.scopes
    .map((scope, at) => ({ ...scope, at }))
    .filter((scope) => scope.startLine <= line && line <= scope.endLine)
    .sort((a, b) => b.startLine - a.startLine || a.endLine - b.endLine || b.at - a.at);
  for (const { at, definition } of around) {
    const variable = facts.bindings.find((one) => one.scope === at && !one.member && one.name === name);
    if (variable !== undefined && at !== 0) return { kind: "variable", line: variable.line };
    const owner = facts.definitions[definition];
    if (owner?.parameters.some((one) => one.name === name) === true) return { kind: "parameter", line: owner.nameLine };
    const imported = facts.imports.find((one) => one.scope === at && one.local === name);
    if (imported !== undefined) return importedAs(imported);
  }
  return undefined;
}

function importedAs({ line, imported, local, form }: FileFacts["imports"][number]): Local {
  const isRenamed = form === "name" && imported !== local && imported !== "default";
  return { kind: "import", line, ...(isRenamed ? { imported } : {}) };
}
