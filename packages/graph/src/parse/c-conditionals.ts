/**
 * Conditional compilation, read as if all branches were there. A grammar cannot nest what `#if` cuts apart, so the
 * directives themselves are taken out, and of branches that cannot stand one after the other only one is kept.
 */
import type { Token } from "./c-tokens.ts";

/** What is taken out of the text; `text`, as long, stands in its place, and blanks without it. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
  readonly text?: string;
}

/** How the tokens of a branch change nesting, and how they end. */
interface Balance {
  depth: number;
  lowest: number;
  count: number;
  last: string;
}

interface Branch extends Balance {
  readonly start: number;
  end: number;
  /** `#if 0`, or the alternative of `#if 1`. */
  readonly isDead: boolean;
  /** `#if 1`: what follows as an alternative is dead. */
  readonly isTrue: boolean;
  /** Holds on systems other than the usual one only. */
  readonly isForeign: boolean;
}

interface Group {
  readonly branches: Branch[];
}

const OPENERS: ReadonlySet<string> = new Set(["{", "(", "["]);
const CLOSERS: ReadonlySet<string> = new Set(["}", ")", "]"]);
/** After one of these another declaration, statement or item can follow. */
const ENDS: ReadonlySet<string> = new Set([";", "}", "{", ",", ":", ""]);
const FOREIGN =
  /\b(?:_?WIN(?:32|64|DOWS)|_MSC_VER|__APPLE__|__CYGWIN__|__MINGW\w*|__sun|_AIX|__(?:Free|Open|Net)BSD__)\b/;

/** The ranges to take out of the text, in no particular order. */
export function readConditionals(text: string, tokens: readonly Token[]): TextRange[] {
  const ranges: TextRange[] = [];
  const groups: Group[] = [];
  const file = emptyBalance();
  const current = (): Balance => groups.at(-1)?.branches.at(-1) ?? file;
  for (const token of tokens) {
    const { text: name, start, end } = token;
    if (token.kind !== "directive") {
      count(current(), token);
      continue;
    }
    const group = groups.at(-1);
    const condition = text.slice(start, end);
    if (/^#(?:if|ifdef|ifndef)$/.test(name)) groups.push({ branches: [newBranch(condition, end)] });
    else if (/^#(?:elif|elifdef|elifndef|else)$/.test(name) && group !== undefined) {
      closeBranch(group, start);
      group.branches.push(alternative(group, condition, end));
    } else if (name === "#endif" && group !== undefined) {
      groups.pop();
      closeBranch(group, start);
      append(current(), settle(group, ranges));
    } else if (name !== "#endif") continue;
    ranges.push({ start, end });
  }
  return ranges;
}

function emptyBalance(): Balance {
  return { depth: 0, lowest: 0, count: 0, last: "" };
}

function newBranch(condition: string, start: number): Branch {
  const isNegated = /^#\s*(?:ifndef|elifndef)\b|^#\s*(?:el)?if\s*!/.test(condition);
  const isForeign = FOREIGN.test(condition) && !isNegated;
  return { ...emptyBalance(), start, end: start, isForeign, ...constant(condition) };
}

function alternative({ branches }: Group, condition: string, start: number): Branch {
  const branch = newBranch(condition, start);
  return branches[0]?.isTrue === true ? { ...branch, isDead: true } : branch;
}

function closeBranch({ branches }: Group, end: number): void {
  const branch = branches.at(-1);
  if (branch !== undefined) branch.end = end;
}

function count(balance: Balance, { text }: Token): void {
  if (OPENERS.has(text)) balance.depth++;
  else if (CLOSERS.has(text)) balance.lowest = Math.min(balance.lowest, --balance.depth);
  balance.count++;
  balance.last = text;
}

function append(to: Balance, more: Balance): void {
  if (more.count === 0) return;
  to.lowest = Math.min(to.lowest, to.depth + more.lowest);
  to.depth += more.depth;
  to.count += more.count;
  to.last = more.last;
}

/** Decides which branches stay, and gives the balance of those together. */
function settle({ branches }: Group, ranges: TextRange[]): Balance {
  const live = branches.filter(({ isDead, count: tokens }) => !isDead && tokens > 0);
  const canFollow = live.every(
    ({ depth, lowest, last }, at) => depth === 0 && lowest === 0 && (at === live.length - 1 || ENDS.has(last)),
  );
  const [usual = live[0]] = live.filter(({ isForeign }) => !isForeign);
  const kept = new Set(live.length < 2 || canFollow ? live : live.filter((one) => one === usual));
  const together = emptyBalance();
  for (const branch of branches) {
    // A branch of nothing but directives is in nobody's way.
    if (kept.has(branch)) append(together, branch);
    else if (branch.isDead || branch.count > 0) ranges.push(branch);
  }
  return together;
}

function constant(condition: string): Pick<Branch, "isDead" | "isTrue"> {
  const value = /^#\s*(?:el)?if\s+([01])\s*$/.exec(condition)?.[1];
  return { isDead: value === "0", isTrue: value === "1" };
}
