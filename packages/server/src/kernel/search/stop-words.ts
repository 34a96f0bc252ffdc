/** English words that carry no subject. They are indexed like any word and left out of questions that say something else too. */
import { stemWord } from "./stem-word.ts";

const WORDS =
  "a about after again all also an and any are as at be been before being between both but by can could did do does done down each " +
  "few for from had has have he her here him his how i if in into is it its just may might more most must my no not now of off on " +
  "once only onto or other our out over own same shall she should so some such than that the their then there these they this those " +
  "to too under up us very was we were what when where which while who why will with would you your";

const STEMS: ReadonlySet<string> = new Set(WORDS.split(" ").map((word) => stemWord(word)));

/** True for a word as the splitter gives it. */
export function isStopWord(word: string): boolean {
  return STEMS.has(word);
}

const PLACE_STEMS: ReadonlySet<string> = new Set(
  "defined declared implemented located found placed code".split(" ").map((word) => stemWord(word)),
);

/** True for what "where is it …" ends in. */
export function isPlaceWord(word: string): boolean {
  return PLACE_STEMS.has(word);
}
