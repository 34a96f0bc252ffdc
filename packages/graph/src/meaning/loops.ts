/** Where a text runs more than once: from the head of a loop to its end. Told by the text alone, since facts hold no statements. */

/** Lines of a loop, first and last. */
export interface Loop {
  readonly start: number;
  readonly end: number;
}

/** Strings and comments at once, so that nothing in them counts. */
const TOKENS = /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[^])*`|\/\/[^\n]*|\/\*[^]*?\*\/|[\w$]+|[{}()\n;]/g;
const LOOPS: ReadonlySet<string> = new Set(["for", "foreach", "while", "do", "loop", "until"]);

interface Head {
  readonly word: string;
  readonly line: number;
  /** Brackets that are open around it. */
  readonly depth: number;
}

interface Reading {
  readonly found: { start: number; end: number }[];
  /** What each open bracket is the body of. */
  readonly open: (Head | undefined)[];
  head: Head | undefined;
  /** The body that a `while` may follow. */
  done: { start: number; end: number } | undefined;
  line: number;
  before: string;
}

/** Of languages with braces: from a word for a loop to the end of its block. */
export function loopsInBraces(lines: readonly string[]): readonly Loop[] {
  const reading: Reading = { found: [], open: [], head: undefined, done: undefined, line: 1, before: "" };
  for (const [token] of lines.join("\n").matchAll(TOKENS)) {
    if (token === "\n") endLine(reading);
    else if (token === "{" || token === "(") openBracket(reading, token);
    else if (token === "}" || token === ")") closeBracket(reading, token);
    else if (LOOPS.has(token)) beginLoop(reading, token);
    reading.line += token.split("\n").length - 1;
    if (/^[\w${}();]/.test(token)) reading.before = token;
  }
  return reading.found;
}

/** A statement that ends with its line has had its loop. */
function endLine(reading: Reading): void {
  if (reading.before === ";" && reading.open.length === reading.head?.depth) reading.head = undefined;
}

function openBracket(reading: Reading, token: "{" | "("): void {
  const { open, head } = reading;
  const isBody = token === "{" && head?.depth === open.length;
  open.push(isBody ? head : undefined);
  if (isBody) reading.head = undefined;
}

function closeBracket(reading: Reading, token: "}" | ")"): void {
  const body = reading.open.pop();
  if (token !== "}") return;
  reading.head = undefined;
  reading.done = undefined;
  if (body === undefined) return;
  const loop = { start: body.line, end: reading.line };
  reading.found.push(loop);
  if (body.word === "do") reading.done = loop;
}

function beginLoop(reading: Reading, word: string): void {
  const { before, done, line, open } = reading;
  if (word === "while" && before === "}" && done !== undefined) done.end = line;
  else reading.head = { word, line, depth: open.length };
}

const INDENTED_LOOP = /^\s*(?:async\s+)?(?:for|while)\b/;

/** Of languages in which blocks are indented. */
export function loopsByIndentation(lines: readonly string[]): readonly Loop[] {
  return lines.flatMap((text, at): readonly Loop[] => {
    if (!INDENTED_LOOP.test(text)) return [];
    const rest = lines.slice(at + 1).findIndex((one) => one.trim() !== "" && indentationOf(one) <= indentationOf(text));
    return [{ start: at + 1, end: rest < 0 ? lines.length : at + 1 + rest }];
  });
}

export function indentationOf(text: string): number {
  return text.length - text.trimStart().length;
}
