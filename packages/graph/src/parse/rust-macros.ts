/**
 * Calls of Rust's macros, and the calls written in their arguments. The grammar keeps arguments as tokens, so chains of
 * names, members and calls are read from the text; what macros make of them beyond that is unknown.
 */
import type { Expression } from "../facts.ts";
import type { Draft } from "./draft.ts";
import { addPiece, captured, lastWordOf, type Role } from "./matches.ts";
import { bindClosure, bindLet } from "./rust-macro-bindings.ts";
import { endOfAngles, headOf, isName, readTokens, type Token } from "./rust-tokens.ts";

/** Items in the arguments are definitions that nothing here reads. */
const ITEMS: ReadonlySet<string> = new Set(["fn", "struct", "enum", "trait", "impl", "mod", "macro_rules", "union"]);
/** Links of one chain, as in `compose.ts`. */
const MAX_LINKS = 64;
export const macroCall: Role = (draft, match, node) => {
  const macro = captured(match, "macro");
  const given = node.lastNamedChild;
  if (macro === undefined || given?.type !== "token_tree") return;
  const { word, start } = lastWordOf(draft, macro);
  draft.claims.push(macro.id);
  draft.tokenRanges.push(given.startIndex, given.endIndex);
  addCall(draft, { start, target: { kind: "name", name: `${word}!` }, argumentCount: -1 });
  if (word === "vec") addPiece(draft, node, { kind: "literal", literal: "list" });
  else if (word === "format") addPiece(draft, node, { kind: "literal", literal: "string" });
  readCalls(draft, given.startIndex + 1, given.endIndex - 1);
};

function addCall(
  draft: Draft,
  site: { readonly start: number; readonly target: Expression; readonly argumentCount: number },
): void {
  draft.extraSites.push({ kind: "call", ...site });
}

function readCalls(draft: Draft, from: number, to: number): void {
  const tokens = readTokens(draft.text, from, to);
  if (tokens.some(({ text }) => ITEMS.has(text))) return;
  const ranges: (readonly [from: number, to: number])[] = [[0, tokens.length]];
  for (let range = ranges.pop(); range !== undefined; range = ranges.pop()) {
    for (let at = range[0]; at < range[1];) {
      bindClosure(draft, tokens, { at, end: range[1] });
      bindLet(draft, tokens, { at, valueAt: (from) => valueAt(tokens, from) });
      const chain = readChain(tokens, at);
      for (const site of chain.calls) addCall(draft, site);
      for (const inner of chain.inside) ranges.push(inner);
      at = chain.next;
    }
  }
}

/** What a chain gives that is all of a value. */
function valueAt(
  tokens: readonly Token[],
  from: number,
): { readonly value: Expression | undefined; readonly end: number } {
  const { expression, next } = readChain(tokens, from);
  const after = tokens[next];
  return { value: after?.text === ";" ? expression : undefined, end: next };
}

interface Chain {
  expression: Expression;
  readonly calls: { readonly start: number; readonly target: Expression; readonly argumentCount: number }[];
  /** Token ranges in its parentheses and brackets. */
  readonly inside: (readonly [from: number, to: number])[];
  next: number;
}

/** `a.b::c(…).d[…]?`, from its first name; anything else is one token that says nothing. */
function readChain(tokens: readonly Token[], from: number): Chain {
  const chain: Chain = { calls: [], inside: [], next: from + 1, expression: { kind: "other" } };
  const head = tokens[from];
  if (head === undefined || !isName(head.text)) return chain;
  const isMember = tokens[from - 1]?.text === ".";
  let last = head;
  let expression: Expression = isMember ? { kind: "other" } : headOf(tokens, from);
  if (isMember) expression = { kind: "member", of: expression, name: head.text };
  for (let links = 0; links < MAX_LINKS; links++) {
    const step = readStep(tokens, chain, { expression, last });
    if (step === undefined) break;
    ({ expression, last } = step);
  }
  chain.expression = expression;
  return chain;
}

interface Link {
  readonly expression: Expression;
  /** The token that names it. */
  readonly last: Token;
}

/** The link at `chain.next`, which moves behind it; undefined where the chain ends. */
function readStep(tokens: readonly Token[], chain: Chain, { expression, last }: Link): Link | undefined {
  const token = tokens[chain.next];
  switch (token?.text) {
    case "::":
    case ".":
      return readMember(tokens, chain, { expression, last });
    case "?":
      chain.next++;
      return { expression: { kind: "call", of: { kind: "member", of: expression, name: "?" } }, last };
    case "!":
      return readMacro(tokens, chain, { expression, last });
    case "(":
      if (token.closing < 0) return undefined;
      // A capital is as likely a pattern as a call.
      if (!/^\p{Lu}/u.test(last.text) && expression.kind !== "call")
        chain.calls.push({ start: last.start, target: expression, argumentCount: countArguments(tokens, chain.next) });
      skipGroup(chain, chain.next, token);
      return { expression: { kind: "call", of: expression }, last };
    case "[":
      if (token.closing < 0) return undefined;
      skipGroup(chain, chain.next, token);
      return { expression: { kind: "index", of: expression }, last };
    default:
      return undefined;
  }
}

function readMacro(tokens: readonly Token[], chain: Chain, { expression, last }: Link): Link | undefined {
  const group = tokens[chain.next + 1];
  if (group === undefined || group.closing < 0 || expression.kind !== "name") return undefined;
  chain.calls.push({ start: last.start, target: { kind: "name", name: `${last.text}!` }, argumentCount: -1 });
  skipGroup(chain, chain.next + 1, group);
  return { expression: { kind: "other" }, last };
}

function readMember(tokens: readonly Token[], chain: Chain, { expression, last }: Link): Link | undefined {
  const after = tokens[chain.next + 1];
  if (after === undefined) return undefined;
  if (after.text === "<" && tokens[chain.next]?.text === "::") {
    const end = endOfAngles(tokens, chain.next + 1);
    if (end === undefined) return undefined;
    chain.next = end + 1;
    return { expression, last };
  }
  if (!isName(after.text) && !/^\d/.test(after.text)) return undefined;
  chain.next += 2;
  if (after.text === "await") return { expression: { kind: "await", of: expression }, last };
  return { expression: { kind: "member", of: expression, name: after.text }, last: after };
}

function skipGroup(chain: Chain, opening: number, token: Token): void {
  chain.inside.push([opening + 1, token.closing]);
  chain.next = token.closing + 1;
}

function countArguments(tokens: readonly Token[], opening: number): number {
  const closing = tokens[opening]?.closing ?? -1;
  let count = 0;
  let isOpen = false;
  for (let at = opening + 1; at < closing; at++) {
    const token = tokens[at];
    if (token?.text === ",") isOpen = false;
    else if (!isOpen) {
      count++;
      isOpen = true;
    }
    if (token !== undefined && token.closing > at) at = token.closing;
  }
  return count;
}

/** Attributes and the bodies of macros. */
export const tokens: Role = (draft, _match, node) => {
  draft.tokenRanges.push(node.startIndex, node.endIndex);
};

/** Names among tokens are none: what macros make of them is read apart. */
export function dropTokens(draft: Draft): void {
  const ranges: { readonly start: number; readonly end: number }[] = [];
  for (let at = 0; at < draft.tokenRanges.length; at += 2)
    ranges.push({ start: draft.tokenRanges[at] ?? 0, end: draft.tokenRanges[at + 1] ?? 0 });
  ranges.sort((a, b) => a.start - b.start);
  const pieces = [...draft.pieces.values()].sort((a, b) => a.start - b.start);
  let end = -1;
  let next = 0;
  for (const piece of pieces) {
    for (let range = ranges[next]; range !== undefined && range.start <= piece.start; range = ranges[++next])
      end = Math.max(end, range.end);
    if (piece.start < end) piece.use = "none";
  }
}
