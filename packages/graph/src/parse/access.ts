/** Whether a name or member is read, written or deleted where it stands, which decides what of an accessor runs. */
import type { Expression, Site } from "../facts.ts";
import type { Composer } from "./compose.ts";
import type { Draft } from "./draft.ts";
import { innermost } from "./nest.ts";
import type { Nested } from "./nested.ts";
import type { Piece } from "./pieces.ts";

type Access = Site["access"];

export interface Accessing {
  /** `++` changes a place. */
  readonly isIncremented: boolean;
  /** Ids of what patterns write to. */
  readonly written: ReadonlySet<number>;
}

const MAX_PATTERN_DEPTH = 8;

/** The places in `[a.b, c.d] = …`, which are no targets of their own. */
export function writtenParts(draft: Draft): ReadonlySet<number> {
  const written = new Set<number>();
  let level = [...draft.targets.keys()];
  for (let depth = 0; depth < MAX_PATTERN_DEPTH && level.length > 0; depth++) {
    level = level.flatMap((id) => {
      const piece = draft.pieces.get(id);
      const isWrapped = piece?.kind === "pair" || piece?.kind === "default" || piece?.kind === "rest";
      return isWrapped ? [piece.of] : isPattern(piece) ? (draft.lists.get(id) ?? []) : [];
    });
    for (const id of level) written.add(id);
  }
  return written;
}

/** Python and Scala write tuples to tuples. */
function isPattern(piece: Piece | undefined): boolean {
  return piece?.kind === "pattern" || (piece?.kind === "literal" && piece.literal !== "map");
}

/** Read from the text, since captures of operators would cost a pattern each. */
export function accessOf(draft: Draft, { id, start, name }: Piece, { written, isIncremented }: Accessing): Access {
  const { text } = draft;
  const target = draft.targets.get(id);
  if (target?.isUse === true) return "update";
  if (target === undefined && written.has(id)) return "write";
  AFTER.lastIndex = start + name.length;
  const after = AFTER.exec(text);
  if (after !== null) {
    if (after[1] === undefined && after[2] === undefined) return "write";
    if (after[1] !== undefined || isIncremented) return "update";
  }
  if (target !== undefined) return "write";
  const before = text.slice(Math.max(0, chainStart(text, start) - LONGEST_BEFORE), chainStart(text, start));
  if (isIncremented && /(?:\+\+|--)$/.test(before)) return "update";
  return /\bdel(?:ete)? +$/.test(before) ? "delete" : undefined;
}

/** `=`, `+=` and the like, `++`. */
const AFTER = /[ \t]*(?:=(?![=>~])|((?:[-+*/%&|^@]|\*\*|\/\/|<<|>>>?|\?\?|\|\||&&)=(?!=))|(\+\+|--))/y;
const LONGEST_BEFORE = "delete  ".length;
const MAX_CHAIN_CHARS = 200;

type Taken = Site & { readonly start: number };

/** `const { name } = of` reads `of.name` without saying so. */
export function takenSites({ draft, scopes, lines }: Nested, composer: Composer): Taken[] {
  return [...draft.targets.values()].flatMap(({ target, value }) => {
    const pattern = draft.pieces.get(target);
    if (value === 0 || pattern?.kind !== "pattern" || pattern.literal !== "map") return [];
    const of = composer.expression(value);
    return (draft.lists.get(target) ?? []).flatMap((id): Taken[] => {
      const piece = draft.pieces.get(id);
      const named = piece?.kind === "default" ? draft.pieces.get(piece.of) : piece;
      if (of.kind === "other" || (named?.kind !== "name" && named?.kind !== "pair")) return [];
      const { start, name } = named;
      const place = {
        scope: innermost(scopes, start)?.index ?? 0,
        line: lines.lineAt(start),
        column: lines.columnAt(start),
      };
      const read: Expression = { kind: "member", of, name };
      return [{ start, kind: "reference", ...place, target: read, argumentCount: -1, implied: true }];
    });
  });
}

function chainStart(text: string, from: number): number {
  const end = Math.max(0, from - MAX_CHAIN_CHARS);
  let at = from;
  while (at > end && /[\w$.?!]/.test(text[at - 1] ?? "")) at--;
  return at;
}
