/**
 * The texts of units once more, of what is stored: no repository is read for another model, which may be out of reach by then. A text
 * that does not come out as it was (its facts were cut by a deadline and so not kept, or are of another version) is left to the next
 * index of its repository.
 */
import { readFacts } from "@aether/graph";

import type { TenantDb } from "#kernel/db";
import { type EmbeddableText, embeddingText, hashText, makeUnits } from "#kernel/search";

import { factsKey, loadFacts, loadTexts, unpackFacts } from "../ingest/content-store.ts";
import { fromUuid } from "../ingest/ids.ts";
import { type NamedNode, unitSource } from "../ingest/unit-source.ts";
import { type FileWithout, type UnitOfFile, unitsOf } from "./missing-store.ts";

export interface Remade {
  readonly texts: readonly EmbeddableText[];
  /** Texts that did not come out as they were. */
  readonly left: number;
}

export async function remakeTexts(db: TenantDb, files: readonly FileWithout[]): Promise<Remade> {
  const hashes = [...new Set(files.map(({ hash }) => fromUuid(hash)))];
  const [units, contents, facts] = await Promise.all([
    unitsOf(db, files),
    loadTexts(db, hashes),
    loadFacts(db, hashes),
  ]);
  const byFile = Map.groupBy(units, placeOf);
  const texts = new Map<string, string>();
  const wanted = new Set(units.map((unit) => unit.text_hash));
  for (const file of files) {
    const text = contents.get(fromUuid(file.hash));
    const packed = facts.get(factsKey(fromUuid(file.hash), file.language));
    if (text === undefined || (packed === undefined && file.language !== "")) continue;
    const outline = outlineOf(file, packed);
    const nodes = (byFile.get(placeOf(file)) ?? []).map(asNode);
    if (!nodes.some(({ kind }) => kind === "File")) continue;
    const made = makeUnits(unitSource({ path: file.path, facts: outline, nodes, text, history: "" }));
    for (const unit of made.units) {
      const embeddable = embeddingText(file.path, unit);
      texts.set(hashText(embeddable), embeddable);
    }
  }
  const remade = [...texts].flatMap(([hash, text]) => (wanted.has(hash) ? [{ hash, text }] : []));
  return { texts: remade, left: wanted.size - remade.length };
}

function outlineOf({ language, line_count: lineCount }: FileWithout, packed: Uint8Array | undefined) {
  if (packed === undefined) return { language, lineCount, definitions: [], comments: [] };
  return readFacts(unpackFacts(packed));
}

function placeOf(of: { readonly track_id: number; readonly path: string }): string {
  return `${of.track_id} ${of.path}`;
}

/** A definition that is no unit belongs to what stands around it, so the units are all that is needed of the nodes. */
function asNode(unit: UnitOfFile, at: number): NamedNode {
  return {
    id: String(at),
    kind: unit.kind,
    name: unit.name,
    qualifiedName: unit.qualified_name,
    startLine: unit.start_line,
    endLine: unit.end_line,
  };
}
