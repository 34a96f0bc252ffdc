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
  /** No frame is written as runtimes do: there are places in its lines, as compilers and loggers name them. */
  readonly isLoose: boolean;
}

const READ_MAX = 100_000;
const LINES_MAX = 4000;
const LINE_LENGTH_MAX = 2000;

/** Go, and Rust's "at". */
const PLACE_ALONE = /^\s*(?:at )?(?<path>\S+\.(?:go|rs)):(?<line>\d+)(?::\d+)?(?: \+0x[\da-f]+)?\s*$/;
/** `said` is what the line tells of the message. */
const FORMS: readonly RegExp[] = [
  // Python
  /^\s*File "(?<path>[^"]+)", line (?<line>\d+)(?:, in (?<name>\S+))?/,
  // C#
  /^\s*at (?<name>[^()]+)\([^()]*\) in (?<path>.+):line (?<line>\d+)/,
  // Java, Kotlin, Scala, with the loader and the module before the class
  /^\s*at (?:[\w.$@-]+\/{1,2})*(?<name>[\w.$<>]+)\((?<path>\w[\w$-]*\.(?:java|kt|kts|scala|groovy)):(?<line>\d+)\)/,
  // JavaScript
  /^\s*at (?:async )?(?:new )?(?<name>[^\s()]+)(?: \[as [^\]]+\])? \((?<path>[^()]+?):(?<line>\d+)(?::\d+)?\)/,
  /^\s*at (?:async )?(?<path>[^\s()]+?):(?<line>\d+)(?::\d+)?\s*$/,
  // Firefox and Safari
  /^\s*(?<name>[\w$.<>/]*)@(?<path>\S+?):(?<line>\d+):\d+\s*$/,
  // PHP
  /^\s*#\d+ (?<path>[^()]+)\((?<line>\d+)\): (?:[\w\\]+(?:->|::))?(?<name>[\w{}\\]+)\(/,
  /^(?<said>.*?)\bin (?<path>\S+\.php)(?: on line |:)(?<line>\d+)/,
  // gdb, lldb and sanitizers
  /^\s*(?:\* )?(?:frame )?#\d+:?\s+(?:0x[\da-f]+ (?:in )?)?(?:\S+`)?(?<name>[\w:~<>$.]+) ?\(.*\) at (?<path>\S+?):(?<line>\d+)/,
  /^\s*#\d+ 0x[\da-f]+ in (?<name>[^\s(]+)(?:\([^()]*\))? (?<path>\S+?):(?<line>\d+)/,
  // Ruby
  /^\s*(?:from )?(?<path>\S+\.rb):(?<line>\d+):in [`'](?:[\w ]+ in )?(?<name>[^'`]+)'(?:: (?<said>.+))?/,
  PLACE_ALONE,
  // Rust's panic
  /\bpanicked at (?:'(?<said>.*)', )?(?<path>\S+\.rs):(?<line>\d+)/,
];
/** pytest, compilers, loggers: `cart.py:15: PriceError`, `src/config.ts(7,10): error TS2322`. */
const LOOSE =
  /(?:^|[\s('"`[])(?<path>[\w@.+~$/\\-]*[\w-]\.[A-Za-z]\w{0,9})(?::|\((?=[\d,]+\)))(?<line>\d{1,7})(?:[:,]\d+)?\)?(?:: in (?<name>\w+)$)?/;
/** The line before a place, where traces of Go and Rust name the function. */
const NAMED_BEFORE = /^\s*(?:\d+:\s+(?:0x[\da-f]+ - )?)?(?<name>[\w./:<>{}*()-]*?[\w}>])(?:\([^()]*\))?\s*$/;
/** Python, pytest. */
const OUTERMOST_FIRST =
  /^\s*(?:\+ Exception Group )?Traceback \(most recent call last\)|^(?:_ ){5}|^={3,} FAILURES ={3,}/m;

/** Undefined for a text that is no trace: one place among words is not. */
export function readTrace(text: string): Trace | undefined {
  const lines = text.slice(0, READ_MAX).split(/\r?\n/, LINES_MAX).map(plainLine);
  const frames: Frame[] = [];
  const message: string[] = [];
  let isLoose = true;
  for (const [at, line] of lines.entries()) {
    const before = lines[at - 1] ?? "";
    const read = readFrame(line, before);
    if (read === undefined) message.push(line);
    else {
      frames.push(read.frame);
      isLoose &&= read.isLoose;
      if (isNamedBefore(line, before)) message.pop();
      message.push(read.said);
    }
  }
  if (frames.length === 0 || lines.length < 2) return undefined;
  if (OUTERMOST_FIRST.test(lines.join("\n"))) frames.reverse();
  return { frames, message: plainMessage(messageOf(message)), isLoose };
}

/** Colours of terminals, also where their escape was lost on the way. */
// oxlint-disable-next-line no-control-regex -- it is what is to go
const COLOUR = /\u001B\[[\d;?]{0,20}[A-Za-z]|\[\d{1,3}(?:;\d{1,3}){0,5}m/g;
/** What loggers, containers and pytest put before a line; the blanks behind it are the line's own. */
const PREFIX =
  /^(?:\s*(?:\[?\d{4}-\d\d-\d\d[T ]\d\d:[\d:.,]+(?:Z|[+-]\d\d:?\d\d)?\]?|\d\d:\d\d:\d\d[.,\d]*|[\w./-]{0,60}\s{0,20}\|(?=\s|$)|\[(?:pod\/)?[\w ./:-]{1,60}\]|(?:TRACE|DEBUG|INFO|WARN(?:ING)?|std(?:err|out)(?: [FP])?)\b:?|(?:ERROR|FATAL)(?=:?\s{2,})|E {2,}(?=\S)))+ ?/;

function plainLine(line: string): string {
  return line.slice(0, LINE_LENGTH_MAX).replaceAll(COLOUR, "").replace(PREFIX, "");
}

/** Without colours and without what a logger puts before. */
export function withoutPrefix(text: string): string {
  return text.replaceAll(COLOUR, "").replace(PREFIX, "").trim();
}

interface ReadFrame {
  readonly frame: Frame;
  readonly said: string;
  readonly isLoose: boolean;
}

function readFrame(line: string, before: string): ReadFrame | undefined {
  for (const form of FORMS) {
    const { path, line: number, name, said = "" } = form.exec(line)?.groups ?? {};
    if (path === undefined) continue;
    const told = name ?? (isNamedBefore(line, before) ? NAMED_BEFORE.exec(before)?.groups?.["name"] : undefined);
    const frame = { path: plainPath(path, told), line: Number(number), name: ownName(told) };
    return { frame, said, isLoose: false };
  }
  const { path, line: number, name } = LOOSE.exec(line)?.groups ?? {};
  if (path === undefined) return undefined;
  const said = line.replace(LOOSE, " ").replace(/^ *: */, "");
  return { frame: { path: plainPath(path, name), line: Number(number), name: ownName(name) }, said, isLoose: true };
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
  const last = parts.at(-1)?.replace(/^lambda\$(.+)\$\d+$/, "$1");
  return last === undefined || /^(?:anonymous|module|lambda|main)$/.test(last) ? undefined : last;
}

/** Lines that begin a message: what a runtime adds between frames (source lines, goroutines) says nothing new. */
function messageOf(lines: readonly string[]): string {
  const said = lines.filter((line) => /^\S/.test(line) && !ADDED.test(line));
  return said.slice(0, 10).join(" ");
}

const ADDED =
  /^(?:Traceback|goroutine |stack backtrace|Stack trace:|note: run with|--- End of|During handling of|The above exception|[>+|]|[-=_*]{3}|(?:_ ){2})/i;

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
  /^\s*(?:[\w.$\\]*(?:Error|Exception|Fault)\b|fatal\b|panic:|error\b[: ]|uncaught\b|\[?(?:error|fatal)\]?[: ])|\b\w+(?:Error|Exception): |\b(?:ERROR|FATAL)\b/;
const ERROR_LOWER = /^\s*(?:fatal\b|panic:|error\b[: ]|uncaught\b|\[?(?:error|fatal)\]?[: ])/i;
/** Of a text whose beginning tells what it is. */
const HEAD = 1000;

/** Begins as messages of errors do, behind what a logger put before, or names an error with what it says. */
export function isErrorMessage(text: string): boolean {
  const head = withoutPrefix(text.slice(0, HEAD));
  return ERROR.test(head) || ERROR_LOWER.test(head);
}
