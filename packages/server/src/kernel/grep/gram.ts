/**
 * Trigrams: three UTF-16 units of a text, letters folded so that one index serves questions with and without case. A gram is a number
 * of 24 bits; those of ASCII have one each, others share some, which costs a look at a file and loses none.
 */

/** Bits of a gram. */
export const GRAM_BITS = 24;
const MASK = (1 << GRAM_BITS) - 1;
/** Grams of ASCII come first, one for each. */
const ASCII_GRAMS = 1 << 21;
// Odd, so that multiplying keeps all numbers of 24 bits apart.
const SPREAD = 0x9e3779;
const SPREAD_AGAIN = 0x85ebcb;

const [TAB, NEWLINE, RETURN, SPACE] = [9, 10, 13, 32];
const LOW_SURROGATE = 0xdc00;

/** Letters that the engine takes for equal without case and whose upper case is two letters each. */
const SAME: ReadonlyMap<number, number> = new Map([
  [0x1fd3, 0x0390],
  [0x1fe3, 0x03b0],
  [0xfb06, 0xfb05],
]);

/**
 * Whatever a regular expression without case takes for equal has the same folded unit. Of letters that upper case makes equal, one
 * stands for all: the Kelvin sign is a k, the long s an s, a final sigma a sigma. Pairs beyond the first plane differ in their second
 * half alone, so all second halves are one.
 */
function foldUnit(unit: number): number {
  if (unit < 128) return unit >= 65 && unit <= 90 ? unit + 32 : unit;
  if (unit >= 0xd800 && unit < 0xe000) return Math.min(unit, LOW_SURROGATE);
  const upper = String.fromCharCode(unit).toUpperCase();
  if (upper.length > 1) return SAME.get(unit) ?? unit;
  const lower = upper.toLowerCase();
  return lower.length === 1 ? lower.charCodeAt(0) : upper.charCodeAt(0);
}

/** Text whose units are folded: what patterns are planned in. */
export function foldText(text: string): string {
  let folded = "";
  for (let at = 0; at < text.length; at++) folded += String.fromCharCode(foldUnit(text.charCodeAt(at)));
  return folded;
}

/** The gram of three folded units. */
function gramOf(first: number, second: number, third: number): number {
  if ((first | second | third) < 128) return spread((first << 14) | (second << 7) | third);
  const mixed = Math.imul(Math.imul(Math.imul(first, 31) + second, 0x01000193) ^ third, 0x9e3779b1) >>> 0;
  return spread(ASCII_GRAMS + (mixed % (MASK + 1 - ASCII_GRAMS)));
}

/** A number for each number, far apart for neighbours: grams are kept by their first bits, and text is made of few letters. */
function spread(code: number): number {
  const once = Math.imul(code, SPREAD) & MASK;
  return Math.imul(once ^ (once >>> 12), SPREAD_AGAIN) & MASK;
}

/** No line's end, and not only blanks: these are nowhere kept, so nothing can be asked of them. */
function isKept(first: number, second: number, third: number): boolean {
  if (isEnd(first) || isEnd(second) || isEnd(third)) return false;
  return !(isBlank(first) && isBlank(second) && isBlank(third));
}

function isEnd(unit: number): boolean {
  return unit === NEWLINE || unit === RETURN;
}

function isBlank(unit: number): boolean {
  return unit === SPACE || unit === TAB;
}

/** The kept grams of a folded text, each once. */
export function gramsOf(folded: string): number[] {
  const grams = new Set<number>();
  for (let at = 2; at < folded.length; at++) {
    const [first, second, third] = [folded.charCodeAt(at - 2), folded.charCodeAt(at - 1), folded.charCodeAt(at)];
    if (isKept(first, second, third)) grams.add(gramOf(first, second, third));
  }
  return [...grams];
}

/** Collects the grams of texts, one text after the other, each gram once a text. Holds 2 MB. */
export class GramCollector {
  readonly #seen = new Uint32Array((MASK + 1) >>> 5);
  /** Folded units, as far as they are known; 0 is folded to itself. */
  readonly #folded = new Uint16Array(1 << 16);
  #found = new Int32Array(1 << 12);
  #size = 0;

  /** The kept grams of a text in no order; good until the next call. */
  collect(text: string): Int32Array {
    this.#size = 0;
    let first = NEWLINE;
    let second = NEWLINE;
    for (let at = 0; at < text.length; at++) {
      const third = this.#fold(text.charCodeAt(at));
      if (isKept(first, second, third)) this.#note(gramOf(first, second, third));
      first = second;
      second = third;
    }
    const found = this.#found.subarray(0, this.#size);
    for (const gram of found) this.#seen[gram >>> 5] = 0;
    return found;
  }

  #note(gram: number): void {
    const seen = this.#seen[gram >>> 5] ?? 0;
    const bit = 1 << (gram & 31);
    if ((seen & bit) !== 0) return;
    this.#seen[gram >>> 5] = seen | bit;
    if (this.#size === this.#found.length) this.#grow();
    this.#found[this.#size++] = gram;
  }

  #fold(unit: number): number {
    const known = this.#folded[unit] ?? 0;
    if (known !== 0) return known;
    return (this.#folded[unit] = foldUnit(unit));
  }

  #grow(): void {
    const larger = new Int32Array(this.#found.length * 2);
    larger.set(this.#found);
    this.#found = larger;
  }
}
