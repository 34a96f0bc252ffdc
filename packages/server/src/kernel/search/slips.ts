/**
 * Slips of the fingers: which words one letter makes of another, and how far two words are apart. Letters exchanged with their neighbour
 * count as one slip (Damerau, A technique for computer detection and correction of spelling errors, CACM 1964).
 */

/**
 * What a word may be a slip of; the smaller `far`, the likelier. Two letters in the wrong order, and one twice or too few, are what fingers
 * do; another letter, and a wrong first one, are rarer.
 */
export interface Slip {
  readonly word: string;
  readonly far: number;
}

const ALPHABET = Array.from("abcdefghijklmnopqrstuvwxyz");
const LENGTH = { min: 4, max: 32 };
/** In shorter words another letter makes another word: `port`, `part`. In all it must be one that is easily taken for it. */
const SUBSTITUTED_FROM = 5;
/** From here on two slips still leave enough of a word. */
export const TWO_SLIPS_FROM = 8;

const FAR = { swapped: 1, doubled: 1.1, missing: 1.2, added: 1.3, substituted: 1.5, first: 0.4 };

const VOWELS = "aeiou";
const KEYS = ["qwertyuiop", "asdfghjkl", "zxcvbnm"];

/** Keys side by side, or vowels, which people take for one another. */
const MISTAKEN: ReadonlySet<string> = new Set(
  KEYS.flatMap((row, at) =>
    Array.from(row).flatMap((key, place) =>
      [row[place + 1], KEYS[at + 1]?.[place], KEYS[at + 1]?.[place - 1]].flatMap((near = key) => [
        key + near,
        near + key,
      ]),
    ),
  ).concat(Array.from(VOWELS).flatMap((one) => Array.from(VOWELS).map((other) => one + other))),
);

const isMistaken = (one: string, other: string): boolean => MISTAKEN.has(one + other);

/** Lower case letters, and enough of them: all else is data, or too short to tell. */
export function mayBeSlip(word: string): boolean {
  return word.length >= LENGTH.min && word.length <= LENGTH.max && /^\p{Ll}+$/u.test(word);
}

/** All words that one slip makes this word of, the likeliest way of each: some 53 for a letter. */
export function slipsOf(word: string): Slip[] {
  const found = new Map<string, number>();
  const add = (other: string, far: number): void => {
    if (other !== word && other.length >= LENGTH.min && far < (found.get(other) ?? Infinity)) found.set(other, far);
  };
  for (let at = 0; at <= word.length; at++) {
    const first = at === 0 ? FAR.first : 0;
    for (const [other, far] of slipsAt(word, at)) add(other, far + first);
  }
  return [...found].map(([other, far]) => ({ word: other, far }));
}

function* slipsAt(word: string, at: number): Generator<readonly [other: string, far: number]> {
  const [before, own, after] = [word.slice(0, at), word.charAt(at), word.slice(at + 1)];
  const letters = new Set([...ALPHABET, ...Array.from(word)]);
  for (const letter of letters) yield [before + letter + own + after, FAR.missing];
  if (own === "") return;
  if (after !== "") yield [before + after.charAt(0) + own + after.slice(1), FAR.swapped];
  if (own === before.at(-1)) yield [before + after, FAR.doubled];
  else if (at > 0 && [before.at(-1), after.at(0)].some((near = "") => isMistaken(own, near)))
    yield [before + after, FAR.added];
  if (word.length < SUBSTITUTED_FROM || at === 0) return;
  for (const letter of letters) if (isMistaken(own, letter)) yield [before + letter + after, FAR.substituted];
}

/** How words may begin that two slips make a word of, when at most one of them is in their first letters. */
export function beginningsOf(word: string): string[] {
  const [a = "", b = "", c = "", d = "", e = ""] = word;
  return [...new Set([a + b + c + d, a + c + b + d, a + b + d + c, a + b + d + e, a + c + d + e])];
}

/**
 * Slips between two words, letters exchanged with their neighbour as one, a letter that is not easily taken for another as two;
 * `most + 1` where there are more.
 */
export function slipsBetween(one: string, other: string, most: number): number {
  if (Math.abs(one.length - other.length) > most) return most + 1;
  let last: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let i = 1; i <= one.length; i++) {
    const next = nextRow({ one, other, i }, row, last);
    if (Math.min(...next) > most) return most + 1;
    [last, row] = [row, next];
  }
  return Math.min(row.at(-1) ?? 0, most + 1);
}

/** Slips between the first letters of a word, one more than before, and each beginning of the other. */
function nextRow(
  { one, other, i }: { readonly one: string; readonly other: string; readonly i: number },
  row: readonly number[],
  last: readonly number[],
): number[] {
  const next = [i];
  for (let j = 1; j <= other.length; j++) {
    const [a, b] = [one.charAt(i - 1), other.charAt(j - 1)];
    const exchanged = (row[j - 1] ?? 0) + costOf(a, b);
    const isSwapped = j > 1 && a === other.charAt(j - 2) && b === one.charAt(i - 2);
    const swapped = isSwapped ? (last[j - 2] ?? 0) + 1 : exchanged;
    next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, exchanged, swapped));
  }
  return next;
}

function costOf(one: string, other: string): number {
  if (one === other) return 0;
  return isMistaken(one, other) ? 1 : 2;
}
