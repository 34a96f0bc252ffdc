/** Names of C++ that are more than a word: `a::b<c>::d`. */
import type { Node } from "web-tree-sitter";

import type { Draft } from "./draft.ts";
import { addPiece, lastWordOf, type Role, textOf, wordOf } from "./matches.ts";

/** More parts than any name has; what is longer is not followed. */
const MAX_PARTS = 32;

interface QualifiedName {
  /** The nodes before each `::`, from the left. */
  readonly scopes: readonly Node[];
  readonly last: Node;
}

/** The tree nests `a::b::c` to the right. */
function partsOf(node: Node): QualifiedName {
  const scopes: Node[] = [];
  let at = node;
  while (at.type === "qualified_identifier" && scopes.length < MAX_PARTS) {
    const scope = at.childForFieldName("scope");
    const name = at.childForFieldName("name");
    if (scope !== null) scopes.push(scope);
    if (name === null) break;
    at = name;
  }
  return { scopes, last: at };
}

/** Links the scopes into one piece and returns its id; 0 for `::name`. Template arguments are kept where nothing follows. */
function linkScopes(draft: Draft, scopes: readonly Node[]): number {
  const [only, ...others] = scopes;
  if (only === undefined || others.length === 0) return only?.id ?? 0;
  let before = 0;
  for (const scope of scopes) {
    draft.claims.push(scope.id);
    before = addMemberAt(draft, scope, { name: wordOf(draft, scope), of: before, use: "none" });
  }
  return before;
}

/** A member piece under the negative id of the node that names it. */
function addMemberAt(
  draft: Draft,
  node: Node,
  { name, of, use }: { readonly name: string; readonly of: number; readonly use: "none" | "type" | "value" },
): number {
  const own = draft.pieces.get(node.id);
  const piece = addPiece(draft, node, { kind: of === 0 ? "name" : "member", name, of, use });
  draft.pieces.delete(node.id);
  if (own !== undefined) draft.pieces.set(node.id, own);
  draft.pieces.set(-node.id, { ...piece, id: -node.id });
  return -node.id;
}

/** The last name without template arguments; operators without spaces. */
export function plainName(draft: Draft, node: Node): string {
  const text = textOf(draft, node);
  if (node.type === "operator_name" || node.type === "operator_cast") return operatorName(text);
  if (node.type === "destructor_name") return text.replace(/\s/g, "");
  return /^[\w$\u0080-\uffff]+/.exec(text)?.[0] ?? text;
}

function operatorName(text: string): string {
  const symbol = text.replace(/^operator\s*/, "").trim();
  return /^\w/.test(symbol) ? `operator ${symbol.replace(/\s*\(.*$/s, "")}` : `operator${symbol.replace(/\s/g, "")}`;
}

/** `a::b::c` is the member c of what `a::b` names; the outer node comes first, and says all. */
export const qualified: Role = (draft, _match, node) => {
  if (draft.pieces.has(node.id)) return;
  const { scopes, last } = partsOf(node);
  const of = linkScopes(draft, scopes);
  const isType = last.type === "type_identifier" || last.type === "template_type";
  const use = isType ? "type" : "value";
  const name = plainName(draft, last);
  draft.claims.push(last.id);
  for (let inner = node.childForFieldName("name"); inner?.type === "qualified_identifier";) {
    addPiece(draft, inner, { kind: "pass" });
    inner = inner.childForFieldName("name");
  }
  const items =
    last.type === "template_type" || last.type === "template_function" ? last.childForFieldName("arguments") : null;
  if (items === null) {
    const kind = of === 0 ? "name" : "member";
    addPiece(draft, node, { kind, name, of, use, start: last.startIndex });
    return;
  }
  const named = addMemberAt(draft, last, { name, of, use });
  if (isType) addPiece(draft, node, { kind: "generic", of: named, value: items.id });
  else addPiece(draft, node, { kind: "pass", of: named });
};

/** What an out-of-class definition belongs to: the piece of its scopes, and its own name. */
export function readMemberName(
  draft: Draft,
  node: Node,
): { readonly owner: number; readonly ownerName: string; readonly last: Node } {
  const { scopes, last } = partsOf(node);
  const lastScope = scopes.at(-1);
  return {
    owner: linkScopes(draft, scopes),
    ownerName: lastScope === undefined ? "" : wordOf(draft, lastScope),
    last,
  };
}

export const genericType: Role = (draft, _match, node) => {
  const name = node.childForFieldName("name");
  const items = node.childForFieldName("arguments");
  if (name !== null) addPiece(draft, node, { kind: "generic", of: name.id, value: items?.id ?? 0 });
};

/** The part after the last `.` or `->`; template arguments left out. */
export function memberName(draft: Draft, node: Node): { readonly word: string; readonly start: number } {
  const found = lastWordOf(draft, node);
  if (found.word !== "") return found;
  const field = node.childForFieldName("field");
  const named = field === null ? null : /(?:^|\W)(\w+)\s*<[^]*$/.exec(textOf(draft, field));
  return named === null || field === null
    ? found
    : { word: named[1] ?? "", start: field.startIndex + Math.max(0, textOf(draft, field).indexOf(named[1] ?? "")) };
}

/** `long unsigned int` is `unsigned long`: the same types have the same name, however they are written. */
export const builtinType: Role = (draft, _match, node) => {
  const words: readonly string[] = textOf(draft, node).match(/\w+/g) ?? [];
  const sizes = words.filter((word) => word === "long" || word === "short");
  const base = words.find((word) => !SIZES.has(word));
  const isUnsigned = words.includes("unsigned");
  const isSigned = words.includes("signed") && base === "char";
  const said = [...(isUnsigned ? ["unsigned"] : isSigned ? ["signed"] : []), ...sizes];
  const isImplied = base === undefined || (base === "int" && said.length > 0);
  const name = [...said, ...(isImplied ? [] : [base])].join(" ");
  addPiece(draft, node, { kind: "name", name: name === "" ? "int" : name });
};

const SIZES: ReadonlySet<string> = new Set(["long", "short", "unsigned", "signed"]);
