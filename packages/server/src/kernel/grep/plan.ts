/**
 * Which grams a text must have, if a pattern is found in it: after Cox, "Regular Expression Matching with a Trigram Index" (2012).
 * A part of a pattern either stands for a few texts, all known, or for texts of which beginnings, ends and some grams are known; both
 * are joined and chosen from, and where sets grow they are told in grams and shortened.
 */
import { foldText, gramsOf, inAnyCase, NO_LETTER, saysMore } from "./gram.ts";
import { type PatternTree, readPattern } from "./pattern-tree.ts";
import { ignoresCase, type TextPattern } from "./text-pattern.ts";

/** A text passes where it has all (one) of the grams and passes all (one) of the parts. An `and` of nothing lets everything pass. */
export interface GramPlan {
  readonly kind: "and" | "or";
  readonly grams: readonly number[];
  readonly parts: readonly GramPlan[];
}

/** Lets everything pass: every text would have to be looked through. */
const ALL: GramPlan = { kind: "and", grams: [], parts: [] };

/** Texts known at once, and their length: "[ab][cd][ef]" is eight. */
const TEXTS_MAX = 16;
const TEXT_LENGTH_MAX = 200;
/** Beginnings and ends that are kept to be joined with what stands beside them. */
const ENDS_MAX = 16;
/** Texts of which one must be there; more tell little. */
const CHOICES_MAX = 64;
/** Their letters: with one more they make a gram and say what follows it. */
const END_LENGTH = 3;
/** Repetitions that are written out. */
const COPIES_MAX = 4;
/** So many times more grams may be asked for where case tells: `[Tt]he` is two texts then. */
const CASED_MAX = 2;

interface Part {
  /** Folded, all that it can stand for; else undefined. */
  readonly texts: readonly string[] | undefined;
  /** What it begins with; an empty one is unknown. */
  readonly starts: readonly string[];
  readonly ends: readonly string[];
  readonly plan: GramPlan;
}

const SOME_TEXT: Part = { texts: undefined, starts: [""], ends: [""], plan: ALL };

/** The grams that a text with a match has. Letter by letter where case tells, unless that asks for many more. */
export function planGrams(asked: TextPattern): GramPlan {
  const folded = planAnyCase(planTree(asked, foldText));
  if (ignoresCase(asked)) return folded;
  const cased = planTree(asked, (text) => text);
  return isAll(cased) || gramsIn(cased).length > CASED_MAX * gramsIn(folded).length ? folded : cased;
}

function planTree({ pattern, isLiteral, word }: TextPattern, turn: (text: string) => string): GramPlan {
  const own: PatternTree = isLiteral ? { kind: "texts", texts: [turn(pattern)] } : readPattern(pattern, turn);
  const tree: PatternTree = word ? { kind: "sequence", parts: [own, { kind: "no-letter" }] } : own;
  return simplified(planOf(partOf(tree)));
}

function planAnyCase({ kind, grams, parts }: GramPlan): GramPlan {
  return { kind, grams: grams.map(inAnyCase), parts: parts.map(planAnyCase) };
}

/** True where nothing is asked of a text. */
export function isAll({ kind, grams, parts }: GramPlan): boolean {
  return kind === "and" && grams.length === 0 && parts.length === 0;
}

/** Every gram of a plan, each once. */
export function gramsIn({ grams, parts }: GramPlan): number[] {
  return [...new Set([...grams, ...parts.flatMap(gramsIn)])];
}

function partOf(tree: PatternTree): Part {
  switch (tree.kind) {
    case "any":
      return SOME_TEXT;
    case "no-letter":
      return known([NO_LETTER]);
    case "texts":
      return known(tree.texts);
    case "sequence":
      return tree.parts.map(partOf).reduce(joined, known([""]));
    case "choice":
      return tree.parts.map(partOf).reduce(either);
    case "repeat":
      return repeated(partOf(tree.part), tree.min, tree.max);
  }
}

function known(texts: readonly string[]): Part {
  return { texts: [...new Set(texts)], starts: texts, ends: texts, plan: ALL };
}

function repeated(part: Part, min: number, max: number): Part {
  if (max === 0) return known([""]);
  if (min === 0) return max === 1 ? either(part, known([""])) : SOME_TEXT;
  let all = part;
  for (let copies = 1; copies < Math.min(min, COPIES_MAX); copies++) all = joined(all, part);
  // What comes between the first copies and the last one ends as one copy does.
  return min <= COPIES_MAX && max === min ? all : { ...blurred(all), ends: part.texts ?? part.ends };
}

function joined(one: Part, other: Part): Part {
  if (one.texts !== undefined && other.texts !== undefined) {
    const texts = product(one.texts, other.texts);
    if (texts.length <= TEXTS_MAX && texts.every((text) => text.length <= TEXT_LENGTH_MAX)) return known(texts);
  }
  const [first, second] = [blurred(one), blurred(other)];
  const starts = one.texts === undefined ? first.starts : product(one.texts, second.starts);
  const ends = other.texts === undefined ? second.ends : product(first.ends, other.texts);
  return shortened({ starts, ends, plan: both([first.plan, second.plan, seam(first.ends, second.starts)]) });
}

function either(one: Part, other: Part): Part {
  if (one.texts !== undefined && other.texts !== undefined && one.texts.length + other.texts.length <= TEXTS_MAX) {
    return known([...one.texts, ...other.texts]);
  }
  const [first, second] = [blurred(one), blurred(other)];
  const plan: GramPlan = { kind: "or", grams: [], parts: [first.plan, second.plan] };
  return shortened({
    starts: [...first.starts, ...second.starts],
    ends: [...first.ends, ...second.ends],
    plan: isAll(first.plan) || isAll(second.plan) ? ALL : plan,
  });
}

/** The same, told by its grams and ends. */
function blurred(part: Part): Part {
  const { texts } = part;
  return texts === undefined ? part : shortened({ starts: texts, ends: texts, plan: oneOf(texts) });
}

function planOf(part: Part): GramPlan {
  return blurred(part).plan;
}

/** Keeps of beginnings and ends what can still make a gram with what stands beside them; what else they have of grams the plan says. */
function shortened({ starts, ends, plan }: Omit<Part, "texts">): Part {
  return { texts: undefined, starts: few(starts, 1), ends: few(ends, -1), plan };
}

/** What stands where an end meets a beginning, in as many letters as there are not too many of. */
function seam(ends: readonly string[], starts: readonly string[]): GramPlan {
  for (let length = END_LENGTH; length > 0; length--) {
    const texts = product(cutTo(ends, -length), cutTo(starts, length));
    if (texts.length <= CHOICES_MAX) return oneOf(texts);
  }
  return ALL;
}

/** The first letters of each, or the last for a negative number. */
function cutTo(texts: readonly string[], letters: number): readonly string[] {
  return [...new Set(texts.map((text) => (letters > 0 ? text.slice(0, letters) : text.slice(letters))))];
}

/** Shorter where there are too many, down to nothing. */
function few(texts: readonly string[], side: 1 | -1): readonly string[] {
  for (let length = END_LENGTH; length > 0; length--) {
    const cut = cutTo(texts, side * length);
    if (cut.length <= ENDS_MAX) return cut;
  }
  return [""];
}

function product(ones: readonly string[], others: readonly string[]): string[] {
  return [...new Set(ones.flatMap((one) => others.map((other) => one + other)))];
}

/** One of the texts must be there, each with all its grams; a text without any tells nothing. */
function oneOf(texts: readonly string[]): GramPlan {
  if (texts.length > CHOICES_MAX) return ALL;
  const plans: GramPlan[] = texts.map((text) => ({ kind: "and", grams: gramsOf(text), parts: [] }));
  if (plans.some(isAll)) return ALL;
  const [only] = plans;
  return plans.length === 1 && only !== undefined ? only : { kind: "or", grams: [], parts: plans };
}

function both(parts: readonly GramPlan[]): GramPlan {
  const asking = parts.filter((part) => !isAll(part));
  const [only] = asking;
  return asking.length === 1 && only !== undefined ? only : { kind: "and", grams: [], parts: asking };
}

/** The same plan with nothing in it twice: parts of the parts' own kind are taken up, equal ones are one. */
function simplified(plan: GramPlan): GramPlan {
  const parts = plan.parts.map(simplified).map((part) => (isSingle(part) ? { ...part, kind: plan.kind } : part));
  if (plan.kind === "or" && parts.some(isAll)) return ALL;
  const same = parts.filter((part) => part.kind === plan.kind);
  const others = parts.filter((part) => part.kind !== plan.kind && !isAll(part));
  const all = [...new Set([...plan.grams, ...same.flatMap((part) => part.grams)])].sort((a, b) => a - b);
  const grams = plan.kind === "and" ? all.filter((gram) => !all.some((other) => saysMore(other, gram))) : all;
  const nested = new Map(
    [...same.flatMap((part) => part.parts), ...others].map((part) => [JSON.stringify(part), part]),
  );
  const [only] = nested.values();
  if (grams.length === 0 && nested.size === 1 && only !== undefined) return only;
  return { kind: plan.kind, grams, parts: [...nested.values()] };
}

function isSingle({ grams, parts }: GramPlan): boolean {
  return grams.length === 1 && parts.length === 0;
}
