/** Numbers for words, and the numbers of every identifier seen, so that a text is split by look-ups where it repeats what came before. */
import { identifiersOf, splitIdentifier, WORD_LENGTH_MAX } from "./split-words.ts";

export class Dictionary {
  readonly #numbers = new Map<string, number>();
  readonly #words: string[] = [];
  readonly #identifiers = new Map<string, readonly number[]>();

  get size(): number {
    return this.#words.length;
  }

  wordOf(number: number): string {
    return this.#words[number] ?? "";
  }

  numberOf(word: string): number {
    let number = this.#numbers.get(word);
    if (number === undefined) {
      number = this.#words.length;
      this.#numbers.set(word, number);
      this.#words.push(word);
    }
    return number;
  }

  /** How often each word stands in a text. Words of one letter are left out unless asked for. */
  count(text: string, withShort: boolean): Map<number, number> {
    const counts = new Map<number, number>();
    for (const identifier of identifiersOf(text)) {
      for (const number of this.#numbersOf(identifier)) {
        if (!withShort && this.wordOf(number).length === 1) continue;
        counts.set(number, (counts.get(number) ?? 0) + 1);
      }
    }
    return counts;
  }

  #numbersOf(identifier: string): readonly number[] {
    let numbers = this.#identifiers.get(identifier);
    if (numbers === undefined) {
      numbers = splitIdentifier(identifier).map((word) => this.numberOf(word));
      if (identifier.length <= WORD_LENGTH_MAX) this.#identifiers.set(identifier, numbers);
    }
    return numbers;
  }
}
