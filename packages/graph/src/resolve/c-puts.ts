/** What a file of C puts into members of structs: with the initialiser of a variable, or by an assignment to a member. */
import type { Expression, FileFacts, TypeExpression } from "../facts.ts";

export type Literal = Expression & { readonly kind: "literal" };

export interface Put {
  /** Names of what is put: a function that bears none of them is not put there. */
  readonly names: ReadonlySet<string>;
  readonly scope: number;
  readonly into:
    | { readonly kind: "type"; readonly type: TypeExpression; readonly literal: Literal }
    | { readonly kind: "place"; readonly target: Expression; readonly value: Expression };
}

/** Structs in structs, beyond which nothing is followed. */
export const MAX_PUT_DEPTH = 4;

export function putsIn(facts: FileFacts): readonly Put[] {
  if (facts.language !== "c" && facts.language !== "cpp") return [];
  const puts: Put[] = [];
  const made: Made[] = facts.bindings.map(({ scope, type, value }) => ({ scope, type, value }));
  for (const { type, value, parent } of facts.definitions) {
    if (value?.kind === "literal") made.push({ scope: scopeOf(facts, parent), type, value });
  }
  for (const { scope, type, value } of made) {
    if (type === undefined || value?.kind !== "literal") continue;
    const names = new Set<string>();
    addNames(names, value, 0);
    if (names.size > 0) puts.push({ names, scope, into: { kind: "type", type, literal: value } });
  }
  for (const { scope, target, value } of facts.stores) {
    if (target.kind !== "member" || value.kind !== "name") continue;
    puts.push({ names: new Set([value.name]), scope, into: { kind: "place", target, value } });
  }
  return puts;
}

interface Made {
  readonly scope: number;
  readonly type: TypeExpression | undefined;
  readonly value: Expression | undefined;
}

/** The body of what is around: a namespace. */
function scopeOf({ scopes }: FileFacts, definition: number): number {
  const index = definition < 0 ? 0 : scopes.findIndex((scope) => scope.definition === definition);
  return Math.max(0, index);
}

function addNames(names: Set<string>, { items = [], entries = [] }: Literal, depth: number): void {
  if (depth > MAX_PUT_DEPTH) return;
  for (const value of [...items, ...entries.map((entry) => entry.value)]) {
    if (value?.kind === "literal") addNames(names, value, depth + 1);
    else if (value?.kind === "name" || value?.kind === "member") names.add(value.name);
  }
}
