/**
 * Names in a question. Whoever writes `BaseModel`, `base model` or `where is BaseModel defined` asks for the definition that is called so;
 * a question with a name in code's spelling among other words (`how does parse_url treat IPv6`) is about it too, but asks for more.
 */
import { foldName, plainName } from "./split-words.ts";
import { stemWord } from "./stem-word.ts";
import { isPlaceWord, isStopWord } from "./stop-words.ts";

export interface AskedName {
  /** As it is written. */
  readonly spelled: string;
  /** Without case and separators: `Server.listen` is `serverlisten`. */
  readonly plain: string;
  /** 1 when the question is nothing but this name. */
  readonly share: number;
}

/** Longer questions are no names. In UTF-16 units. */
const NAME_LENGTH_MAX = 200;
/** How far into a question names are looked for. */
const READ_MAX = 2000;
const MENTIONED_MAX = 8;
/** Of a name among the words of a question, against one that is all of it: about what a test loses. */
const MENTIONED_SHARE = 0.4;
/** Of what is left of a name's own words, if they are that: less than all of them in another spelling. */
const LEFT_SHARE = 0.5;
/** Of a name that was guessed: enough to stand before what only shares words, never before the name itself. */
const GUESSED_SHARE = 0.3;
/**
 * What asks something, or has at most three words. In other texts, as messages of commits, names are words like others: taken as asked for,
 * they cost half a point on the development sets.
 */
const QUESTION =
  /^(?:where|what|which|who|whose|when|why|how|does|do|is|are|can|show|find)\b|\?$|^\S+(?:\s+\S+){0,2}$/i;

/** Words beside a name that say what kind of thing it is. */
const KIND_WORDS: ReadonlySet<string> = new Set(
  "class classes def definition enum func function interface method module struct trait type".split(" "),
);

/** The names a question may ask for, those that are all of it first; none twice. */
export function readNames(query: string): AskedName[] {
  const text = query.slice(0, READ_MAX).trim();
  const names = text.length > NAME_LENGTH_MAX ? [] : [wholeName(text), withoutFrame(text)];
  names.push(...mentionedIn(text).map((spelled) => asName(spelled, MENTIONED_SHARE)));
  const known = new Set<string>();
  return names.filter(({ plain }) => plain !== "" && !known.has(plain) && known.add(plain));
}

/** A name that is all that is asked for. */
export function wholeName(written: string): AskedName {
  return asName(written, 1);
}

/** A name that nobody wrote: a completion or correction of what was written. */
export function guessedName(name: string): AskedName {
  return asName(name, GUESSED_SHARE);
}

function asName(written: string, share: number): AskedName {
  const spelled = written.replaceAll(/^[`'"(]+|[`'"(),;:?!.]+$/g, "");
  return { spelled, plain: plainName(spelled), share };
}

/** Beside a name, these ask for it; `for`, `has`, `is` or `to` may as well be its first word. */
const FRAME_WORDS: ReadonlySet<string> = new Set([
  "where",
  "what",
  "which",
  "who",
  "how",
  "why",
  "when",
  "the",
  "a",
  "an",
]);

/** What is left without the words of a question: `where is the class Cart?` leaves `Cart`, and `has cart` perhaps. */
function withoutFrame(text: string): AskedName {
  const left: string[] = [];
  let isFramed = false;
  for (const word of text.split(/\s+/)) {
    const plain = plainName(word);
    const asks = FRAME_WORDS.has(plain) || isPlaceWord(stemWord(plain)) || KIND_WORDS.has(plain);
    if (asks) isFramed = true;
    else if (!isStopWord(stemWord(plain))) left.push(word);
  }
  return asName(left.join(" "), isFramed ? 1 : LEFT_SHARE);
}

const CHAIN = /[\p{L}_$][\p{L}\p{N}_$]*(?:(?:\.|::|#|\/)[\p{L}_$][\p{L}\p{N}_$]*)*/gu;
/** An underscore or a capital inside, or a dot and the like between names. */
const IN_CODE = /\p{Ll}\p{Lu}|[\p{L}\p{N}]_[\p{L}\p{N}]|^__|[\p{L}\p{N}_]{2}(?:\.|::|#)[\p{L}\p{N}_]/u;

function mentionedIn(text: string): string[] {
  if (!QUESTION.test(text)) return [];
  const chains = text.match(CHAIN) ?? [];
  return chains.filter((chain) => IN_CODE.test(chain)).slice(0, MENTIONED_MAX);
}

/** The symbols under which units that bear a name are indexed: all of it, its last two parts, and for a whole question its last. */
export function symbolsOf({ spelled, plain, share }: AskedName): string[] {
  const parts = spelled.split(/[.:#/]+/).filter((part) => plainName(part) !== "");
  const written = [plain, parts.slice(-2).join("."), share === 1 ? (parts.at(-1) ?? "") : ""];
  return [...new Set(written.map(foldName))].filter((symbol) => symbol !== "");
}
