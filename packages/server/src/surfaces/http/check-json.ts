import { Fault } from "#kernel/errors";

/** Deeper than any input of ours, and far from what recursion in a checker could not bear. */
const DEPTH_MAX = 64;
const KEYS_MAX = 10_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Refuses JSON that two readers could understand differently or that costs more than it says: a name twice in one object
 * (RFC 8259, 4), nesting without end, names without number. Read before JSON.parse, which says of broken text that it is; O(n), without recursion.
 * @throws Fault VALIDATION_ERROR
 */
export function checkJson(text: string): void {
  const open: (Set<string> | undefined)[] = []; // the names of each object that is open; undefined for an array
  let keys = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charAt(at);
    if (sign === "}" || sign === "]") open.pop();
    if (sign === "{" || sign === "[") {
      if (open.length === DEPTH_MAX) throw refused(`the body is nested deeper than ${DEPTH_MAX} levels`);
      open.push(sign === "{" ? new Set() : undefined);
    }
    if (sign !== '"') continue;
    const end = endOfString(text, at);
    const names = open.at(-1);
    if (names !== undefined && isName(text, end)) addName(names, { quoted: text.slice(at, end), count: ++keys });
    at = end - 1;
  }
}

interface Name {
  readonly quoted: string;
  /** How many there were, this one included. */
  readonly count: number;
}

function addName(names: Set<string>, { quoted, count }: Name): void {
  if (count > KEYS_MAX) throw refused(`the body has more than ${KEYS_MAX} names`);
  const name = unquoted(quoted);
  if (names.has(name)) throw refused(`"${name.slice(0, 100)}" is given twice`, name.slice(0, 100));
  names.add(name);
}

/** An escape that is none is left to JSON.parse. */
function unquoted(text: string): string {
  if (!text.includes("\\")) return text.slice(1, -1);
  try {
    return String(JSON.parse(text));
  } catch {
    return text;
  }
}

/** Behind the closing quote of the string that begins here. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at + 1;
  }
  return text.length;
}

/** A string is a name where a colon follows it. */
function isName(text: string, end: number): boolean {
  let at = end;
  while (at < text.length && " \t\r\n".includes(text.charAt(at))) at++;
  return text[at] === ":";
}

function refused(why: string, path = ""): Fault {
  return new Fault("VALIDATION_ERROR", why, { problems: [{ path, message: why }] });
}
