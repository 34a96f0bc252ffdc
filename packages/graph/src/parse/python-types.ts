/** Types that Python writes between quotes, and the spellings of `typing` that say nothing of their own. */
import type { Expression, TypeExpression } from "../facts.ts";
import { unionOf } from "./compose.ts";

const MAX_DEPTH = 8;
const TOKEN = /\s*([\p{L}_][\p{L}\p{N}_]*|[[\].,|]|\.\.\.)/uy;
const TRANSPARENT: ReadonlySet<string> = new Set([
  "Optional",
  "Annotated",
  "ClassVar",
  "Final",
  "Required",
  "NotRequired",
  "ReadOnly",
]);

/** The type in `"a.b.C[D] | None"`; undefined if it is none. */
export function readQuotedType(text: string): TypeExpression | undefined {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let match = TOKEN.exec(text); match !== null; match = TOKEN.exec(text)) tokens.push(match[1] ?? "");
  const reader: Reader = { tokens, at: 0 };
  const type = readUnion(reader, 0);
  return reader.at === tokens.length ? type : undefined;
}

interface Reader {
  readonly tokens: readonly string[];
  at: number;
}

function accept(reader: Reader, token: string): boolean {
  if (reader.tokens[reader.at] !== token) return false;
  reader.at++;
  return true;
}

function readUnion(reader: Reader, depth: number): TypeExpression | undefined {
  const members = [readName(reader, depth)];
  while (accept(reader, "|")) members.push(readName(reader, depth));
  return unionOf(members);
}

function readName(reader: Reader, depth: number): TypeExpression | undefined {
  const name = reader.tokens[reader.at];
  if (depth > MAX_DEPTH || name === undefined || !/^[\p{L}_]/u.test(name)) return undefined;
  reader.at++;
  let of: Expression = { kind: "name", name };
  while (accept(reader, ".")) of = { kind: "member", of, name: reader.tokens[reader.at++] ?? "" };
  const args = accept(reader, "[") ? readArguments(reader, depth) : [];
  return name === "None" ? undefined : normalizePythonType({ of, arguments: args, or: [] });
}

function readArguments(reader: Reader, depth: number): TypeExpression[] {
  const args: TypeExpression[] = [];
  do {
    const type = readUnion(reader, depth + 1);
    if (type !== undefined) args.push(type);
    else if (!accept(reader, "None")) break;
  } while (accept(reader, ","));
  accept(reader, "]");
  return args;
}

/** `Optional[X]` is X, `Union[X, Y]` is both, `Annotated[X, …]` is X. */
export function normalizePythonType(type: TypeExpression): TypeExpression | undefined {
  const name = type.of.kind === "name" || type.of.kind === "member" ? type.of.name : "";
  if (name === "Union") return unionOf(type.arguments.filter(({ of }) => of.kind !== "other"));
  if (!TRANSPARENT.has(name)) return type;
  return type.arguments[0] ?? type;
}
