/** A step of evidence: a sentence about a line of the repository. */

/** What a step rests on; the one list that answers and docs share. */
export const STEP_KINDS = [
  "import",
  "reexport",
  "alias",
  "scope",
  "parameter",
  "variable",
  "field",
  "assignment",
  "narrowing",
  "passed",
  "context",
  "receiver",
  "return",
  "construction",
  "element",
  "hierarchy",
  "member",
  "overload",
  "definition",
  "dispatch",
  "builtin",
  "outside",
  "indexer",
  "doubt",
  "missing",
] as const;
export type StepKind = (typeof STEP_KINDS)[number];

export interface EvidenceStep {
  readonly kind: StepKind;
  /** A sentence without a full stop; what is code in it stands between backquotes. */
  readonly text: string;
  /** Where that is written; empty with line 0 for what is in no file of the repository. */
  readonly file: string;
  readonly line: number;
}

/** One use that makes an edge, or that could not be bound. */
export interface UseEvidence {
  readonly line: number;
  /** What is written there, cut down to what binds it. */
  readonly use: string;
  readonly steps: readonly EvidenceStep[];
}

/** What a language calls the receiver that facts call `this`. */
const RECEIVERS: Readonly<Record<string, string>> = {
  python: "self",
  ruby: "self",
  rust: "self",
  lua: "self",
  php: "$this",
};

/** In the words of the language that the use is written in. */
export function inLanguage({ use, steps, line }: UseEvidence, language: string): UseEvidence {
  const receiver = RECEIVERS[language];
  if (receiver === undefined) return { use, steps, line };
  const worded = (text: string): string => text.replaceAll(/\bthis\b(?=[.`])|^this$/g, () => receiver);
  return { line, use: worded(use), steps: steps.map((step) => ({ ...step, text: worded(step.text) })) };
}

/** Longer chains are cut in the middle: how they begin and where they arrive says most. */
const MAX_STEPS = 10;
const KEPT_AT_THE_END = 6;

/** Each once, in order, at most MAX_STEPS. A package outside and a symbol of it are told as the symbol. */
export function settled(steps: readonly EvidenceStep[]): readonly EvidenceStep[] {
  const all = [...new Map(steps.map((step) => [`${step.text} ${step.file} ${step.line}`, step])).values()];
  const unique = all.filter((step, at) => step.kind !== "outside" || all[at + 1]?.kind !== "outside");
  if (unique.length <= MAX_STEPS) return unique;
  return [...unique.slice(0, MAX_STEPS - KEPT_AT_THE_END), ...unique.slice(-KEPT_AT_THE_END)];
}
