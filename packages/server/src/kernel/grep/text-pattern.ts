/** What is looked for in a text, and whether it can be. */
import { RE2JS, RE2JSException } from "re2js";

import { Fault } from "#kernel/errors";

import { type PatternTree, readPattern } from "./pattern-tree.ts";

export interface TextPattern {
  readonly pattern: string;
  /** As it is written; else a regular expression in the syntax of RE2. */
  readonly isLiteral: boolean;
  readonly ignoreCase: boolean;
  /** Only where neither side is a letter, a digit or an underscore. */
  readonly word: boolean;
  /** A match may go over lines. */
  readonly multiline: boolean;
}

const PATTERN_MAX = 1000;
/** Instructions of a compiled pattern; a text costs at most so many steps a letter. */
const PROGRAM_MAX = 5000;

const NO_LETTER = String.raw`[^\p{L}\p{N}_]`;

/** Compiled: in a word pattern the match is group 1, what stands beside it belongs to the whole. */
export function compilePattern(asked: TextPattern): RE2JS {
  const { pattern, isLiteral, ignoreCase, word } = asked;
  const own = isLiteral ? RE2JS.quote(pattern) : pattern;
  const whole = word ? `(?:^|${NO_LETTER})(${own})(?:$|${NO_LETTER})` : own;
  return RE2JS.compile(whole, RE2JS.MULTILINE | (ignoreCase ? RE2JS.CASE_INSENSITIVE : 0));
}

/** True where finding is comparing: no engine is needed. */
export function isPlain({ isLiteral, ignoreCase, word }: TextPattern): boolean {
  return isLiteral && !ignoreCase && !word;
}

/** @throws Fault VALIDATION_ERROR for a pattern that is empty, malformed, too large, or cannot be found in one line. */
export function requirePattern(asked: TextPattern): void {
  const { pattern, isLiteral, multiline } = asked;
  if (pattern === "") throw refused("the pattern is empty: it would be found everywhere");
  if (pattern.length > PATTERN_MAX) throw refused(`the pattern is longer than ${PATTERN_MAX} characters`);
  const tree = treeOf(asked);
  // Before it is compiled: writing out repetitions takes time and memory.
  if (sizeOf(tree) > PROGRAM_MAX) throw tooLarge();
  if (!isLiteral) requireCompiled(asked);
  if (!multiline && needsLineEnd(tree)) {
    throw refused("the pattern asks for the end of a line within a match: ask with multiline");
  }
}

function requireCompiled(asked: TextPattern): void {
  try {
    // By itself first, so that no bracket of it closes one of ours.
    RE2JS.compile(asked.pattern);
    if (compilePattern(asked).programSize() > PROGRAM_MAX) throw tooLarge();
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error;
    throw refused(whyNot(asked.pattern, error.message), error);
  }
}

const LOOKAROUND = /\(\?(?:[=!]|<[=!])/;
const BACKREFERENCE = /\\[1-9]|\\k<|\(\?P=/;

function whyNot(pattern: string, message: string): string {
  const syntax = "patterns are in the syntax of RE2 (github.com/google/re2/wiki/Syntax)";
  if (LOOKAROUND.test(pattern)) return `lookahead and lookbehind are not supported: ${syntax}`;
  if (BACKREFERENCE.test(pattern)) return `references back to a group are not supported: ${syntax}`;
  return `${message.replace("error parsing regexp: ", "")}: ${syntax}; to look for it as it is written, ask with literal (aether grep -F)`;
}

function tooLarge(): Fault {
  return refused("the pattern's repetitions make it too large: lower their counts");
}

function refused(why: string, cause?: unknown): Fault {
  return new Fault("VALIDATION_ERROR", `pattern: ${why}`, { problems: [{ path: "pattern", message: why }] }, cause);
}

/** About as many instructions as the tree takes. */
function sizeOf(tree: PatternTree): number {
  switch (tree.kind) {
    case "any":
    case "no-letter":
    case "texts":
      return 1;
    case "sequence":
    case "choice":
      return tree.parts.reduce((sum, part) => sum + sizeOf(part), 1);
    case "repeat":
      return 1 + sizeOf(tree.part) * Math.max(1, Number.isFinite(tree.max) ? tree.max : tree.min);
  }
}

/** Whether every match has a line's end in it. */
function needsLineEnd(tree: PatternTree): boolean {
  switch (tree.kind) {
    case "any":
    case "no-letter":
      return false;
    case "texts":
      return tree.texts.every((text) => text.includes("\n"));
    case "sequence":
      return tree.parts.some(needsLineEnd);
    case "choice":
      return tree.parts.every(needsLineEnd);
    case "repeat":
      return tree.min > 0 && needsLineEnd(tree.part);
  }
}

function treeOf({ pattern, isLiteral }: TextPattern): PatternTree {
  return isLiteral ? { kind: "texts", texts: [pattern] } : readPattern(pattern, (text) => text);
}

const IGNORES_CASE = /\(\?[a-zA-Z]*i/;

/** Whether any of it is found in another case than it is written in. */
export function ignoresCase({ pattern, isLiteral, ignoreCase }: TextPattern): boolean {
  return ignoreCase || (!isLiteral && IGNORES_CASE.test(pattern));
}

/**
 * A text within one line that every match has, letter by letter: the longest that is seen, without the NUL that no database takes.
 * Undefined where none is.
 */
export function requiredText(asked: TextPattern): string | undefined {
  if (ignoresCase(asked)) return undefined;
  const runs = runsIn(treeOf(asked)).flatMap((run) => run.split(/[\r\n]|\0/));
  const longest = runs.reduce((best, run) => (run.length > best.length ? run : best), "");
  return longest === "" ? undefined : longest;
}

/** Texts that stand in every match of a tree, those that follow one another as one. */
function runsIn(tree: PatternTree): string[] {
  switch (tree.kind) {
    case "texts":
      return tree.texts.length === 1 ? [...tree.texts] : [];
    case "sequence":
      return joinedRuns(tree.parts);
    case "repeat":
      return tree.min > 0 ? runsIn(tree.part) : [];
    case "any":
    case "no-letter":
    case "choice":
      return [];
  }
}

function joinedRuns(parts: readonly PatternTree[]): string[] {
  const runs: string[] = [];
  let run = "";
  for (const part of parts) {
    const only = part.kind === "texts" && part.texts.length === 1 ? part.texts[0] : undefined;
    if (only !== undefined) {
      run += only;
      continue;
    }
    runs.push(run, ...runsIn(part));
    run = "";
  }
  return [...runs, run];
}
