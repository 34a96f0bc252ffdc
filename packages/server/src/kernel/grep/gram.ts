/**
 * Grams: three UTF-16 units of a text with letters folded, and two things beside them: of which of sixteen classes the unit behind them
 * is, and whether one of them was folded. So one index serves questions with and without case, and a word of five letters asks for
 * two texts of four. Trigrams of ASCII have a number each, others share some, which costs a look at a file and loses none.
 */

/** Bits of a trigram. */
export const TRIGRAM_BITS = 24;
/** Bits of what a gram says beside it: its class, then one for the case. */
export const DETAIL_BITS = 5;
const MASK = (1 << TRIGRAM_BITS) - 1;
/** Trigrams of ASCII come first, one for each. */
const ASCII_TRIGRAMS = 1 << 21;
// Odd, so that multiplying keeps all numbers of 24 bits apart.
const SPREAD = 0x9e3779;
const SPREAD_AGAIN = 0x85ebcb;

/** Bits of a gram that is asked for: whatever follows, and in any case. */
const ANY_NEXT = 1 << 29;
const ANY_CASE = 1 << 30;
const NEXT_BITS = ((1 << DETAIL_BITS) - 1) ^ 1;
/** Beside `ANY_NEXT`: no letter of ASCII follows. */
const NO_LETTER_NEXT = 1 << 1;

/** In a text that is asked for: some unit that is none of ASCII's letters and no underscore, or the text's end. */
export const NO_LETTER = "\uffff";
const NO_LETTER_UNIT = NO_LETTER.charCodeAt(0);

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

/** The trigram of three folded units. */
function trigramOf(first: number, second: number, third: number): number {
  if ((first | second | third) < 128) return spread((first << 14) | (second << 7) | third);
  const mixed = Math.imul(Math.imul(Math.imul(first, 31) + second, 0x01000193) ^ third, 0x9e3779b1) >>> 0;
  return spread(ASCII_TRIGRAMS + (mixed % (MASK + 1 - ASCII_TRIGRAMS)));
}

/** A number for each number, far apart for neighbours: grams are kept by their first bits, and text is made of few letters. */
function spread(code: number): number {
  const once = Math.imul(code, SPREAD) & MASK;
  return Math.imul(once ^ (once >>> 12), SPREAD_AGAIN) & MASK;
}

/** Frequent letters of English, each with a rare one: these two are a class. */
const [FREQUENT, RARE] = ["etaoinsrhldcu", "zqjxkvbywgpfm"];
const [CLASS_OF_END, CLASS_OF_DIGITS, CLASS_OF_SIGNS] = [0, 14, 15];

/** The class of a folded unit; the text's and a line's end have one of their own. */
function classOf(unit: number): number {
  if (unit === NEWLINE || unit === RETURN) return CLASS_OF_END;
  if (isBlank(unit) || (unit >= 48 && unit <= 57) || unit > 127) return CLASS_OF_DIGITS;
  if (unit < 97 || unit > 122) return CLASS_OF_SIGNS;
  const letter = String.fromCharCode(unit);
  return 1 + Math.max(FREQUENT.indexOf(letter), RARE.indexOf(letter));
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

/** Whether a gram of a text is one that was asked for. */
export function isSuch(gram: number, asked: number): boolean {
  return (
    ((gram ^ asked) & ~((asked & ANY_NEXT ? NEXT_BITS : 0) | (asked & ANY_CASE ? 1 : 0) | ANY_NEXT | ANY_CASE)) === 0 &&
    (!asksForNoLetter(asked) || isNoLetter(gram))
  );
}

function asksForNoLetter(asked: number): boolean {
  return (asked & ANY_NEXT) !== 0 && (asked & NEXT_BITS) === NO_LETTER_NEXT;
}

/** Whether what follows may be no letter. */
function isNoLetter(gram: number): boolean {
  const next = (gram & NEXT_BITS) >>> 1;
  return next === CLASS_OF_END || next === CLASS_OF_DIGITS || next === CLASS_OF_SIGNS;
}

/** Whether whatever has the one gram has the other, both asked for. */
export function saysMore(one: number, other: number): boolean {
  if (one === other || (other & ANY_NEXT) === 0 || (one | NEXT_BITS | ANY_NEXT) !== (other | NEXT_BITS)) return false;
  return !asksForNoLetter(other) || ((one & ANY_NEXT) === 0 && isNoLetter(one));
}

/** The trigram of a gram, asked for or not. */
export function trigramIn(gram: number): number {
  return (gram >>> DETAIL_BITS) & MASK;
}

/** The same, asked for in any case. */
export function inAnyCase(asked: number): number {
  return (asked & ~1) | ANY_CASE;
}

/**
 * The grams to ask for where a text has this in it, letter by letter, each once. The last three letters are asked for by themselves only
 * where few grams stand before them, which say as much.
 */
export function gramsOf(text: string): number[] {
  const folded = foldText(text);
  const grams = new Set<number>();
  for (let at = 2, run = 0; at < folded.length; at++) {
    const [first, second, third] = [folded.charCodeAt(at - 2), folded.charCodeAt(at - 1), folded.charCodeAt(at)];
    const isKnown = first !== NO_LETTER_UNIT && second !== NO_LETTER_UNIT && third !== NO_LETTER_UNIT;
    run = isKnown && isKept(first, second, third) ? run + 1 : 0;
    const isLast = at + 1 === folded.length;
    if (run === 0 || (isLast && run > 2)) continue;
    const isFolded = folded.slice(at - 2, at + 1) !== text.slice(at - 2, at + 1);
    const next = isLast ? ANY_NEXT : askedNext(folded.charCodeAt(at + 1));
    grams.add((trigramOf(first, second, third) << DETAIL_BITS) | next | (isFolded ? 1 : 0));
  }
  return [...grams];
}

function askedNext(unit: number): number {
  return unit === NO_LETTER_UNIT ? ANY_NEXT | NO_LETTER_NEXT : classOf(unit) << 1;
}

/** What is known of a line's end. */
const KNOWN_END = NEWLINE | (1 << 21);

/** Collects the grams of texts, one text after the other, each gram once a text. */
export class GramCollector {
  /** What is known of a unit: folded, whether folding changes it, its class; 0 where nothing is. */
  readonly #known = new Uint32Array(1 << 16);
  /** Grams and one, hashed; 0 where there is none. As large as the longest text took. */
  #seen = new Int32Array(1 << 12);
  #found = new Int32Array(1 << 12);
  #size = 0;
  #mask = 0;

  /** The kept grams between two offsets of a text in no order; good until the next call. */
  collect(text: string, from = 0, to = text.length): Int32Array {
    this.#size = 0;
    this.#clear(to - from);
    const mask = this.#mask;
    let first = KNOWN_END;
    let second = KNOWN_END;
    let third = from < to ? this.#know(text.charCodeAt(from)) : KNOWN_END;
    for (let at = from; at < to; at++) {
      const next = at + 1 < text.length ? this.#know(text.charCodeAt(at + 1)) : KNOWN_END;
      const [one, two, three] = [first & 0xffff, second & 0xffff, third & 0xffff];
      if (isKept(one, two, three)) {
        const isFolded = ((first | second | third) >>> 16) & 1;
        const detail = (((next >>> 17) & 15) << 1) | isFolded;
        this.#note((trigramOf(one, two, three) << DETAIL_BITS) | detail, mask);
      }
      first = second;
      second = third;
      third = next;
    }
    return this.#found.subarray(0, this.#size);
  }

  /** Makes room for a text's grams: twice as much as it can have, so that looking for one is short. */
  #clear(length: number): void {
    const slots = 1 << (33 - Math.clz32(Math.max(1, length)));
    if (this.#seen.length < slots) this.#seen = new Int32Array(slots);
    else this.#seen.fill(0, 0, slots);
    this.#mask = slots - 1;
  }

  #note(gram: number, mask: number): void {
    const seen = this.#seen;
    let slot = (Math.imul(gram, 0x9e3779b1) >>> 7) & mask;
    for (let there = seen[slot]; there !== 0; there = seen[slot]) {
      if (there === gram + 1) return;
      slot = (slot + 1) & mask;
    }
    seen[slot] = gram + 1;
    if (this.#size === this.#found.length) this.#grow();
    this.#found[this.#size++] = gram;
  }

  #know(unit: number): number {
    const known = this.#known[unit] ?? 0;
    if (known !== 0) return known;
    const folded = foldUnit(unit);
    return (this.#known[unit] = folded | (folded === unit ? 0 : 1 << 16) | (classOf(folded) << 17) | (1 << 21));
  }

  #grow(): void {
    const larger = new Int32Array(this.#found.length * 2);
    larger.set(this.#found);
    this.#found = larger;
  }
}
