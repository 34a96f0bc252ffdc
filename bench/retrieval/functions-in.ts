import type { FileFacts } from "../../packages/graph/src/index.ts";

export interface NamedRange {
  readonly name: string;
  readonly qualifiedName: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly doc: string;
}

const FUNCTION_KINDS = new Set(["Function", "Method"]);

/** Named functions and methods of a file, outer ones before inner ones. */
export function functionsIn(facts: FileFacts | undefined): NamedRange[] {
  const definitions = facts?.definitions ?? [];
  const names: string[] = [];
  return definitions.flatMap(({ kind, name, parent, startLine, endLine, doc, receiver }) => {
    const type = receiver?.type.of;
    const scope = names[parent] ?? (type?.kind === "name" ? type.name : "");
    const qualifiedName = scope === "" ? name : `${scope}.${name}`;
    names.push(qualifiedName);
    return FUNCTION_KINDS.has(kind) && name !== "" ? [{ name, qualifiedName, startLine, endLine, doc }] : [];
  });
}
