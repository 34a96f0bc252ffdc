/**
 * A regular expression of RE2 as far as planning needs it: which letters must follow one another. Flags, capturing, greed and the sides
 * that assertions stand for are left out; whatever is not understood stands for any text, which asks for less and so loses nothing.
 * The pattern must be one that the engine has compiled.
 */
export type PatternTree =
  /** One of these texts; the empty one is an assertion or nothing at all. */
  | { readonly kind: "texts"; readonly texts: readonly string[] }
  /** Some text. */
  | { readonly kind: "any" }
  /** Some unit that is no letter of ASCII and no underscore, or the end; of nothing else that it stands beside anything is said. */
  | { readonly kind: "no-letter" }
  | { readonly kind: "sequence"; readonly parts: readonly PatternTree[] }
  | { readonly kind: "choice"; readonly parts: readonly PatternTree[] }
  | { readonly kind: "repeat"; readonly part: PatternTree; readonly min: number; readonly max: number };

const ANY: PatternTree = { kind: "any" };
const NOTHING: PatternTree = { kind: "texts", texts: [""] };
const NO_LETTER: PatternTree = { kind: "no-letter" };
/** A class of more letters than these is any letter. */
const CLASS_MAX = 8;
const REPEAT = /\{(0|[1-9]\d*)(?:(,)(0|[1-9]\d*)?)?\}/y;
const UNICODE_CLASS = /\\[pP](?:\{[^}]*\}|[^{])/uy;
const PERL_CLASS = /\\[dDsSwW]/y;
const NAMED_CLASS = /\[:.*?:\]/sy;
const FLAGS = /\(\?[imsU-]*([:)])/y;
const NAMED_GROUP = /\(\?P?<[^>]*>/y;
const ESCAPE = /\\(?:x\{([0-9A-Fa-f]+)\}|x([0-9A-Fa-f]{2})|([0-7]{1,3})|([afnrtv])|([^0-9A-Za-z]))/suy;
const CONTROL: Readonly<Record<string, string>> = {
  a: "\u0007",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Thrown inside only, where the pattern is none that this reader knows. */
class NotUnderstood extends Error {}

/** The tree of a pattern, its texts as `turn` makes them; all of it any text where it cannot be read. */
export function readPattern(pattern: string, turn: (text: string) => string): PatternTree {
  const reader = new Reader(pattern, turn);
  try {
    const tree = reader.choice();
    return reader.isAtEnd ? tree : ANY;
  } catch (error) {
    if (error instanceof NotUnderstood) return ANY;
    throw error;
  }
}

class Reader {
  readonly #pattern: string;
  readonly #turn: (text: string) => string;
  #at = 0;
  /** What was read last is a letter, a digit or an underscore of ASCII, in whichever case it is found. */
  #isBehindWord = false;

  constructor(pattern: string, turn: (text: string) => string) {
    this.#pattern = pattern;
    this.#turn = turn;
  }

  get isAtEnd(): boolean {
    return this.#at >= this.#pattern.length;
  }

  choice(): PatternTree {
    const parts = [this.#sequence()];
    while (this.#takes("|")) parts.push(this.#sequence());
    const [only] = parts;
    return parts.length === 1 && only !== undefined ? only : { kind: "choice", parts };
  }

  #sequence(): PatternTree {
    const parts: PatternTree[] = [];
    while (!this.isAtEnd && !this.#sees("|") && !this.#sees(")")) parts.push(this.#repeated(this.#atom()));
    return { kind: "sequence", parts };
  }

  #repeated(part: PatternTree): PatternTree {
    const range = this.#takeRange();
    if (range === undefined) return part;
    this.#isBehindWord &&= range.min > 0;
    this.#takes("?"); // as few as possible: the same texts
    return { kind: "repeat", part, ...range };
  }

  #takeRange(): { readonly min: number; readonly max: number } | undefined {
    if (this.#takes("*")) return { min: 0, max: Infinity };
    if (this.#takes("+")) return { min: 1, max: Infinity };
    if (this.#takes("?")) return { min: 0, max: 1 };
    const [, min, comma, max] = this.#match(REPEAT) ?? [];
    if (min === undefined) return undefined;
    const most = comma === undefined ? min : max;
    return { min: Number(min), max: most === undefined ? Infinity : Number(most) };
  }

  #atom(): PatternTree {
    const isBehindWord = this.#isBehindWord;
    this.#isBehindWord = false;
    if (isBehindWord && this.#takes("\\b")) return this.#isBeforeLetter() ? NOTHING : NO_LETTER;
    if (this.#sees("(")) return this.#group();
    if (this.#sees("[")) return this.#class();
    if (this.#sees("\\")) return this.#escape();
    if (this.#takes(".")) return ANY;
    if (this.#takes("^") || this.#takes("$")) return NOTHING;
    return this.#letter(this.#take());
  }

  #group(): PatternTree {
    const flags = this.#match(FLAGS);
    if (flags?.[1] === ")") return NOTHING;
    if (flags === undefined && this.#match(NAMED_GROUP) === undefined) {
      this.#at += 1;
      if (this.#sees("?")) throw new NotUnderstood();
    }
    const inner = this.choice();
    if (!this.#takes(")")) throw new NotUnderstood();
    this.#isBehindWord = false;
    return inner;
  }

  #escape(): PatternTree {
    if (this.#takes("\\Q")) return this.#quoted();
    if (["\\A", "\\z", "\\b", "\\B"].some((assertion) => this.#takes(assertion))) return NOTHING;
    if (this.#takes("\\s")) return NO_LETTER;
    if (this.#takesClass()) return ANY;
    return this.#letter(this.#takeEscape());
  }

  #quoted(): PatternTree {
    const end = this.#pattern.indexOf("\\E", this.#at);
    const to = end === -1 ? this.#pattern.length : end;
    const letters = Array.from(this.#pattern.slice(this.#at, to));
    this.#at = end === -1 ? to : to + 2;
    // What repeats behind it repeats its last letter.
    const last = letters.pop();
    if (last === undefined) return NOTHING;
    const before = letters.map((letter) => this.#letter(letter));
    return { kind: "sequence", parts: [...before, this.#repeated(this.#letter(last))] };
  }

  /** One of `\d \D \s \S \w \W \pN \p{Name}`. */
  #takesClass(): boolean {
    if (this.#match(UNICODE_CLASS) !== undefined) return true;
    return this.#match(PERL_CLASS) !== undefined;
  }

  #class(): PatternTree {
    this.#at += 1;
    const isNegated = this.#takes("^");
    const letters = new Set<string>();
    let isLarge = isNegated;
    for (let isFirst = true; isFirst || !this.#sees("]"); isFirst = false) {
      if (this.isAtEnd) throw new NotUnderstood();
      if (this.#match(NAMED_CLASS) !== undefined || this.#takesClass()) {
        isLarge = true;
        continue;
      }
      const [from, to] = this.#range();
      if (to - from >= CLASS_MAX * 4) isLarge = true;
      else for (let code = from; code <= to; code++) letters.add(this.#turn(String.fromCodePoint(code)));
    }
    this.#at += 1;
    return isLarge || letters.size > CLASS_MAX ? ANY : { kind: "texts", texts: [...letters] };
  }

  #range(): [from: number, to: number] {
    const from = codeOf(this.#classLetter());
    if (!this.#sees("-") || this.#pattern.startsWith("-]", this.#at)) return [from, from];
    this.#at += 1;
    return [from, codeOf(this.#classLetter())];
  }

  #classLetter(): string {
    return this.#sees("\\") ? this.#takeEscape() : this.#take();
  }

  #takeEscape(): string {
    const [, long, short, octal, control, letter] = this.#match(ESCAPE) ?? [];
    const hex = long ?? short;
    if (hex !== undefined) return codePoint(Number.parseInt(hex, 16));
    if (octal !== undefined) return codePoint(Number.parseInt(octal, 8));
    if (control !== undefined) return CONTROL[control] ?? "";
    if (letter === undefined) throw new NotUnderstood();
    return letter;
  }

  #letter(letter: string): PatternTree {
    // The Kelvin sign is a k without case, the long s an s.
    const isFolding = this.#turn("K") !== "K";
    this.#isBehindWord = /[0-9A-Za-z_]/.test(letter) && !(isFolding && /[ks]/i.test(letter));
    return { kind: "texts", texts: [this.#turn(letter)] };
  }

  /** Behind a word's end: what follows says more than that it is no letter. */
  #isBeforeLetter(): boolean {
    return !this.isAtEnd && !/[|)([\\.^$]/.test(this.#pattern[this.#at] ?? "");
  }

  #sees(text: string): boolean {
    return this.#pattern.startsWith(text, this.#at);
  }

  #takes(text: string): boolean {
    if (!this.#sees(text)) return false;
    this.#at += text.length;
    return true;
  }

  #take(): string {
    const letter = String.fromCodePoint(this.#pattern.codePointAt(this.#at) ?? 0);
    this.#at += letter.length;
    return letter;
  }

  #match(form: RegExp): readonly (string | undefined)[] | undefined {
    form.lastIndex = this.#at;
    const found = form.exec(this.#pattern);
    if (found === null) return undefined;
    this.#at = form.lastIndex;
    return found;
  }
}

function codePoint(code: number): string {
  if (code > 0x10ffff) throw new NotUnderstood();
  return String.fromCodePoint(code);
}

function codeOf(letter: string): number {
  return letter.codePointAt(0) ?? 0;
}
