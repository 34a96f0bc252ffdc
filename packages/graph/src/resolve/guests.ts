/** Parts of a type that stand in other files than the type: its file draws what hangs on them. */
import { containerOf, type Nodes } from "./nodes.ts";
import { pushTo } from "./project.ts";
import type { Entity, SourceFile } from "./values.ts";

export interface Guests {
  /** Definitions of other files whose parent stands in the file. */
  entitiesOf(file: SourceFile): readonly Entity[];
  /** Differs when they, or the bases that others give to types of the file, do. */
  keyOf(file: SourceFile): string;
}

export function guestsOf(files: readonly SourceFile[], nodes: Nodes): Guests {
  const guests = new Map<SourceFile, Entity[]>();
  const keys = new Map<SourceFile, string[]>();
  for (const file of files) {
    for (const entity of file.entities) {
      const parent = containerOf(entity);
      if (parent !== undefined && parent.file !== file) {
        pushTo(guests, parent.file, entity);
        pushTo(keys, parent.file, nodes.nodeOf(entity)?.id ?? "");
      }
      for (const { base, at } of entity.bases.slice(entity.facts.bases.length)) {
        pushTo(keys, file, JSON.stringify([entity.facts.name, base, at.file.path, at.scope]));
      }
    }
  }
  return {
    entitiesOf: (file) => guests.get(file) ?? [],
    keyOf: (file) => keys.get(file)?.join("\n") ?? "",
  };
}
