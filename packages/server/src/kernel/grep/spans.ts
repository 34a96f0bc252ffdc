/** Where in a text a pattern is found. */
import type { Matcher, RE2JS } from "re2js";

import { compilePattern, isPlain, requiredText, type TextPattern } from "./text-pattern.ts";

/** Offsets into the text. */
export type Span = readonly [from: number, to: number];

/** Lines or matches between two looks at the clock. */
export const CLOCK_EVERY = 64;

/**
 * The matches of a text in order, from an offset that begins a line. A number says, now and then, up to which beginning of a line all
 * was looked at, so that the clock is.
 */
export type Spans = (text: string, from: number) => Iterable<Span | number>;

/** For a pattern that `requirePattern` let through. */
export function createSpans(asked: TextPattern): Spans {
  if (isPlain(asked)) return (text, from) => plainSpans(text, asked.pattern, from);
  const compiled = compilePattern(asked);
  const group = asked.word ? 1 : 0;
  if (asked.multiline) return (text, from) => spansIn(compiled, { text, from, group });
  // What speaks of the beginning and the end of the text means those of a line, so the whole text tells nothing.
  const needle = requiredText(asked);
  const isTelling = !/\\[Az]|\(\?[a-zA-Z]*-/.test(asked.pattern);
  const opensWord = needle !== undefined && beginsWord(asked, needle);
  return (text, from) => {
    if (needle !== undefined) return lineSpans(compiled, { text, from, group, needle, opensWord });
    return isTelling && !compiled.test(text) ? [] : lineSpans(compiled, { text, from, group, needle: "", opensWord });
  };
}

function* plainSpans(text: string, pattern: string, from: number): Generator<Span> {
  for (let at = text.indexOf(pattern, from); at >= 0; at = text.indexOf(pattern, at + pattern.length)) {
    yield [at, at + pattern.length];
  }
}

interface Within {
  readonly text: string;
  readonly from: number;
  readonly group: number;
}

interface WithinLines extends Within {
  readonly needle: string;
  /** Every match has a needle that no letter, digit or underscore stands before. */
  readonly opensWord: boolean;
}

const WORD = /[0-9A-Za-z_]/;

/** The needle is a text that every match has, as `requiredText` answers. */
function beginsWord({ pattern, isLiteral, word }: TextPattern, needle: string): boolean {
  const isWhole = word && pattern === needle;
  return WORD.test(needle.charAt(0)) && (isWhole || (!isLiteral && pattern.startsWith(`\\b${needle}`)));
}

/** Looks at the lines that have the needle: all of them, where it is empty. */
function* lineSpans(compiled: RE2JS, { text, from, group, needle, opensWord }: WithinLines) {
  let looked = 0;
  for (let at = text.indexOf(needle, from); at >= 0 && at < text.length;) {
    if (opensWord && WORD.test(text.charAt(at - 1))) {
      at = text.indexOf(needle, at + 1);
      continue;
    }
    const start = at === 0 ? 0 : text.lastIndexOf("\n", at - 1) + 1;
    const newline = text.indexOf("\n", at);
    const end = newline === -1 ? text.length : newline;
    const line = text.slice(start, end);
    if (compiled.test(line)) {
      for (const [first, last] of spansIn(compiled, { text: line, from: 0, group })) {
        yield [start + first, start + last] as const;
      }
    }
    at = end + 1 < text.length ? text.indexOf(needle, end + 1) : -1;
    if (++looked % CLOCK_EVERY === 0 && at >= 0) yield at;
  }
}

function* spansIn(compiled: RE2JS, { text, from, group }: Within): Generator<Span> {
  const matcher = compiled.matcher(text);
  for (let at = from; at <= text.length && matcher.find(at);) {
    const span = spanOf(matcher, group);
    yield span;
    // An empty match is followed by the next letter; a word's next one may begin with what ended it.
    at = span[1] > span[0] ? span[1] : span[1] + 1;
  }
}

function spanOf(matcher: Matcher, group: number): Span {
  return [matcher.start(group), matcher.end(group)];
}
