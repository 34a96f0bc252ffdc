/** Stack traces and error messages as they are pasted: frames with their places, and what of the message is worth searching for. */
export interface Frame {
  readonly path: string;
  readonly line: number;
  /** The function's own name; undefined where the trace does not tell. */
  readonly name: string | undefined;
}

export interface Trace {
  /** The innermost first. */
  readonly frames: readonly Frame[];
  /** What is left of the message. */
  readonly message: string;
}

const READ_MAX = 100_000;
const LINES_MAX = 4000;
const LINE_LENGTH_MAX = 2000;

/** Go, and Rust's "at". */
const PLACE_ALONE = /^\s*(?:at )?(?<path>\S+\.(?:go|rs)):(?<line>\d+)(?::\d+)?(?: \+0x[\da-f]+)?\s*$/;
const FORMS: readonly RegExp[] = [
  // Python
  /^\s*File "(?<path>[^"]+)", line (?<line>\d+)(?:, in (?<name>\S+))?/,
  // C#
  /^\s*at (?<name>[^()]+)\([^()]*\) in (?<path>.+):line (?<line>\d+)/,
  // Java, Kotlin, Scala
  /^\s*at (?:[\w.$-]+\/)*(?<name>[\w.$<>]+)\((?<path>\w[\w$-]*\.(?:java|kt|kts|scala|groovy)):(?<line>\d+)\)/,
  // JavaScript
  /^\s*at (?:async )?(?:new )?(?<name>[^\s()]+)(?: \[as [^\]]+\])? \((?<path>[^()]+?):(?<line>\d+)(?::\d+)?\)/,
  /^\s*at (?:async )?(?<path>[^\s()]+?):(?<line>\d+)(?::\d+)?\s*$/,
  // Firefox and Safari
  /^\s*(?<name>[\w$.<>/]*)@(?<path>\S+?):(?<line>\d+):\d+\s*$/,
  // PHP
  /^\s*#\d+ (?<path>[^()]+)\((?<line>\d+)\): (?:[\w\\]+(?:->|::))?(?<name>[\w{}\\]+)\(/,
  /\bin (?<path>\S+\.php)(?: on line |:)(?<line>\d+)/,
  // Ruby
  /^\s*(?:from )?(?<path>\S+\.rb):(?<line>\d+):in [`'](?:[\w ]+ in )?(?<name>[^'`]+)'/,
  PLACE_ALONE,
  // Rust's panic
  /\bpanicked at (?:'[^']*', )?(?<path>\S+\.rs):(?<line>\d+)/,
];
/** The line before a place, where traces of Go and Rust name the function. */
const NAMED_BEFORE = /^\s*(?:\d+:\s+(?:0x[\da-f]+ - )?)?(?<name>[\w./:<>{}*()-]*?[\w}>])(?:\([^()]*\))?\s*$/;
const OUTERMOST_FIRST = /^\s*Traceback \(most recent call last\)/m;

/** Undefined for a text that is no trace: one place among words is not. */
export function readTrace(text: string): Trace | undefined {
  const lines = text.slice(0, READ_MAX).split(/\r?\n/, LINES_MAX);
  const frames: Frame[] = [];
  const message: string[] = [];
  for (const [at, whole] of lines.entries()) {
    const line = whole.slice(0, LINE_LENGTH_MAX);
    const before = lines[at - 1]?.slice(0, LINE_LENGTH_MAX) ?? "";
    const frame = readFrame(line, before);
    if (frame === undefined) message.push(line);
    else frames.push(frame);
    if (frame !== undefined && isNamedBefore(line, before)) message.pop();
  }
  if (frames.length === 0 || lines.length < 2) return undefined;
  if (OUTERMOST_FIRST.test(text)) frames.reverse();
  return { frames, message: plainMessage(messageOf(message)) };
}

function readFrame(line: string, before: string): Frame | undefined {
  for (const form of FORMS) {
    const { path, line: number, name } = form.exec(line)?.groups ?? {};
    if (path === undefined) continue;
    const told = name ?? (isNamedBefore(line, before) ? NAMED_BEFORE.exec(before)?.groups?.["name"] : undefined);
    return { path: plainPath(path, told), line: Number(number), name: ownName(told) };
  }
  return undefined;
}

function isNamedBefore(line: string, before: string): boolean {
  return PLACE_ALONE.test(line) && NAMED_BEFORE.test(before);
}

/** A frame of Java names its file without folders: they are those of its package. */
function plainPath(path: string, name: string | undefined): string {
  const plain = path.replace(/^(?:file:\/\/|webpack(?:-internal)?:\/\/\/?|https?:\/\/[^/]+)/, "").replaceAll("\\", "/");
  if (plain.includes("/") || !/\.(?:java|kt|scala|groovy)$/.test(plain)) return plain;
  const folders = (name ?? "").split(".").slice(0, -2);
  return [...folders, plain].join("/");
}

/** `shop.Cart.checkout` and `shop::cart::{{closure}}` without what stands before, and without what is no name. */
function ownName(name: string | undefined): string | undefined {
  const parts = (name ?? "")
    .split(/[^\p{L}\p{N}_$]+/u)
    .filter((part) => /^[\p{L}_$]/u.test(part) && part !== "closure");
  const last = parts.at(-1);
  return last === undefined || /^(?:anonymous|module|lambda|main)$/.test(last) ? undefined : last;
}

/** Lines that begin a message: what a runtime adds between frames (source lines, goroutines) says nothing new. */
function messageOf(lines: readonly string[]): string {
  const said = lines.filter((line) => /^\S/.test(line) && !/^(?:Traceback|goroutine |stack backtrace)/.test(line));
  return said.slice(0, 10).join(" ");
}

/** A message without what is another one each time: numbers, addresses, ids, times and the folders of somebody's machine. */
export function plainMessage(text: string): string {
  return text
    .replaceAll(/\b0x[\da-f]+\b/gi, " ")
    .replaceAll(/\b[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}\b/gi, " ")
    .replaceAll(/\b(?=[\da-f]*\d)[\da-f]{7,64}\b/gi, " ")
    .replaceAll(/(?:\b[A-Za-z]:)?(?:[\\/][\w.@+~-]+)+[\\/](?=[\w.@+~-])/g, " ")
    .replaceAll(/(?<![\w.])[-+]?\d[\d:.,T-]*(?:Z|ms|s)?(?![\w])/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}

const ERROR =
  /^\s*(?:[\w.$\\]*(?:Error|Exception|Fault)\b|fatal\b|panic:|error\b[: ]|uncaught\b|\[?(?:error|fatal)\]?[: ])/i;

/** Begins as messages of errors do. */
export function isErrorMessage(text: string): boolean {
  return ERROR.test(text.slice(0, 300));
}
