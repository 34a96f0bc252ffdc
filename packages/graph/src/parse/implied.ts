/** Calls that no source writes: the language makes them for an operator, a loop, a `with`. */
import type { Node } from "web-tree-sitter";

import type { Expression, Site } from "../facts.ts";
import type { Composer } from "./compose.ts";
import type { Draft } from "./draft.ts";
import { captured, type Role } from "./matches.ts";
import { innermost } from "./nest.ts";
import type { Nested } from "./nested.ts";

export function imply(draft: Draft, of: Node, members: readonly string[]): void {
  draft.implied.push({ start: of.startIndex, of: of.id, members });
}

/** A role for the operand `of`, which has the members called one by one. */
export function operand(...members: readonly string[]): Role {
  return (draft, match) => {
    const node = captured(match, "of");
    if (node !== undefined) for (const member of members) imply(draft, node, [member]);
  };
}

type ImpliedSite = Site & { readonly start: number };

export function impliedSites({ draft, scopes, lines }: Nested, composer: Composer): ImpliedSite[] {
  return draft.implied.flatMap(({ start, of, members, read }) => {
    const operandOf = composer.expression(of);
    if (!canBeObject(operandOf) || draft.targets.has(read ?? 0)) return [];
    const target = members.reduce<Expression>((on, name, at) => {
      const receiver: Expression = at === 0 ? on : { kind: "call", of: on };
      return { kind: "member", of: receiver, name };
    }, operandOf);
    const kind = members.length === 0 ? "new" : "call";
    const place = { line: lines.lineAt(start), column: lines.columnAt(start) };
    const scope = innermost(scopes, start)?.index ?? 0;
    return [{ start, kind, scope, ...place, target, argumentCount: -1, implied: true }];
  });
}

function canBeObject({ kind }: Expression): boolean {
  return kind !== "other" && kind !== "literal" && kind !== "lambda" && kind !== "definition";
}
