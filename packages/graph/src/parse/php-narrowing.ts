/**
 * Where a condition says more of a type than its declaration: `if ($x instanceof Foo) { … }`. The part of the source in
 * which it holds becomes a scope that binds the name anew; a property (`$this->x`) is a plain name there.
 */
import type { Draft } from "./draft.ts";
import type { DraftMark } from "./marks.ts";
import { addPiece, captured, type Role, textOf } from "./matches.ts";
import { innermost, nest, type Region } from "./nest.ts";
import type { Piece } from "./pieces.ts";
import { addSynthetic } from "./synthetic.ts";

const OPERATOR = /\s*(\?\?|&&|\|\||and\b|or\b|instanceof\b|===?|!==?|<>)/iy;
/** What can be followed from the test to its uses. */
const PATH = /^\$\w+(?:->\w+)*$/;
const MAX_PATH_CHARS = 200;

/** Nests to the left, so that only the left side is captured; what matters less often is asked for. */
export const binary: Role = (draft, match, node) => {
  const left = captured(match, "left");
  if (left === undefined) return;
  const { startIndex: start, endIndex: end } = node;
  OPERATOR.lastIndex = left.endIndex;
  const operator = OPERATOR.exec(draft.text)?.[1]?.toLowerCase();
  const right = operator === "??" || operator === "instanceof" ? node.lastNamedChild : null;
  if (operator === "instanceof" && right !== null) {
    draft.marks.push({ kind: "instanceof", start, end, id: right.id, other: 0, name: pathOf(textOf(draft, left)) });
  } else if (operator === "??" && right !== null) {
    addPiece(draft, node, { kind: "either" });
    draft.lists.set(node.id, [left.id, right.id]);
  } else if (operator !== undefined) {
    const kind = CONNECTIVES[operator] ?? "barrier";
    draft.marks.push({ kind, start, end, id: 0, other: left.endIndex });
  }
};

const CONNECTIVES: Readonly<Record<string, string>> = { "&&": "and", and: "and", "||": "or", or: "or" };

function pathOf(text: string): string {
  const path = text.length > MAX_PATH_CHARS ? "" : text.replace(/\s/g, "").replaceAll("?->", "->");
  return PATH.test(path) && path !== "$this" ? path : "";
}

/** `!` turns a condition around; other signs give no condition. */
const not: Role = (draft, _match, { startIndex: start, endIndex: end }) => {
  draft.marks.push({ kind: draft.text[start] === "!" ? "not" : "barrier", start, end, id: 0, other: 0 });
};

/** The range of the condition; `other` and `id` are where the body begins and ends. */
const branch: Role = (draft, match, node) => {
  const condition = captured(match, "condition");
  const body = captured(match, "body");
  if (condition === undefined || body === undefined) return;
  const { startIndex: start, endIndex: end } = condition;
  const bodyEnd = body.endIndex;
  const isGuard = node.type === "if_statement" && node.endIndex === bodyEnd;
  draft.marks.push({ kind: isGuard ? "guard" : "branch", start, end, id: bodyEnd, other: body.startIndex });
};

/** `c ? a : b` is a choice too, and `a ?: b`. */
const conditional: Role = (draft, match, node) => {
  const condition = captured(match, "condition");
  const alternative = node.childForFieldName("alternative");
  const body = node.childForFieldName("body");
  if (condition === undefined || alternative === null) return;
  addPiece(draft, node, { kind: "either" });
  draft.lists.set(node.id, [(body ?? condition).id, alternative.id]);
  if (body === null) return;
  const { startIndex: start, endIndex: end } = condition;
  draft.marks.push({ kind: "branch", start, end, id: body.endIndex, other: body.startIndex });
};

const statements: Role = (draft, _match, { startIndex: start, endIndex: end }) => {
  draft.marks.push({ kind: "statements", start, end, id: 0, other: 0 });
};

interface Condition extends Region<Condition> {
  readonly mark: DraftMark;
}

const CONDITIONS: ReadonlySet<string> = new Set(["and", "or", "not", "barrier", "branch", "guard", "assert"]);

/** Of one test, and of tests within each other: more are not written by hand. */
const MAX_RANGES = 16;
const MAX_NESTING = 32;

export function narrow(draft: Draft): void {
  const tests = draft.marks.filter(({ kind, name }) => kind === "instanceof" && name !== "");
  if (tests.length === 0) return;
  const conditions = regionsOf(draft.marks.filter(({ kind }) => CONDITIONS.has(kind)));
  const blocks = regionsOf(draft.marks.filter(({ kind }) => kind === "statements"));
  const found = tests.flatMap((test) => {
    const ranges = rangesOf({ draft, conditions, blocks }, test).slice(0, MAX_RANGES);
    return ranges.map((range) => ({ ...range, path: test.name ?? "", type: test.id }));
  });
  const narrowed = nest(found.map((one) => ({ ...one, parent: undefined, depth: 0, index: 0 }))).regions.filter(
    ({ depth }) => depth < MAX_NESTING,
  );
  bindAssigned(draft, narrowed);
  for (const one of narrowed) bindIn(draft, one);
  renameProperties(draft, narrowed);
}

function regionsOf(marks: readonly DraftMark[]): readonly Condition[] {
  return nest<Condition>(
    marks.map((mark) => ({ mark, start: mark.start, end: mark.end, parent: undefined, depth: 0, index: 0 })),
  ).regions;
}

interface Around {
  readonly draft: Draft;
  readonly conditions: readonly Condition[];
  readonly blocks: readonly Condition[];
}
interface Range {
  readonly start: number;
  readonly end: number;
}

/** Where the test is known to have succeeded. */
function rangesOf(around: Around, test: DraftMark): Range[] {
  const ranges: Range[] = [];
  let holds = true;
  for (let at = innermost(around.conditions, test.start); at !== undefined; at = at.parent) {
    const { kind, end, other } = at.mark;
    if (kind === "barrier") break;
    if (kind === "not") holds = !holds;
    else if (kind === "and" || kind === "or") {
      // `a && b` being false, or `a || b` being true, says nothing of either.
      const isLeft = test.start < other;
      if (isLeft && holds === (kind === "and")) ranges.push({ start: other, end });
      if (holds !== (kind === "and")) break;
    } else {
      ranges.push(...heldAfter(around, at.mark, holds));
      break;
    }
  }
  return ranges;
}

/** `assert($x instanceof Foo)` holds for the rest of its block, as the opposite of a condition does whose body leaves it. */
function heldAfter({ draft, blocks }: Around, { kind, end, id, other }: DraftMark, holds: boolean): Range[] {
  const rest = (from: number): Range[] => [{ start: from, end: innermost(blocks, from)?.end ?? draft.text.length }];
  if (kind === "assert") return holds ? rest(end) : [];
  if (holds) return [{ start: other, end: id }];
  return kind === "guard" && leaves(draft.text.slice(Math.max(other, id - MAX_LAST_STATEMENT), id)) ? rest(id) : [];
}

const MAX_LAST_STATEMENT = 600;

/** The body ends in a statement after which nothing follows. */
function leaves(body: string): boolean {
  return /(?:^|[;{}\s])(?:return|throw|continue|break|exit|die)\b[^;{}]*;\s*\}?\s*$/.test(body);
}

interface Narrowed extends Range {
  readonly path: string;
  /** Id of the piece that names it. */
  readonly type: number;
}

function bindIn(draft: Draft, { start, end, path, type }: Narrowed): void {
  const target = addSynthetic(draft, { kind: "name", name: path, start, of: 0 });
  const scope = { owner: 0, node: target, parameters: 0, names: new Set<string>() };
  draft.scopes.push({ start, end, ...scope, parent: undefined, depth: 0, index: -1 });
  const place = { target, type, value: 0, start, end: start, valueStart: start, node: target };
  draft.targets.set(target, { ...place, element: false, scoping: "block", declares: undefined });
}

/** What is assigned where a test holds is bound there too, so that its value is seen with what the test says. */
function bindAssigned(draft: Draft, narrowed: readonly Narrowed[]): void {
  const targets = [...draft.targets.values()].filter(({ scoping }) => scoping === "function");
  targets.sort((a, b) => a.start - b.start);
  const copied = new Set<number>();
  for (const { start, end } of narrowed) {
    for (let at = firstFrom(targets, start); (targets[at]?.start ?? end) < end; at++) {
      const target = targets[at];
      const piece = draft.pieces.get(target?.target ?? 0);
      if (target === undefined || piece?.kind !== "name" || copied.has(target.target)) continue;
      copied.add(target.target);
      const copy = addSynthetic(draft, { kind: "name", name: piece.name, start: piece.start, of: 0 });
      draft.targets.set(copy, { ...target, target: copy, scoping: "block" });
    }
  }
}

function firstFrom(targets: readonly Range[], start: number): number {
  let low = 0;
  let high = targets.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((targets[middle]?.start ?? 0) < start) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Uses of a narrowed property become uses of the name that is bound for it. */
function renameProperties(draft: Draft, narrowed: readonly Narrowed[]): void {
  const byPath = new Map<string, Narrowed[]>();
  for (const one of narrowed) {
    if (one.path.includes("->")) byPath.set(one.path, [...(byPath.get(one.path) ?? []), one]);
  }
  if (byPath.size === 0) return;
  for (const piece of draft.pieces.values()) {
    if (piece.kind !== "member" || draft.targets.has(piece.id)) continue;
    const path = writtenPath(draft, piece);
    const isNarrowed = byPath.get(path)?.some(({ start, end }) => piece.start >= start && piece.start < end);
    if (isNarrowed === true) draft.pieces.set(piece.id, { ...piece, kind: "name", name: path, of: 0, use: "none" });
  }
}

const MAX_LINKS = 4;

/** `$this->a->b` of a chain of properties, as the source writes it. */
function writtenPath(draft: Draft, piece: Piece): string {
  const names: string[] = [];
  let at: Piece | undefined = piece;
  for (; at?.kind === "member" && at.name.startsWith("$") && names.length < MAX_LINKS; at = draft.pieces.get(at.of)) {
    names.unshift(at.name.slice(1));
  }
  const start = at?.kind === "this" ? "$this" : at?.kind === "name" ? at.name : "";
  return start.startsWith("$") ? [start, ...names].join("->") : "";
}

export const NARROWING_ROLES: Readonly<Record<string, Role>> = {
  not,
  branch,
  conditional,
  statements,
};
