/**
 * One line of an ignore file, with git's meaning (gitignore(5)). Whoever sends a tree writes these lines: no expression is made of
 * them that goes back and tries again, and what is compared is counted.
 */
import { matchesRun, STAR, type Run } from "./match-run.ts";

export interface IgnorePattern {
  /** What it matches is not ignored, whatever the lines above say. */
  readonly isNegated: boolean;
  /** `path` counts from the folder of the ignore file, with "/". */
  matches(path: string, isFolder: boolean, budget: Budget): boolean;
}

/** Comparisons that may still be made; without any left nothing matches. */
export interface Budget {
  left: number;
}

type Matcher = (text: string, budget: Budget) => boolean;

/** Undefined for a line that says nothing: blank, a comment, or what no name can fit. */
export function readIgnorePattern(line: string): IgnorePattern | undefined {
  const text = line.endsWith("\r") ? line.slice(0, -1) : line;
  if (text.startsWith("#")) return undefined;
  const isNegated = text.startsWith("!");
  const body = withoutBlanks(isNegated ? text.slice(1) : text);
  const isOfFolders = body.endsWith("/");
  const path = isOfFolders ? body.slice(0, -1) : body;
  const fits = path.includes("/") ? pathMatcher(path.replace(/^\//, "")) : nameMatcher(path);
  if (path === "" || fits === undefined) return undefined;
  return { isNegated, matches: (given, isFolder, budget) => (isFolder || !isOfFolders) && fits(given, budget) };
}

/** Blanks at the end count only behind a backslash. */
function withoutBlanks(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === " " && text[end - 2] !== "\\") end -= 1;
  return text.slice(0, end);
}

/** Without a slash it is a name, at any depth. */
function nameMatcher(pattern: string): Matcher | undefined {
  const fits = segmentMatcher(pattern);
  return fits && ((path, budget) => fits(path.slice(path.lastIndexOf("/") + 1), budget));
}

const ANYTHING: Matcher = () => true;

/** `**` is any number of folders; at the end, at least one name. */
function pathMatcher(pattern: string): Matcher | undefined {
  const parts = pattern.replaceAll(/\\(.)/g, (pair, of) => (of === "/" ? "/" : pair)).split("/");
  const run: Run<Matcher> = [];
  for (const [at, part] of parts.entries()) {
    const fits = /^\*{2,}$/.test(part) ? STAR : segmentMatcher(part);
    if (fits === undefined) return undefined;
    if (fits === STAR && at === parts.length - 1) run.push(ANYTHING);
    run.push(fits);
  }
  return (path, budget) => {
    const names = path.split("/");
    return matchesRun(run, names.length, (fits, at) => {
      budget.left -= 1;
      return budget.left > 0 && fits(names[at] ?? "", budget);
    });
  };
}

type Fits = (unit: string) => boolean;

function segmentMatcher(pattern: string): Matcher | undefined {
  if (!/[*?[\\]/.test(pattern)) return (name) => name === pattern;
  const run: Run<Fits | string> = [];
  for (let at = 0; at < pattern.length;) {
    const read = readUnit(pattern, at);
    if (read === undefined) return undefined;
    run.push(read.unit);
    at = read.end;
  }
  return (name, budget) =>
    matchesRun(run, name.length, (unit, at) => {
      budget.left -= 1;
      const given = name[at] ?? "";
      return budget.left > 0 && (typeof unit === "string" ? unit === given : unit(given));
    });
}

interface Read {
  readonly unit: Fits | string | typeof STAR;
  readonly end: number;
}

function readUnit(pattern: string, at: number): Read | undefined {
  const char = pattern[at] ?? "";
  switch (char) {
    case "*":
      return { unit: STAR, end: at + 1 };
    case "?":
      return { unit: () => true, end: at + 1 };
    case "[":
      return readSet(pattern, at + 1);
    case "\\":
      return at + 1 < pattern.length ? { unit: pattern[at + 1] ?? "", end: at + 2 } : undefined;
    default:
      return { unit: char, end: at + 1 };
  }
}

const CLASSES: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  // oxlint-disable-next-line no-control-regex -- it is the class
  cntrl: /[\u0000-\u001f\u007f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /\s/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
};

/** `[abc]`, `[!a-z]`, `[[:digit:]_]`; undefined where it does not end, or names a class that there is not. */
function readSet(pattern: string, from: number): Read | undefined {
  const isNegated = pattern[from] === "!" || pattern[from] === "^";
  const begin = isNegated ? from + 1 : from;
  const members: Fits[] = [];
  for (let at = begin; at < pattern.length;) {
    if (pattern[at] === "]" && at > begin) {
      return { unit: (unit) => members.some((fits) => fits(unit)) !== isNegated, end: at + 1 };
    }
    const member = readClass(pattern, at) ?? readRange(pattern, at);
    if (member.fits === undefined) return undefined;
    members.push(member.fits);
    at = member.end;
  }
  return undefined;
}

interface Member {
  /** Undefined for a class that there is not. */
  readonly fits: Fits | undefined;
  readonly end: number;
}

function readClass(pattern: string, at: number): Member | undefined {
  const [all, name = ""] = /^\[:([a-z]*):\]/.exec(pattern.slice(at, at + 12)) ?? [];
  if (all === undefined) return undefined;
  const known = CLASSES[name];
  return { fits: known && ((unit) => known.test(unit)), end: at + all.length };
}

/** `a`, `a-z` or `\]`. */
function readRange(pattern: string, at: number): Member {
  const low = readMember(pattern, at);
  const isRange = pattern[low.end] === "-" && (pattern[low.end + 1] ?? "]") !== "]";
  const high = isRange ? readMember(pattern, low.end + 1) : low;
  return { fits: (unit) => low.char <= unit && unit <= high.char, end: high.end };
}

function readMember(pattern: string, at: number): { readonly char: string; readonly end: number } {
  const isEscaped = pattern[at] === "\\";
  return { char: pattern[isEscaped ? at + 1 : at] ?? "", end: isEscaped ? at + 2 : at + 1 };
}
