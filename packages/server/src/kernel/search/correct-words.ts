/**
 * Words that stand nowhere in a tenant's text and are a slip away from one that does. Only words of that text are ever offered, and a word
 * that occurs is never touched. Bounded: a few words of a question, some hundred keys for each.
 */
import { beginningsOf, mayBeSlip, slipsBetween, slipsOf, TWO_SLIPS_FROM } from "./slips.ts";
import { replaceParts, writtenParts } from "./split-words.ts";
import { stemWord } from "./stem-word.ts";
import { isStopWord } from "./stop-words.ts";
import { synonymsOf } from "./synonyms.ts";
import type { Vocabulary } from "./vocabulary-store.ts";

export interface Correction {
  /** As it stands in the question, in lower case. */
  readonly written: string;
  readonly searched: string;
}

export interface Corrected {
  /** The question with words replaced; undefined where none is. */
  readonly text: string | undefined;
  readonly corrections: readonly Correction[];
}

/** Unknown words of one question that are looked at, the first ones. */
const WORDS_MAX = 4;
/** Words with two slips are looked for among so many that begin alike. */
const BEGINNING_MAX = 200;

/** `unknown` are terms of the question without postings. */
export async function correctWords(
  text: string,
  unknown: ReadonlySet<string>,
  vocabulary: Vocabulary,
): Promise<Corrected> {
  const written = [...writtenParts(text)]
    .filter(([term, word]) => unknown.has(term) && mayBeSlip(word) && synonymsOf(term).length === 0)
    .map(([, word]) => word)
    .slice(0, WORDS_MAX);
  if (written.length === 0) return { text: undefined, corrections: [] };
  const corrections = await correctEach(written, vocabulary);
  const replaced = new Map(corrections.map((each) => [each.written, each.searched]));
  return { text: replaced.size === 0 ? undefined : replaceParts(text, replaced), corrections };
}

interface Guess {
  readonly searched: string;
  readonly term: string;
  readonly far: number;
}

async function correctEach(written: readonly string[], vocabulary: Vocabulary): Promise<Correction[]> {
  const guesses = new Map(written.map((word) => [word, oneSlip(word)]));
  const asked = [...guesses].flatMap(([word, found]) => [stemWord(word), ...found.map(({ term }) => term)]);
  const frequencies = await vocabulary.frequencies([...new Set(asked)]);
  const corrections: Correction[] = [];
  for (const [word, found] of guesses) {
    // What the budget of a question or the choice of repositories has left out is not unknown.
    if (frequencies.has(stemWord(word))) continue;
    const searched = best(found, frequencies) ?? (await twoSlips(word, vocabulary));
    if (searched !== undefined) corrections.push({ written: word, searched });
  }
  return corrections;
}

function oneSlip(written: string): Guess[] {
  return slipsOf(written)
    .map(({ word, far }) => ({ searched: word, far, term: stemWord(word) }))
    .filter((guess) => !isStopWord(guess.term) && isForm(guess, written));
}

/** Whether a word is its term with an ending, rather than letters that stemming happens to take away. */
function isForm({ searched, term }: Guess, written: string): boolean {
  if (searched === term || searched === `${term.slice(0, -1)}ies`) return true;
  const rest = searched.slice(term.length);
  const isDoubled = rest.charAt(0) === term.at(-1) && written.includes(term.at(-1) + rest.charAt(0));
  const ending = isDoubled ? rest.slice(1) : rest;
  return (
    searched.startsWith(term) &&
    term.length >= STEM_MIN &&
    (AFTER_Y.has(ending) || (isEnding(ending, written) && !term.endsWith("y")))
  );
}

function isEnding(ending: string, written: string): boolean {
  return ENDINGS.includes(ending) || MORE_ENDINGS.has(ending) || (RARE_ENDINGS.has(ending) && written.endsWith(ending));
}

/** The likeliest that occurs; of equals the one that most has. */
function best(guesses: readonly Guess[], frequencies: ReadonlyMap<string, number>): string | undefined {
  const known = guesses.filter(({ term }) => (frequencies.get(term) ?? 0) > 0);
  const often = ({ term }: Guess): number => frequencies.get(term) ?? 0;
  const [first] = known.sort((a, b) => a.far - b.far || often(b) - often(a) || (a.searched < b.searched ? -1 : 1));
  return first?.searched;
}

/** Shorter ones are the beginning of too much. */
const STEM_MIN = 3;
const AFTER_Y: ReadonlySet<string> = new Set(["", "ing"]);
/** What stemming takes away: terms are stems, and slips may be in what is behind them. With two slips these alone. */
const ENDINGS = [
  "",
  "e",
  "s",
  "es",
  "ed",
  "ing",
  "er",
  "ers",
  "or",
  "ion",
  "ions",
  "ation",
  "ations",
  "ator",
  "ment",
  "able",
];

const MORE_ENDINGS: ReadonlySet<string> = new Set(
  "ings ors ators ments ate ates ated ating ered ering ored oring ioned ioning atted atting".split(" "),
);
/** Of few words (`format`), and like the end of many: only where that was written without a slip. */
const RARE_ENDINGS: ReadonlySet<string> = new Set(["at", "ats"]);

const CHANGING_END = 3;

async function twoSlips(word: string, vocabulary: Vocabulary): Promise<string | undefined> {
  if (word.length < TWO_SLIPS_FROM) return undefined;
  const terms = await vocabulary.beginningWith(beginningsOf(word), BEGINNING_MAX);
  const guesses = terms.flatMap((term) => withEndings(term, word));
  // What differs at its end alone is another form, or another word.
  const stays = word.slice(0, -CHANGING_END);
  const near = guesses.filter((guess) => guess.far <= 2 && !guess.searched.startsWith(stays) && isForm(guess, word));
  return near.length === 0
    ? undefined
    : best(near, await vocabulary.frequencies([...new Set(near.map(({ term }) => term))]));
}

function withEndings(term: string, word: string): Guess[] {
  const words = ENDINGS.filter((ending) => ending !== "e")
    .map((ending) => term + ending)
    .filter(
      (each) =>
        Math.abs(each.length - word.length) <= 2 && mayBeSlip(each) && stemWord(each) === term && !isStopWord(term),
    );
  return words.map((searched) => ({ searched, term, far: slipsBetween(word, searched, 2) }));
}
