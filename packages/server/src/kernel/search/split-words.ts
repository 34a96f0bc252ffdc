/**
 * One splitter for what is indexed and what is asked, so that `HTTPServer`, `http_server`, `http-server` and "http servers" meet.
 * An identifier gives its parts (camel, snake, kebab, digits, acronyms), stemmed, and, when it has several, itself as one lower-case
 * word without separators: `getUserId` → get, user, id, getuserid. Scripts written without spaces give pairs of characters.
 * Linear in the text: every expression below advances without nested repetition. Output never holds a control character.
 */
import { stemWord } from "./stem-word.ts";

/** Longer words are data (hashes, base64), not language. In UTF-16 units. */
export const WORD_LENGTH_MAX = 64;

/** An identifier with more parts than this is data too; the rest of its parts is dropped. */
const PARTS_MAX = 24;

const IDENTIFIER = /[\p{L}\p{N}\p{M}_]+/gu;
const ASCII = /^[\w]*$/;
// Plural acronyms first (`IDs`, `URLs`), then acronyms up to the capital that begins the next word, words, numbers.
const ASCII_PARTS = /[A-Z]{2,}s(?![A-Za-z])|[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+/g;
const UNICODE_PARTS =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]+|\p{Lu}+(?!\p{Ll})|[\p{Lu}\p{Lt}]?[\p{Ll}\p{M}]+|\p{N}+|[\p{Lo}\p{Lm}\p{M}]+/gu;
const UNSPACED = /^[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;

/** Runs of letters, digits, marks and underscores, in the order of the text. */
export function identifiersOf(text: string): readonly string[] {
  return text.match(IDENTIFIER) ?? [];
}

/** Words of one identifier as `identifiersOf` gives it. */
export function splitIdentifier(identifier: string): readonly string[] {
  const parts = partsOf(identifier);
  const words: string[] = [];
  for (const part of parts.slice(0, PARTS_MAX)) addPart(part, words);
  if (parts.length > 1) {
    const whole = stemWord(parts.join("").toLowerCase());
    if (whole.length <= WORD_LENGTH_MAX) words.push(whole);
  }
  return words;
}

function partsOf(identifier: string): readonly string[] {
  const normal = ASCII.test(identifier) ? identifier : identifier.normalize("NFKC");
  return normal.match(expressionFor(normal)) ?? [];
}

function expressionFor(identifier: string): RegExp {
  return ASCII.test(identifier) ? ASCII_PARTS : UNICODE_PARTS;
}

function addPart(part: string, words: string[]): void {
  const lower = part.toLowerCase();
  if (UNSPACED.test(lower)) {
    addPairs(lower, words);
    return;
  }
  if (lower.length <= WORD_LENGTH_MAX) words.push(stemWord(lower));
}

function addPairs(run: string, words: string[]): void {
  const characters = Array.from(run);
  if (characters.length < 2) words.push(run);
  for (let i = 1; i < characters.length && i <= WORD_LENGTH_MAX; i++) {
    words.push(`${characters[i - 1]}${characters[i]}`);
  }
}

/** The parts of a text's identifiers as they are first written, in lower case, by the words that they are found under. */
export function writtenParts(text: string): Map<string, string> {
  const written = new Map<string, string>();
  for (const [word, lower] of eachPart(text)) if (!written.has(word)) written.set(word, lower);
  return written;
}

/** The same of all that are written, in the order of the text. */
export function* eachPart(text: string): Generator<readonly [word: string, written: string]> {
  for (const identifier of identifiersOf(text)) {
    for (const part of partsOf(identifier)) {
      const lower = part.toLowerCase();
      if (!UNSPACED.test(lower)) yield [stemWord(lower), lower];
    }
  }
}

/** A text with other parts in its identifiers; capitals that begin a part stay. */
export function replaceParts(text: string, by: ReadonlyMap<string, string>): string {
  return text.replaceAll(IDENTIFIER, (identifier) =>
    identifier.replaceAll(expressionFor(identifier), (part) => {
      const other = by.get(part.toLowerCase());
      if (other === undefined) return part;
      return part.charAt(0) === part.charAt(0).toLowerCase() ? other : other.charAt(0).toUpperCase() + other.slice(1);
    }),
  );
}

/** Splits a text into words in the order of the text. */
export type SplitWords = (text: string) => string[];

const REMEMBERED_MAX = 50_000;

/** A splitter that remembers identifiers it has seen (source repeats itself: 4× faster over a repository). */
export function createSplitter(): SplitWords {
  const known = new Map<string, readonly string[]>();
  return (text) => {
    const words: string[] = [];
    for (const identifier of identifiersOf(text)) {
      let split = known.get(identifier);
      if (split === undefined) {
        split = splitIdentifier(identifier);
        if (known.size >= REMEMBERED_MAX) known.clear();
        if (identifier.length <= WORD_LENGTH_MAX) known.set(identifier, split);
      }
      for (const word of split) words.push(word);
    }
    return words;
  };
}

/** The words of one text; use `createSplitter` for many. */
export function splitWords(text: string): string[] {
  return createSplitter()(text);
}

/** A name without case and separators. Empty without letters or digits. */
export function plainName(name: string): string {
  return name
    .normalize("NFKC")
    .replaceAll(/[^\p{L}\p{N}\p{M}]+/gu, "")
    .toLowerCase();
}

/** A whole name as the one word that the splitter makes of it: how an exact definition is found. Empty without letters or digits. */
export function foldName(name: string): string {
  const folded = plainName(name);
  return folded.length <= WORD_LENGTH_MAX ? stemWord(folded) : "";
}
