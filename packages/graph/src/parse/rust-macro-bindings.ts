/** Names that are bound among the tokens of a macro: parameters of closures with their types, and plain `let`s. */
import type { Expression, TypeExpression } from "../facts.ts";
import type { Draft } from "./draft.ts";
import { unusedId } from "./pointers.ts";
import { endOfAngles, headOf, isName, type Token } from "./rust-tokens.ts";

const MAX_PARAMETERS = 16;
/** Of a body without braces. */
const MAX_BODY = 1_000;

interface Place {
  readonly at: number;
  /** Where the range of tokens ends. */
  readonly end: number;
}

/** `|dir: Dir, mut cmd: Command| { … }`: names with a written type hold one in the body. */
export function bindClosure(draft: Draft, tokens: readonly Token[], { at, end }: Place): void {
  if (textAt(tokens, at) !== "|" || !CAN_BEGIN.test(textAt(tokens, at - 1))) return;
  const { parameters, next } = parametersAt(tokens, { at: at + 1, end });
  const body = bodyOf(tokens, { at: next + 1, end });
  if (body === undefined || parameters.length === 0) return;
  for (const { name, type } of parameters) bind(draft, { name, type, visibleFrom: body.start });
  const node = -unusedId(draft);
  draft.scopes.push({
    ...body,
    owner: 0,
    node,
    parameters: 0,
    names: new Set(),
    parent: undefined,
    depth: 0,
    index: -1,
  });
}

/** What stands before the bar of a closure; else it is an operator. */
const CAN_BEGIN = /^(?:[,({=;]|=>|move)?$/;

function textAt(tokens: readonly Token[], at: number): string {
  return tokens[at]?.text ?? "";
}

interface Parameter {
  readonly name: Token;
  readonly type: TypeExpression;
}

/** Those with a type, and where the bar behind them stands. */
function parametersAt(
  tokens: readonly Token[],
  { at, end }: Place,
): { readonly parameters: readonly Parameter[]; readonly next: number } {
  const parameters: Parameter[] = [];
  let next = at;
  while (next < end && textAt(tokens, next) !== "|" && parameters.length < MAX_PARAMETERS) {
    const name = tokens[next];
    const type = name !== undefined && isBinding(tokens, next) ? typeAt(tokens, next + 2) : undefined;
    if (name !== undefined && type !== undefined) parameters.push({ name, type: type.type });
    next = type?.end ?? Math.max(next, name?.closing ?? 0) + 1;
  }
  return { parameters, next };
}

function isBinding(tokens: readonly Token[], at: number): boolean {
  return isName(textAt(tokens, at)) && textAt(tokens, at + 1) === ":";
}

/** In braces, or up to the next comma. */
function bodyOf(
  tokens: readonly Token[],
  { at, end }: Place,
): { readonly start: number; readonly end: number } | undefined {
  const first = tokens[at];
  if (first === undefined || at >= end) return undefined;
  const { start } = first;
  const limit = Math.min(end, at + MAX_BODY);
  let last = first.text === "{" ? first.closing : at;
  if (first.text !== "{")
    while (last < limit && textAt(tokens, last) !== ",") last = Math.max(last, tokens[last]?.closing ?? 0) + 1;
  return { start, end: (tokens[last] ?? tokens.at(-1) ?? first).start };
}

/** `&mut a::Type<…>`: the path alone, since what it is given holds for names only. */
function typeAt(
  tokens: readonly Token[],
  from: number,
): { readonly type: TypeExpression; readonly end: number } | undefined {
  let at = from;
  while (/^(?:&|mut|'\w+)$/.test(textAt(tokens, at))) at++;
  if (!isName(textAt(tokens, at))) return undefined;
  let of: Expression = headOf(tokens, at++);
  for (; textAt(tokens, at) === "::" && isName(textAt(tokens, at + 1)); at += 2) {
    of = { kind: "member", of, name: textAt(tokens, at + 1) };
  }
  if (textAt(tokens, at) === "<") at = (endOfAngles(tokens, at) ?? at) + 1;
  return { type: { of, arguments: [], or: [] }, end: at };
}

interface Let {
  readonly at: number;
  /** The value that begins at a token, if that is all of it, and the token behind it. */
  readonly valueAt: (from: number) => { readonly value: Expression | undefined; readonly end: number };
}

/** `let mut cmd = dir.command();` */
export function bindLet(draft: Draft, tokens: readonly Token[], { at, valueAt }: Let): void {
  if (textAt(tokens, at) !== "let") return;
  const named = textAt(tokens, at + 1) === "mut" ? at + 2 : at + 1;
  const name = tokens[named];
  if (name === undefined || !isName(name.text)) return;
  const type = isBinding(tokens, named) ? typeAt(tokens, named + 2) : undefined;
  const equals = type?.end ?? named + 1;
  if (textAt(tokens, equals) !== "=") return;
  const { value, end } = valueAt(equals + 1);
  const visibleFrom = tokens[end]?.start ?? name.start;
  if (type !== undefined) bind(draft, { name, visibleFrom, type: type.type });
  else if (value !== undefined) bind(draft, { name, visibleFrom, value });
}

interface Bound {
  readonly name: Token;
  readonly visibleFrom: number;
  readonly type?: TypeExpression;
  readonly value?: Expression;
}

function bind(draft: Draft, { name, visibleFrom, type, value }: Bound): void {
  const { start } = name;
  const target = addName(draft, name);
  const end = start + name.text.length;
  const written = type === undefined ? 0 : unusedId(draft);
  if (type !== undefined) draft.writtenTypes.set(written, type);
  const held = value === undefined ? 0 : addName(draft, name, value);
  draft.targets.set(target, {
    target,
    type: written,
    value: held,
    start,
    end,
    valueStart: end,
    element: false,
    scoping: "block",
    declares: undefined,
    node: target,
    visibleFrom,
  });
}

/** A piece for what no node stands for; with a value it stands for that. */
function addName(draft: Draft, { text, start }: Token, expression?: Expression): number {
  const id = unusedId(draft);
  const rest = { of: 0, value: 0, type: 0, use: "none", argumentCount: -1, literal: undefined, depth: 0 } as const;
  draft.pieces.set(id, { kind: "name", id, start, name: text, ...rest, expression });
  return id;
}
