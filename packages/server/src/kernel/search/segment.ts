/**
 * Builds a segment in memory: units in, blocks of postings out. Texts are split as they come and dropped; what stays is ten bytes
 * a posting, so a whole repository fits.
 */
import { embeddingText, hashText } from "./embedding-text.ts";
import { PostingList } from "./posting-list.ts";
import { type Block, cutBlocks, type Field, FIELD_COUNT, fieldNumber } from "./posting.ts";
import { createSplitter, foldName } from "./split-words.ts";
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
}

/** What lengths are normalised by: units that have the field, and words in it, by field number. */
export interface FieldTotals {
  readonly units: readonly number[];
  readonly words: readonly number[];
}

/** Units waiting to be written. */
export class Segment {
  readonly units: SegmentUnit[] = [];
  readonly #split = createSplitter();
  readonly #terms = new Map<string, number>();
  readonly #names: string[] = [];
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
    this.#addWords(fileOrdinal, "path", this.#split(file.path));
    this.#addWords(fileOrdinal, "history", this.#split(file.history));
    this.#addCounts(fileOrdinal, "file", inFile);
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
      const split = this.#split(text);
      words += split.length;
      for (const [term, count] of this.#addWords(ordinal, field, split)) {
        at.inFile.set(term, (at.inFile.get(term) ?? 0) + count);
      }
    }
    if (!isFile) this.#addWords(ordinal, "symbol", symbolWords(unit));
    const { path, language, flags } = at.file;
    const textHash = hashText(embeddingText(path, unit));
    this.units.push({ ...rest, ordinal, fileOrdinal: at.fileOrdinal, path, language, flags, words, textHash });
  }

  #addWords(ordinal: number, field: Field, words: readonly string[]): ReadonlyMap<number, number> {
    const counts = new Map<number, number>();
    for (const word of words) {
      if (word.length === 1 && !SHORT_WORD_FIELDS.has(field)) continue;
      const term = this.#termOf(word);
      counts.set(term, (counts.get(term) ?? 0) + 1);
    }
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

  #termOf(word: string): number {
    let term = this.#terms.get(word);
    if (term === undefined) {
      term = this.#names.length;
      this.#terms.set(word, term);
      this.#names.push(word);
    }
    return term;
  }

  /** All blocks, with ordinals for units, a term's blocks together. `others` are the totals of the segments that are searched together with this one. */
  *blocks(others: FieldTotals): Generator<Block> {
    const averages = this.#fieldUnits.map(
      (units, field) =>
        ((this.#fieldWords[field] ?? 0) + (others.words[field] ?? 0)) / Math.max(1, units + (others.units[field] ?? 0)),
    );
    let term = 0;
    for (const entries of this.#postings.byTerm(this.#names.length, averages)) {
      yield* cutBlocks(this.#names[term] ?? "", entries);
      term += 1;
    }
  }
}

/** One-letter words are loop variables and type parameters: kept where they are a name. */
const SHORT_WORD_FIELDS: ReadonlySet<Field> = new Set<Field>(["name", "symbol"]);

/** A definition is found by its whole name and by `Scope.name`. */
function symbolWords(unit: UnitText): string[] {
  const name = foldName(unit.name);
  const qualified = foldName(unit.qualifiedName.split(".").slice(-2).join(""));
  return [...new Set([name, qualified])].filter((word) => word !== "");
}
