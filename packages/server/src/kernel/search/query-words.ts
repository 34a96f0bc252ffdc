/**
 * What a question asks of the index. Words that say something, how often they are said, and neighbouring words joined: "computed field"
 * also asks for the identifier `computed_field`. Bounded: a megabyte or ten thousand words cost no more than a paragraph.
 */
import { eachPart, splitWords, WORD_LENGTH_MAX } from "./split-words.ts";
import { stemWord } from "./stem-word.ts";
import { isPlaceWord, isStopWord } from "./stop-words.ts";
import { hasNoSynonyms, synonymsOf } from "./synonyms.ts";

export interface QueryTerm {
  readonly term: string;
  readonly weight: number;
  /** A word as it was said, neighbours taken for one identifier, a name asked for, a word that means what one of them does, or a correction. */
  readonly from: "said" | "joined" | "name" | "synonym" | "typo";
  /** Of a synonym the term that it stands for, of a correction the word that was written; of others undefined. */
  readonly of?: string;
}

/** What lies behind this many characters is not read: a pasted log says what it says in its beginning. */
const QUERY_LENGTH_MAX = 20_000;
/** "Where is X defined" asks for X, not for definitions. */
const PLACE_QUESTION = /^\s*where\b/i;
const WORDS_MAX = 96;
const JOINED_MAX = 96;
/** Of a guess that neighbouring words are one identifier, against a word that was said. */
const JOINED_WEIGHT = 0.5;

/** Of a word that means what one of the question does, against that one. */
const SYNONYM_WEIGHT = 0.25;
const SYNONYMS_MAX = 32;

export interface QueryWords {
  readonly terms: readonly QueryTerm[];
  /** Words as said, lower case, for highlighting. */
  readonly words: readonly string[];
}

/** Of a question's characters, or of the words in those, how many were read. */
export interface Cut {
  readonly of: "characters" | "different words";
  readonly all: number;
  readonly read: number;
}

/** Of a question that is too long how much is read; nothing for one that is read to its end. */
export function cutsOf(query: string): Cut[] {
  const cuts: Cut[] = [];
  if (query.length > QUERY_LENGTH_MAX) cuts.push({ of: "characters", all: query.length, read: QUERY_LENGTH_MAX });
  if (query.length <= WORDS_MAX) return cuts;
  const words = new Set(splitWords(query.slice(0, QUERY_LENGTH_MAX)).filter((word) => !isStopWord(word)));
  if (words.size > WORDS_MAX) cuts.push({ of: "different words", all: words.size, read: WORDS_MAX });
  return cuts;
}

/** Reads a question. No terms come of one without letters or digits. */
export function readQueryWords(query: string): QueryWords {
  const text = query.slice(0, QUERY_LENGTH_MAX);
  const counts = new Map<string, number>();
  for (const word of splitWords(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const isPlace = PLACE_QUESTION.test(text);
  const said = [...counts].filter(([word]) => !isStopWord(word) && !(isPlace && isPlaceWord(word)));
  const kept = (said.length > 0 ? said : [...counts]).slice(0, WORDS_MAX);
  const terms = kept.map(([term, count]) => ({ term, weight: 1 + Math.log(count), from: "said" as const }));
  const plain = text.match(/[\p{L}\p{N}]+/gu)?.slice(0, WORDS_MAX) ?? [];
  const joined = joinNeighbours(plain)
    .filter((term) => !counts.has(term))
    .slice(0, JOINED_MAX)
    .map((term) => ({ term, weight: JOINED_WEIGHT, from: "joined" as const }));
  const asked = [...terms, ...joined];
  return {
    terms: [...asked, ...synonymTerms(asked, termsWithoutSynonyms(text))],
    words: [...new Set(plain.map((word) => word.toLowerCase()))].filter((word) => !isStopWord(stemWord(word))),
  };
}

function joinNeighbours(words: readonly string[]): string[] {
  const joined = new Set<string>();
  for (let at = 0; at + 1 < words.length; at++) {
    for (const length of [2, 3]) {
      if (at + length > words.length) continue;
      const term = words
        .slice(at, at + length)
        .join("")
        .toLowerCase();
      if (term.length <= WORD_LENGTH_MAX) joined.add(stemWord(term));
    }
  }
  return [...joined];
}

/** Of terms that were said in words that mean something else than the synonyms' own. */
function termsWithoutSynonyms(text: string): ReadonlySet<string> {
  const [others, own] = [new Set<string>(), new Set<string>()];
  for (const [term, written] of eachPart(text)) (hasNoSynonyms(written) ? others : own).add(term);
  return others.difference(own);
}

/** Words that mean what others of the question do and are not said themselves. */
function synonymTerms(asked: readonly QueryTerm[], without: ReadonlySet<string>): QueryTerm[] {
  const known = new Set(asked.map(({ term }) => term));
  const found: QueryTerm[] = [];
  for (const { term: of, weight } of asked) {
    for (const term of without.has(of) ? [] : synonymsOf(of)) {
      if (known.has(term) || found.length >= SYNONYMS_MAX) continue;
      known.add(term);
      found.push({ term, weight: weight * SYNONYM_WEIGHT, from: "synonym", of });
    }
  }
  return found;
}
