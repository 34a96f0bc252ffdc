/**
 * The messages of SCIP as they are written: Protocol Buffers, fields by number (`scip.proto` of scip-code/scip). Only
 * what the graph needs is kept; everything else, what later versions may add included, is passed over.
 */
import { BinaryReader, WireType } from "@bufbuild/protobuf/wire";

export interface ScipMetadata {
  readonly tool: string;
  readonly version: string;
  /** A URI, `file:///home/me/project`. */
  readonly projectRoot: string;
}

/** The unit of columns; tools from before it could be said leave it open. */
export type ScipEncoding = "unknown" | "utf-8" | "utf-16" | "utf-32";

export interface ScipOccurrence {
  /** All from 0, the end excluded; only within one line. */
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly symbol: string;
  readonly isDefinition: boolean;
}

export interface ScipDocument {
  readonly path: string;
  readonly encoding: ScipEncoding;
  /** Empty where the index does not carry it, as most do not. */
  readonly text: string;
  readonly occurrences: readonly ScipOccurrence[];
  /** `symbol` implements, extends or overrides `above`. */
  readonly implementations: readonly { readonly symbol: string; readonly above: string }[];
}

/** The bytes are no SCIP index, or not a whole one. */
export class MalformedScip extends Error {
  override readonly name = "MalformedScip";
}

type Fields = Readonly<Record<number, (reader: BinaryReader) => void>>;

/** Reads the fields that are asked for; one that comes in another wire type than the proto says is malformed. */
function readFields(bytes: Uint8Array, fields: Fields, varints: readonly number[] = []): void {
  const reader = new BinaryReader(bytes);
  try {
    while (reader.pos < reader.len) {
      const [number, wireType] = reader.tag();
      const read = fields[number];
      const expected = varints.includes(number) ? WireType.Varint : WireType.LengthDelimited;
      if (read === undefined) reader.skip(wireType, number);
      else if (wireType === expected) read(reader);
      else throw new MalformedScip(`field ${number} has wire type ${wireType}`);
    }
  } catch (error) {
    if (error instanceof MalformedScip) throw error;
    throw new MalformedScip("a message ends within a field", { cause: error });
  }
}

export function readMetadata(bytes: Uint8Array): ScipMetadata {
  const found = { tool: "", version: "", projectRoot: "" };
  const tool: Fields = {
    1: (reader) => (found.tool = reader.string()),
    2: (reader) => (found.version = reader.string()),
  };
  readFields(bytes, {
    2: (reader) => readFields(reader.bytes(), tool),
    3: (reader) => (found.projectRoot = reader.string()),
  });
  return found;
}

/** What a first look at a document asks: its path, and the symbols it defines. */
export function readDocumentHead(bytes: Uint8Array): { readonly path: string; readonly defined: ReadonlySet<string> } {
  let path = "";
  const defined = new Set<string>();
  readFields(bytes, {
    1: (reader) => (path = reader.string()),
    3: (reader) => readFields(reader.bytes(), { 1: (symbol) => defined.add(symbol.string()) }),
  });
  return { path, defined };
}

export function readDocument(bytes: Uint8Array): ScipDocument {
  const occurrences: ScipOccurrence[] = [];
  const implementations: { symbol: string; above: string }[] = [];
  let path = "";
  let text = "";
  let encoding = 0;
  const fields: Fields = {
    1: (reader) => (path = reader.string()),
    2: (reader) => {
      const found = readOccurrence(reader.bytes());
      if (found !== undefined) occurrences.push(found);
    },
    3: (reader) => implementations.push(...readImplementations(reader.bytes())),
    5: (reader) => (text = reader.string()),
    6: (reader) => (encoding = reader.int32()),
  };
  readFields(bytes, fields, [6]);
  return { path, encoding: ENCODINGS[encoding] ?? "unknown", text, occurrences, implementations };
}

const ENCODINGS: readonly ScipEncoding[] = ["unknown", "utf-8", "utf-16", "utf-32"];
const DEFINITION = 1;

/** Undefined for what highlights text without naming a symbol, and for what spans lines: no name does. */
function readOccurrence(bytes: Uint8Array): ScipOccurrence | undefined {
  let range: readonly number[] = [];
  let symbol = "";
  let roles = 0;
  const fields: Fields = {
    1: (reader) => (range = readPacked(reader.bytes())),
    2: (reader) => (symbol = reader.string()),
    3: (reader) => (roles = reader.int32()),
    8: (reader) => (range = readNumbers(reader.bytes())),
  };
  readFields(bytes, fields, [3]);
  const [line = -1, start = -1, end = -1] = range;
  if (symbol === "" || range.length !== 3) return undefined;
  if (line < 0 || start < 0 || end < start) throw new MalformedScip(`a range cannot be ${range.join(",")}`);
  return { line, start, end, symbol, isDefinition: (roles & DEFINITION) !== 0 };
}

function readPacked(bytes: Uint8Array): readonly number[] {
  const reader = new BinaryReader(bytes);
  const numbers: number[] = [];
  while (reader.pos < reader.len && numbers.length < 5) numbers.push(reader.int32());
  return numbers;
}

/** Line, start and end as fields of their own, as newer versions write them; one that is 0 is left out. */
function readNumbers(bytes: Uint8Array): readonly number[] {
  const numbers: [number, number, number] = [0, 0, 0];
  const fields: Fields = {
    1: (reader) => (numbers[0] = reader.int32()),
    2: (reader) => (numbers[1] = reader.int32()),
    3: (reader) => (numbers[2] = reader.int32()),
  };
  readFields(bytes, fields, [1, 2, 3]);
  return numbers;
}

function readImplementations(bytes: Uint8Array): readonly { readonly symbol: string; readonly above: string }[] {
  let symbol = "";
  const above: string[] = [];
  readFields(bytes, {
    1: (reader) => (symbol = reader.string()),
    4: (reader) => {
      const found = { symbol: "", isImplementation: false };
      const fields: Fields = {
        1: (field) => (found.symbol = field.string()),
        3: (field) => (found.isImplementation = field.bool()),
      };
      readFields(reader.bytes(), fields, [3]);
      if (found.isImplementation && found.symbol !== "") above.push(found.symbol);
    },
  });
  return above.map((one) => ({ symbol, above: one }));
}
