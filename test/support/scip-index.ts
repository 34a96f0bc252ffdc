/** SCIP indexes as an indexer would write them, for tests: names are found in the text, so that no test counts columns. */
import { BinaryWriter } from "@bufbuild/protobuf/wire";

/** A word of the text, the n-th of its kind from 0, and what it means. */
export interface ToldName {
  readonly word: string;
  readonly nth?: number;
  readonly symbol: string;
  readonly defines?: boolean;
}

export interface ToldDocument {
  readonly path: string;
  readonly text: string;
  readonly names: readonly ToldName[];
  readonly above?: Readonly<Record<string, readonly string[]>>;
  /** Its number in the proto; 0, unspecified, unless given. */
  readonly encoding?: 0 | 1 | 2 | 3;
  /** Carries its text along. */
  readonly carriesText?: boolean;
}

export interface ToldIndex {
  readonly documents: readonly ToldDocument[];
  readonly projectRoot?: string;
  /** Writes ranges as messages of their own, as newer versions do. */
  readonly typedRanges?: boolean;
}

/** A symbol of the package that tests are about. */
export function own(path: string, descriptors: string): string {
  return `scip-test npm shop 1.0.0 \`${path}\`/${descriptors}`;
}

export function scipIndex({
  documents,
  projectRoot = "file:///elsewhere",
  typedRanges = false,
}: ToldIndex): Uint8Array {
  const writer = new BinaryWriter();
  message(writer, 1, (metadata) => {
    message(metadata, 2, (tool) => text(text(tool, 1, "scip-test"), 2, "1.2.3"));
    text(metadata, 3, projectRoot);
  });
  for (const document of documents) message(writer, 2, (inner) => writeDocument(inner, document, typedRanges));
  message(writer, 3, (external) => text(external, 1, "scip-test npm other 1.0.0 x#"));
  return writer.finish();
}

function message(writer: BinaryWriter, field: number, write: (inner: BinaryWriter) => unknown): void {
  const inner = new BinaryWriter();
  write(inner);
  writer.tag(field, 2).bytes(inner.finish());
}

function text(writer: BinaryWriter, field: number, value: string): BinaryWriter {
  return writer.tag(field, 2).string(value);
}

function writeDocument(writer: BinaryWriter, document: ToldDocument, typedRanges: boolean): void {
  const { path, names, above = {}, encoding = 0 } = document;
  text(writer, 1, path);
  const file = { word: "", symbol: own(path, ""), defines: true };
  for (const name of [file, ...names]) {
    message(writer, 2, (occurrence) => {
      const range = rangeOf(document, name);
      if (typedRanges)
        message(occurrence, 8, (inner) => range.forEach((value, at) => inner.tag(at + 1, 0).int32(value)));
      else message(occurrence, 1, (inner) => range.forEach((value) => inner.int32(value)));
      text(occurrence, 2, name.symbol);
      if (name.defines === true) occurrence.tag(3, 0).int32(1);
    });
  }
  for (const symbol of new Set([file, ...names].filter(({ defines }) => defines).map((name) => name.symbol))) {
    message(writer, 3, (information) => {
      text(information, 1, symbol);
      for (const one of above[symbol] ?? []) {
        message(information, 4, (relationship) => text(relationship, 1, one).tag(3, 0).bool(true));
      }
    });
  }
  if (document.carriesText === true) text(writer, 5, document.text);
  if (encoding > 0) writer.tag(6, 0).int32(encoding);
}

function rangeOf(
  { text: all, encoding }: ToldDocument,
  { word, nth = 0 }: ToldName,
): readonly [number, number, number] {
  if (word === "") return [0, 0, 0];
  const pattern = new RegExp(`(?<![\\w$])${RegExp.escape(word)}(?![\\w$])`, "g");
  const found = [...all.matchAll(pattern)][nth];
  if (found === undefined) throw new Error(`"${word}" is not ${nth + 1} times in the text`);
  const before = all.slice(0, found.index);
  const start = before.slice(before.lastIndexOf("\n") + 1);
  const units = (part: string): number => {
    if (encoding === 1) return new TextEncoder().encode(part).length;
    return encoding === 3 ? Array.from(part).length : part.length;
  };
  return [before.split("\n").length - 1, units(start), units(start) + units(word)];
}
