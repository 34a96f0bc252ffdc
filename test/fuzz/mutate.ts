/** Changes to a text that keep most of its grammar: tokens, lines and bracketed groups are the pieces. */
import type { Random } from "./random.ts";

type Mutation = (text: string, other: string, random: Random) => string;

const TOKEN = /[\p{L}\p{N}_$@#]+|\s+|[^\p{L}\p{N}_$@#\s]/gu;
const WORD = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;
const CLOSING: Readonly<Record<string, string>> = { "(": ")", "[": "]", "{": "}", "<": ">" };
const MAX_LENGTH = 400_000;

const MUTATIONS: readonly Mutation[] = [
  dropTokens,
  repeatTokens,
  exchangeWord,
  exchangeWord,
  spliceLines,
  repeatLines,
  truncate,
  nestGroup,
  nestGroup,
  moveBracket,
];

/** One to four of them. */
export function mutate(text: string, other: string, random: Random): string {
  let mutated = text;
  for (let left = 1 + random.below(4); left > 0; left--) {
    mutated = random.pick(MUTATIONS)(mutated, other, random).slice(0, MAX_LENGTH);
  }
  return mutated;
}

/** No longer than what is kept. */
function repeated(text: string, times: number): string {
  return text.repeat(Math.min(times, Math.ceil(MAX_LENGTH / Math.max(1, text.length))));
}

function tokensOf(text: string): string[] {
  return text.match(TOKEN) ?? [];
}

function dropTokens(text: string, _other: string, random: Random): string {
  const tokens = tokensOf(text);
  tokens.splice(random.below(tokens.length + 1), 1 + random.below(4));
  return tokens.join("");
}

function repeatTokens(text: string, _other: string, random: Random): string {
  const tokens = tokensOf(text);
  const start = random.below(tokens.length + 1);
  const span = tokens.slice(start, start + 1 + random.below(12)).join("");
  const times = 10 ** random.below(4);
  return [...tokens.slice(0, start), repeated(span, times), ...tokens.slice(start)].join("");
}

/** All uses of a name get that of another: cycles of aliases, of bases, of calls. */
function exchangeWord(text: string, other: string, random: Random): string {
  const tokens = tokensOf(text);
  const words = [...tokens, ...tokensOf(other).slice(0, 100)].filter((token) => WORD.test(token));
  if (words.length === 0) return text;
  const [from, to] = [random.pick(words), random.pick(words)];
  return tokens.map((token) => (token === from ? to : token)).join("");
}

function spliceLines(text: string, other: string, random: Random): string {
  const lines = text.split("\n");
  const given = other.split("\n");
  const start = random.below(given.length);
  lines.splice(random.below(lines.length + 1), random.below(3), ...given.slice(start, start + 1 + random.below(20)));
  return lines.join("\n");
}

function repeatLines(text: string, _other: string, random: Random): string {
  const lines = text.split("\n");
  const start = random.below(lines.length);
  const block = lines.slice(start, start + 1 + random.below(6));
  const times = random.pick([2, 20, 500]);
  return [...lines.slice(0, start), ...Array.from({ length: times }, () => block).flat(), ...lines.slice(start)].join(
    "\n",
  );
}

function truncate(text: string, _other: string, random: Random): string {
  return text.slice(0, random.below(text.length + 1));
}

/** A bracketed group is put into itself, again and again. */
function nestGroup(text: string, _other: string, random: Random): string {
  const openings = [...text.matchAll(/[([{<]/g)];
  if (openings.length === 0) return text;
  const opening = random.pick(openings);
  const start = opening.index;
  const end = text.indexOf(CLOSING[opening[0]] ?? "", start);
  if (end < 0) return text;
  const before = text.slice(text.lastIndexOf("\n", start) + 1, start + 1);
  const times = random.pick([2, 30, 300, 3_000]);
  return (
    text.slice(0, start + 1) +
    repeated(before, times) +
    text.slice(start + 1, end) +
    repeated(text.charAt(end), times) +
    text.slice(end)
  );
}

function moveBracket(text: string, _other: string, random: Random): string {
  const brackets = [...text.matchAll(/[()[\]{}<>"'`]/g)];
  if (brackets.length === 0) return text;
  const { index, 0: bracket } = random.pick(brackets);
  const without = text.slice(0, index) + text.slice(index + 1);
  const at = random.below(without.length + 1);
  return without.slice(0, at) + bracket + without.slice(at);
}
