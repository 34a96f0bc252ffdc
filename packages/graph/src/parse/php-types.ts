/** Types as PHPDoc writes them: unions, `Foo[]`, `array<int, Foo>`, `static`; what has no class in it says nothing. */
import type { TypeExpression } from "../facts.ts";
import { unionOf } from "./compose.ts";

const MAX_DEPTH = 8;
const MAX_CHARS = 500;

/** Names that a `@template` stands for, with the type that limits each. */
export type Templates = ReadonlyMap<string, TypeExpression | undefined>;

export interface WrittenType {
  /** Undefined where nothing is known of it. */
  readonly type: TypeExpression | undefined;
  /** Offset behind it. */
  readonly end: number;
}

/** A type that begins at an offset of the text; undefined where none does. */
export function readDocType(text: string, start: number, templates: Templates): WrittenType | undefined {
  const reader: Reader = { text: text.slice(0, start + MAX_CHARS), templates, at: start };
  const type = readUnion(reader, 0);
  return type === FAILED ? undefined : { type, end: reader.at };
}

interface Reader {
  readonly text: string;
  readonly templates: Templates;
  at: number;
}

const FAILED = Symbol("no type");
type Read = TypeExpression | undefined | typeof FAILED;

/** `A|B` and `A&B` alike: a value has the members of one of them. */
function readUnion(reader: Reader, depth: number): Read {
  if (depth > MAX_DEPTH) return FAILED;
  const members: (TypeExpression | undefined)[] = [];
  do {
    const member = readSuffixed(reader, depth);
    if (member === FAILED) return FAILED;
    members.push(member);
  } while (take(reader, /\s*[|&](?!\.\.\.|\s*\$)\s*/y) !== undefined);
  return unionOf(members);
}

function readSuffixed(reader: Reader, depth: number): Read {
  let type = readAtom(reader, depth);
  while (type !== FAILED && take(reader, /\[\]/y) !== undefined) type = arrayOf(type);
  return type;
}

function readAtom(reader: Reader, depth: number): Read {
  if (take(reader, /\?/y) !== undefined) return readAtom(reader, depth + 1);
  if (take(reader, /\(\s*/y) !== undefined) {
    const inner = readUnion(reader, depth + 1);
    return take(reader, /\s*\)/y) === undefined ? FAILED : inner;
  }
  if (take(reader, /'[^'\n]*'|"[^"\n]*"|-?\d[\w.]*/y) !== undefined) return undefined;
  const name = take(reader, /\$this|\\?[A-Za-z_\u0080-\uffff][\w\u0080-\uffff]*(?:[\\-][\w\u0080-\uffff]+)*/y);
  return name === undefined ? FAILED : readNamed(reader, name, depth);
}

function readNamed(reader: Reader, name: string, depth: number): Read {
  // A constant of a class, or all whose names begin alike.
  if (take(reader, /::[\w*]+/y) !== undefined) return undefined;
  if (take(reader, /\{/y) !== undefined) return skipTo(reader, "{", "}") ? undefined : FAILED;
  if (/^(?:callable|\\?closure)$/i.test(name) && take(reader, /\(/y) !== undefined)
    return readCallable(reader, name, depth);
  const args = take(reader, /</y) === undefined ? [] : readArguments(reader, depth + 1);
  return args === FAILED ? FAILED : typeNamed(reader, name, args);
}

function readCallable(reader: Reader, name: string, depth: number): Read {
  if (!skipTo(reader, "(", ")")) return FAILED;
  if (take(reader, /\s*:\s*/y) !== undefined && readSuffixed(reader, depth + 1) === FAILED) return FAILED;
  return name.toLowerCase() === "callable" ? undefined : nameType(name, []);
}

/** Past the bracket that closes an open one. */
function skipTo(reader: Reader, open: string, close: string): boolean {
  for (let depth = 1; reader.at < reader.text.length;) {
    const char = reader.text[reader.at++];
    if (char === open) depth++;
    if (char === close && --depth === 0) return true;
  }
  return false;
}

function readArguments(reader: Reader, depth: number): TypeExpression[] | typeof FAILED {
  const found: TypeExpression[] = [];
  do {
    take(reader, /\s*(?:(?:covariant|contravariant)\s+)?/y);
    const one = readUnion(reader, depth);
    if (one === FAILED) return FAILED;
    found.push(one ?? UNKNOWN);
  } while (take(reader, /\s*,/y) !== undefined);
  return take(reader, /\s*>/y) === undefined ? FAILED : found;
}

const UNKNOWN: TypeExpression = { of: { kind: "other" }, arguments: [], or: [] };

/** Known to hold elements and to have no members. */
const ARRAYS: ReadonlySet<string> = new Set(["array", "list", "non-empty-array", "non-empty-list", "iterable"]);
const WITHOUT_CLASS =
  /^(?:int|integer|float|double|string|bool|boolean|true|false|null|void|never|mixed|object|callable|resource|scalar|numeric|key-of|value-of|no-return|noreturn|empty|number|array-key)$|-/i;

function typeNamed({ templates }: Reader, name: string, args: readonly TypeExpression[]): TypeExpression | undefined {
  if (name === "$this" || name.toLowerCase() === "static") return { of: { kind: "this" }, arguments: [], or: [] };
  if (ARRAYS.has(name.toLowerCase())) return args.length === 0 ? undefined : arrayOf(args.at(-1));
  if (WITHOUT_CLASS.test(name)) return undefined;
  return templates.has(name) ? templates.get(name) : nameType(name, args);
}

function nameType(name: string, args: readonly TypeExpression[]): TypeExpression {
  return {
    of: { kind: "name", name: /^(?:self|parent)$/i.test(name) ? name.toLowerCase() : name },
    arguments: args,
    or: [],
  };
}

/** Named so that no class is. */
function arrayOf(element: TypeExpression | undefined): TypeExpression {
  return nameType("array[]", [element ?? UNKNOWN]);
}

function take(reader: Reader, pattern: RegExp): string | undefined {
  pattern.lastIndex = reader.at;
  const found = pattern.exec(reader.text);
  if (found === null) return undefined;
  reader.at = pattern.lastIndex;
  return found[0];
}
