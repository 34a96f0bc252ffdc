import { Fault } from "#kernel/errors";

const PATTERN_LENGTH_MAX = 1000;
/** More wildcards, classes and alternatives in braces than this tell no path from another, and cost the matcher time. */
const WILDCARDS_MAX = 32;

/** An escape, `**` with the slash behind it, other wildcards, a class, what braces are made of, and text. */
const PIECES = /\\[\\*?[\]{},!]|\*\*\/|\*{2,}|\*|\?|\[[!^]?[^/][^\]/]*\]|[{},]|[^\\*?[{},]+|[^]/gu;

/**
 * A path filter as a regular expression that PostgreSQL and RE2 read alike; both are automata, so no filter makes them explode. Without
 * wildcards it is a text that may stand anywhere in a path, else a glob as gitignore and ripgrep read it: `**` crosses folders, `*`,
 * `?` and `[a-z]` do not, `{a,b}` is either. A glob without a slash is of a file's name, in whatever folder; a slash before either means
 * from the root, one behind a glob all of such folders.
 */
export function pathPattern(filter: string): string {
  if (filter.length > PATTERN_LENGTH_MAX) throw tooMuch(filter);
  const [, root = "", path = ""] = /^(\.?\/|\.$)?(.*)$/s.exec(filter.toWellFormed().replaceAll("\0", "")) ?? [];
  const pieces = readPieces(path);
  const wildcards = pieces.filter(({ kind }) => kind === "wildcard" || kind === "class" || kind === "open").length;
  if (wildcards > WILDCARDS_MAX) throw tooMuch(filter);
  const text = (root === "" ? "" : "^") + escape(pieces.map(({ literal }) => literal).join(""));
  if (wildcards === 0) return text;
  const glob = pieces.map(({ expression }) => expression).join("") + (path.endsWith("/") ? ".*" : "");
  const isName = root === "" && !path.slice(0, -1).includes("/");
  const whole = `^${isName ? "(?:.*/)?" : ""}${glob}$`;
  // Folders are called `[slug]`: where there is nothing else, it may be part of a path.
  return pieces.every(({ kind }) => kind === "class" || kind === "text") ? `${whole}|${text}` : whole;
}

function tooMuch(filter: string): Fault {
  return new Fault(
    "VALIDATION_ERROR",
    `a path filter takes at most ${PATTERN_LENGTH_MAX} characters and ${WILDCARDS_MAX} wildcards`,
    { filter: filter.slice(0, 100) },
  );
}

interface Piece {
  readonly kind: "text" | "wildcard" | "class" | "open" | "between" | "close";
  readonly expression: string;
  /** As a path has it that is called so. */
  readonly literal: string;
}

function readPieces(path: string): Piece[] {
  const written = path.match(PIECES) ?? [];
  const braces = bracesIn(written);
  return written.map((piece, at) => braces.get(at) ?? readPiece(piece));
}

function readPiece(piece: string): Piece {
  const literal = piece.length > 1 && piece.startsWith("\\") ? piece.slice(1) : piece;
  if (piece === "**/") return { kind: "wildcard", expression: "(?:.*/)?", literal };
  if (piece.startsWith("**")) return { kind: "wildcard", expression: ".*", literal };
  if (piece === "*") return { kind: "wildcard", expression: "[^/]*", literal };
  if (piece === "?") return { kind: "wildcard", expression: "[^/]", literal };
  if (piece.length > 2 && piece.startsWith("[")) return readClass(piece);
  return { kind: "text", expression: escape(literal), literal };
}

/** Those that are closed and have a comma, as in a shell; other braces are text. */
function bracesIn(pieces: readonly string[]): Map<number, Piece> {
  const braces = new Map<number, Piece>();
  const open: { readonly at: number; readonly commas: number[] }[] = [];
  for (const [at, piece] of pieces.entries()) {
    if (piece === "{") open.push({ at, commas: [] });
    if (piece === ",") open.at(-1)?.commas.push(at);
    const group = piece === "}" ? open.pop() : undefined;
    if (group === undefined || group.commas.length === 0) continue;
    braces.set(group.at, { kind: "open", expression: "(?:", literal: "{" });
    for (const comma of group.commas) braces.set(comma, { kind: "between", expression: "|", literal: "," });
    braces.set(at, { kind: "close", expression: ")", literal: "}" });
  }
  return braces;
}

/** One of its characters, no slash among them, or itself: folders are called `[slug]`. */
function readClass(piece: string): Piece {
  const isNot = /^\[[!^]/.test(piece) && piece.length > 3;
  const ranges = [...piece.slice(isNot ? 2 : 1, -1).matchAll(/(.)-(.)|./gsu)].flatMap(([one, from, to]) =>
    from === undefined || to === undefined ? [escape(one)] : rangeOf(from, to),
  );
  const itself = escape(piece);
  if (isNot) return { kind: "class", expression: `[^/${ranges.join("")}]`, literal: piece };
  const one = ranges.length === 0 ? "" : `[${ranges.join("")}]|`;
  return { kind: "class", expression: `(?:${one}${itself})`, literal: piece };
}

/** Nothing where it ends before it begins. */
function rangeOf(from: string, to: string): string[] {
  const [first = 0, last = 0] = [from.codePointAt(0), to.codePointAt(0)];
  if (first > last) return [];
  if (first > SLASH || last < SLASH) return [`${escape(from)}-${escape(to)}`];
  return [...rangeOf(from, "."), ...rangeOf("0", to)];
}

const SLASH = 0x2f;

/** Of ASCII alone: RE2 takes no other. */
const escape = (text: string): string => text.replaceAll(/[!-.:-@[-^`{-~]/g, String.raw`\$&`);
