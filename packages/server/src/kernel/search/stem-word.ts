/**
 * Light English stemming: plurals, verb endings, then the endings that make one word of another, so that `validates`, `validation` and
 * `validator` meet. What a stem looks like does not matter, only that forms of one word share it; some others share it too (`header`,
 * `head`), which costs less than it brings. Measured: docs/decisions, ranking.
 */
export function stemWord(word: string): string {
  if (word.length < 4) return word === "ids" ? "id" : word;
  return dropDerivation(dropFinalE(dropVerbEnding(dropPlural(word))));
}

const SIBILANT_PLURAL = /(?:ss|sh|ch|x|z)es$/;

function dropPlural(word: string): string {
  if (!word.endsWith("s")) return word;
  if ("sui".includes(word.at(-2) ?? "")) return word; // class, status, axis
  if (word.endsWith("ies") && word.length > 4) return `${word.slice(0, -3)}y`;
  return word.slice(0, SIBILANT_PLURAL.test(word) ? -2 : -1);
}

const HAS_VOWEL = /[aeiouy]/;

function dropVerbEnding(word: string): string {
  const stem = withoutVerbEnding(word);
  return stem === word || !HAS_VOWEL.test(stem) ? word : undouble(stem);
}

function withoutVerbEnding(word: string): string {
  if (word.length > 5 && word.endsWith("ing")) return word.slice(0, -3);
  if (word.length > 4 && word.endsWith("ed") && !word.endsWith("eed")) return word.slice(0, -2);
  return word;
}

/** stopp → stop, but call stays. */
function undouble(stem: string): string {
  const last = stem.at(-1) ?? "";
  return stem.length > 3 && last === stem.at(-2) && !"lsz".includes(last) ? stem.slice(0, -1) : stem;
}

function dropFinalE(word: string): string {
  return word.length > 4 && word.endsWith("e") ? word.slice(0, -1) : word;
}

/** Endings with the shortest word they are taken from; the first that fits is taken. */
const DERIVATIONS: readonly (readonly [ending: string, minLength: number])[] = [
  ["ation", 8],
  ["ator", 7],
  ["at", 6], // validat(e)
  ["er", 6],
  ["or", 6],
  ["ion", 7],
  ["ment", 8],
  ["abl", 8],
];

function dropDerivation(word: string): string {
  for (const [ending, minLength] of DERIVATIONS) {
    if (word.length >= minLength && word.endsWith(ending)) return undouble(word.slice(0, -ending.length));
  }
  return word;
}
