/** What a question asks for, and what of it the text has: words and names, read, found, and corrected where a word is unknown. */
import { type AskedName, guessedName, readNames, symbolsOf, wholeName } from "./asked-names.ts";
import { type Correction, correctWords } from "./correct-words.ts";
import type { Postings } from "./posting-store.ts";
import { type QueryTerm, readQueryWords } from "./query-words.ts";
import { stemWord } from "./stem-word.ts";
import type { Vocabulary } from "./vocabulary-store.ts";

export interface AskedWords {
  readonly terms: readonly QueryTerm[];
  readonly names: readonly AskedName[];
  /** Under which what bears the names is indexed. */
  readonly symbols: ReadonlySet<string>;
  /** To highlight, lower case. */
  readonly words: readonly string[];
}

export interface FoundWords extends AskedWords {
  readonly postings: Postings;
  readonly corrections: readonly Correction[];
}

/** A text's words. */
export interface WordSource extends Vocabulary {
  postings(terms: readonly string[]): Promise<Postings>;
}

/** What a question may name besides its words. */
interface Naming {
  readonly words: string;
  readonly filters?: { readonly symbols?: readonly string[] | undefined } | undefined;
  readonly alsoNames?: readonly string[] | undefined;
}

const SYMBOL_TERM_WEIGHT = 1;
/** Of what was put in a word's place, against that word: it is a guess, if a good one. */
const CORRECTED_WEIGHT = 0.7;
/** A text of more words has enough that are known. */
const CORRECTED_UP_TO = 32;

export function readAskedWords({ words, filters, alsoNames = [] }: Naming): AskedWords {
  const query = readQueryWords(words);
  const names = [...(filters?.symbols ?? []).map(wholeName), ...readNames(words), ...alsoNames.map(guessedName)];
  const symbols = new Set(names.flatMap(symbolsOf));
  return { terms: withSymbols(query.terms, symbols), names, symbols, words: query.words };
}

/** A name is asked for as a word too, so that `symbol:x` alone finds x, and a long name spelled as words is found as one. */
function withSymbols(terms: readonly QueryTerm[], symbols: Iterable<string>): QueryTerm[] {
  const known = new Set(terms.map(({ term }) => term));
  const added = [...symbols].filter((symbol) => !known.has(symbol));
  return [...terms, ...added.map((term) => ({ term, weight: SYMBOL_TERM_WEIGHT, from: "name" as const }))];
}

/** Where the words of a question stand. With `correct`, of words that stand nowhere also what they may be slips of. */
export async function findWords(
  source: WordSource,
  request: { readonly words: string; readonly correct?: boolean },
  asked: AskedWords,
): Promise<FoundWords> {
  const postings = await source.postings(asked.terms.map(termOf));
  const found = { ...asked, postings, corrections: [] };
  const unknown = request.correct === true ? unknownOf(asked.terms, postings) : new Set<string>();
  if (unknown.size === 0) return found;
  const { text, corrections } = await correctWords(request.words, unknown, source);
  if (text === undefined) return found;
  const other = correctedWords(asked, readAskedWords({ words: text }), corrections);
  const more = await source.postings(other.terms.map(termOf));
  return {
    terms: [...asked.terms, ...other.terms],
    names: [...asked.names, ...other.names],
    symbols: new Set([...asked.symbols, ...other.symbols]),
    words: [...new Set([...asked.words, ...other.words])],
    postings: { units: Math.max(postings.units, more.units), terms: [...postings.terms, ...more.terms] },
    corrections,
  };
}

const termOf = ({ term }: QueryTerm): string => term;

function unknownOf(terms: readonly QueryTerm[], postings: Postings): Set<string> {
  const said = terms.filter(({ from }) => from === "said").map(termOf);
  const read = new Set(postings.terms.map(({ term }) => term));
  return new Set(said.length > CORRECTED_UP_TO ? [] : said.filter((term) => !read.has(term)));
}

/** What a corrected question asks for that the one that was written does not. */
function correctedWords(asked: AskedWords, other: AskedWords, corrections: readonly Correction[]): AskedWords {
  const known = new Set(asked.terms.map(termOf));
  const namesKnown = new Set(asked.names.map(({ plain }) => plain));
  const writtenOf = new Map(corrections.map(({ written, searched }) => [stemWord(searched), written]));
  const names = other.names.filter(({ plain }) => !namesKnown.has(plain)).map(({ spelled }) => guessedName(spelled));
  const terms = other.terms
    .filter(({ term }) => !known.has(term))
    .map((term) => {
      const weight = term.weight * CORRECTED_WEIGHT;
      const of = writtenOf.get(term.term);
      return of === undefined ? { ...term, weight } : { ...term, weight, from: "typo" as const, of };
    });
  return { terms, names, symbols: new Set(names.flatMap(symbolsOf)), words: other.words };
}
