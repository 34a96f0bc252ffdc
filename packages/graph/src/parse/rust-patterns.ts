/**
 * Rust's patterns and the names they bind. A name stands for a part of what is matched: `Some(x)` takes member `0` of the
 * variant `Some` of the value, `Point { x, .. }` the member `x` of `Point`. Parts are pieces under the negative id of
 * the pattern's node, since the source has no expression for them.
 */
import type { Node } from "web-tree-sitter";

import type { Draft } from "./draft.ts";
import { addPiece, lastWordOf, wordOf } from "./matches.ts";
import { addPointer } from "./pointers.ts";

/** What is matched, and from where on the names are visible. */
export interface Matched {
  /** Id of the piece. */
  readonly value: number;
  readonly type?: number;
  /** The node of the value, so that `let (a, b) = (x, y)` binds part by part. */
  readonly node?: Node | null;
  readonly visibleFrom: number;
}

/** Variants of the library, found in the type of what is matched; all others are found by their path. */
const LIBRARY_VARIANTS: ReadonlySet<string> = new Set([
  "Some",
  "Ok",
  "Err",
  "Ready",
  "Borrowed",
  "Owned",
  "Break",
  "Continue",
]);
const MAX_DEPTH = 16;
/** Of one pattern, commas included. */
const MAX_CHILDREN = 128;

/** Binds all names of the pattern. */
export function bindPattern(draft: Draft, pattern: Node, matched: Matched): void {
  bindNested(draft, pattern, { ...matched, depth: 0 });
}

interface Nested extends Matched {
  readonly depth: number;
}

/** Recursion is bounded by MAX_DEPTH. */
function bindNested(draft: Draft, pattern: Node, matched: Nested): void {
  if (matched.depth > MAX_DEPTH) return;
  const { visibleFrom } = matched;
  const depth = matched.depth + 1;
  for (const { node, value } of WAYS[pattern.type]?.(draft, pattern, matched) ?? []) {
    bindNested(draft, node, value === undefined ? { ...matched, depth } : { value, visibleFrom, depth });
  }
}

/** A pattern inside of another; without a value it takes the same. */
interface Inner {
  readonly node: Node;
  readonly value?: number;
}
type Way = (draft: Draft, pattern: Node, matched: Matched) => readonly Inner[];

const through: Way = (_draft, pattern) => partsOf(pattern).map((node) => ({ node }));

const name: Way = (draft, pattern, matched) => {
  bindName(draft, pattern, matched);
  return [];
};

const tuple: Way = (draft, pattern, matched) => {
  const values = matched.node?.type === "tuple_expression" ? partsOf(matched.node) : [];
  return partsOf(pattern).map((node, at) => ({
    node,
    value: values[at]?.id ?? part(draft, node, { of: matched.value, name: `${at}` }),
  }));
};

const slice: Way = (draft, pattern, { value }) =>
  partsOf(pattern).map((node) => ({ node, value: addPointer(draft, node, { kind: "index", of: value }) }));

const tupleStruct: Way = (draft, pattern, { value }) => {
  const [path, ...items] = partsOf(pattern);
  if (path === undefined) return [];
  const variant = variantOf(draft, path, value);
  return items.map((child, at) => ({ node: child, value: variantPart(draft, { path, child, variant, at }) }));
};

const struct: Way = (draft, pattern) => {
  const type = pattern.childForFieldName("type");
  const fields = partsOf(pattern).filter((one) => one.type === "field_pattern");
  return fields.flatMap((field) => {
    const named = field.childForFieldName("name");
    if (named === null || type === null) return [];
    draft.claims.push(named.id);
    const value = part(draft, field, { of: type.id, name: wordOf(draft, named) });
    return [{ node: field.childForFieldName("pattern") ?? named, value }];
  });
};

const WAYS: Readonly<Record<string, Way>> = {
  identifier: name,
  shorthand_field_identifier: name,
  mut_pattern: through,
  ref_pattern: through,
  reference_pattern: through,
  match_pattern: through,
  captured_pattern: through,
  or_pattern: through,
  tuple_pattern: tuple,
  slice_pattern: slice,
  tuple_struct_pattern: tupleStruct,
  struct_pattern: struct,
};

/** Children that are patterns, `_` too; `..` keeps its place only at the end, so what follows it is unknown. */
export function partsOf(pattern: Node): readonly Node[] {
  const parts: Node[] = [];
  for (const child of pattern.children.slice(0, MAX_CHILDREN)) {
    if (child.type === "remaining_field_pattern") break;
    const isPart = child.isNamed
      ? !child.type.endsWith("comment") && child.type !== "mutable_specifier"
      : child.type === "_";
    if (isPart) parts.push(child);
  }
  return parts;
}

function part(draft: Draft, node: Node, { of, name: member }: { readonly of: number; readonly name: string }): number {
  return addPointer(draft, node, { kind: "part", of, name: member });
}

/** The variant as a member of what is matched. */
function variantOf(draft: Draft, path: Node, value: number): number {
  return part(draft, path, { of: value, name: lastWordOf(draft, path).word });
}

/**
 * A part of the variant that the path names. A bare name can be one of the library, which only the value's type knows,
 * one that a glob takes over, or a type: then it is sought both ways.
 */
function variantPart(
  draft: Draft,
  of: { readonly path: Node; readonly child: Node; readonly variant: number; readonly at: number },
): number {
  const { path, child, variant, at } = of;
  const { word } = lastWordOf(draft, path);
  if (LIBRARY_VARIANTS.has(word)) return part(draft, child, { of: variant, name: `${at}` });
  const byPath = part(draft, child, { of: path.id, name: `${at}` });
  if (path.type !== "identifier" || child.type !== "identifier") return byPath;
  const byValue = -(child.id + 0.5);
  const both = -(child.id + 0.25);
  const known = draft.pieces.get(byPath);
  if (known === undefined) return byPath;
  draft.pieces.set(byValue, { ...known, id: byValue, of: variant });
  draft.pieces.set(both, { ...known, kind: "either", id: both, of: 0, name: "" });
  draft.lists.set(both, [byValue, byPath]);
  return both;
}

/** A name that begins with a capital is a constant or a variant that is compared with. */
function bindName(draft: Draft, node: Node, { value, type, visibleFrom }: Matched): void {
  const word = wordOf(draft, node);
  if (/^\p{Lu}/u.test(word)) return;
  addPiece(draft, node, { kind: "name", name: word });
  const range = { start: node.startIndex, end: node.endIndex, valueStart: node.endIndex };
  const fixed = { element: false, scoping: "block", declares: undefined } as const;
  draft.targets.set(node.id, {
    ...range,
    ...fixed,
    target: node.id,
    type: type ?? 0,
    value,
    node: node.id,
    visibleFrom,
  });
}
