/**
 * Builds a segment in memory: units in, blocks of postings out. Texts are split as they come and dropped; what stays is ten bytes
 * a posting, so a whole repository fits.
 */
import { Dictionary } from "./dictionary.ts";
import { embeddingText, hashText } from "./embedding-text.ts";
import { PostingList } from "./posting-list.ts";
import { type Block, cutBlocks, type Field, FIELD_COUNT, fieldNumber } from "./posting.ts";
import { foldName } from "./split-words.ts";
import type { FileUnits, UnitText } from "./units.ts";

/** What the unit table holds besides what the writer adds. Ordinals count from 0 within the segment. */
export interface SegmentUnit extends Omit<UnitText, "header" | "body" | "comment"> {
  readonly ordinal: number;
  /** The unit of the file it stands in: always behind the file's other units. */
  readonly fileOrdinal: number;
  readonly path: string;
  readonly language: string;
  readonly flags: number;
  readonly words: number;
  /** Of the text that is embedded. */
  readonly textHash: string;
  /** Of all its own text but blank lines. */
  readonly contentHash: string;
}

/** What lengths are normalised by: units that have the field, and words in it, by field number. */
export interface FieldTotals {
  readonly units: readonly number[];
  readonly words: readonly number[];
}

/** Units waiting to be written. */
export class Segment {
  readonly units: SegmentUnit[] = [];
  readonly #dictionary = new Dictionary();
  readonly #postings = new PostingList();
  readonly #fieldUnits = Array.from({ length: FIELD_COUNT }, () => 0);
  readonly #fieldWords = Array.from({ length: FIELD_COUNT }, () => 0);

  get totals(): FieldTotals {
    return { units: this.#fieldUnits, words: this.#fieldWords };
  }

  /** Adds the units of one file; the first must be the file's own. */
  add(file: FileUnits): void {
    const [own, ...definitions] = file.units;
    if (own === undefined) return;
    const fileOrdinal = this.units.length + definitions.length;
    const inFile = new Map<number, number>();
    for (const unit of [...definitions, own]) this.#addUnit(unit, { file, fileOrdinal, inFile });
    this.#addText(fileOrdinal, "path", file.path);
    this.#addText(fileOrdinal, "history", file.history);
    this.#addCounts(fileOrdinal, "file", inFile);
    this.#addCounts(fileOrdinal, "symbol", this.#numbersOf([own.name]));
  }

  #addUnit(
    unit: UnitText,
    at: { readonly file: FileUnits; readonly fileOrdinal: number; readonly inFile: Map<number, number> },
  ): void {
    const { header, body, comment, ...rest } = unit;
    const ordinal = this.units.length;
    const isFile = ordinal === at.fileOrdinal;
    const scope = isFile ? "" : unit.qualifiedName.slice(0, Math.max(0, unit.qualifiedName.length - unit.name.length));
    const texts: readonly [Field, string][] = [
      ["name", isFile ? unit.name.replace(/\.[^.]*$/, "") : unit.name],
      ["scope", scope],
      ["header", header],
      ["body", body],
      ["comment", comment],
    ];
    let words = 0;
    for (const [field, text] of texts) {
      for (const [term, count] of this.#addText(ordinal, field, text)) {
        at.inFile.set(term, (at.inFile.get(term) ?? 0) + count);
        words += count;
      }
    }
    if (!isFile && unit.kind !== "Section") this.#addCounts(ordinal, "symbol", this.#symbolsOf(unit));
    const { path, language, flags } = at.file;
    const textHash = hashText(embeddingText(path, unit));
    const contentHash = hashText([header, comment, body].map(withoutBlankLines).join("\0"));
    const place = { ordinal, fileOrdinal: at.fileOrdinal, path, language, flags };
    this.units.push({ ...rest, ...place, words, textHash, contentHash });
  }

  /** A definition is found by its whole name and by `Scope.name`, a file by its name with the extension. */
  #symbolsOf(unit: UnitText): Map<number, number> {
    return this.#numbersOf([unit.name, unit.qualifiedName.split(".").slice(-2).join("")]);
  }

  #numbersOf(names: readonly string[]): Map<number, number> {
    const folded = names.map(foldName).filter((name) => name !== "");
    return new Map(folded.map((name) => [this.#dictionary.numberOf(name), 1]));
  }

  #addText(ordinal: number, field: Field, text: string): ReadonlyMap<number, number> {
    // One-letter words are loop variables and type parameters: kept where they are a name.
    const counts = this.#dictionary.count(text, field === "name");
    this.#addCounts(ordinal, field, counts);
    return counts;
  }

  #addCounts(ordinal: number, field: Field, counts: ReadonlyMap<number, number>): void {
    if (counts.size === 0) return;
    const number = fieldNumber(field);
    let length = 0;
    for (const count of counts.values()) length += count;
    this.#fieldUnits[number] = (this.#fieldUnits[number] ?? 0) + 1;
    this.#fieldWords[number] = (this.#fieldWords[number] ?? 0) + length;
    this.#postings.setLength(ordinal, number, length);
    for (const [term, count] of counts) this.#postings.add({ term, ordinal, field: number, frequency: count });
  }

  /**
   * All blocks, with ordinals for units, a term's blocks together. `others` are the totals of the segments that are searched
   * together with this one.
   */
  *blocks(others: FieldTotals): Generator<Block> {
    const averages = this.#fieldUnits.map(
      (units, field) =>
        ((this.#fieldWords[field] ?? 0) + (others.words[field] ?? 0)) / Math.max(1, units + (others.units[field] ?? 0)),
    );
    let term = 0;
    for (const entries of this.#postings.byTerm(this.#dictionary.size, averages)) {
      yield* cutBlocks(this.#dictionary.wordOf(term), entries);
      term += 1;
    }
  }
}

function withoutBlankLines(text: string): string {
  return text.replaceAll(/^[^\S\n]*\n/gm, "").trim();
}
