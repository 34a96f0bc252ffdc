/**
 * From an expression to a value that it can stand for. A step that no rule here tells apart is told as what the part of the
 * expression holds.
 */
import type { Expression } from "../facts.ts";
import { givenTo } from "../resolve/given.ts";
import type { Resolver } from "../resolve/rules.ts";
import { type At, exactly, type Value } from "../resolve/values.ts";
import { spelled, valueInWords } from "./spell.ts";
import {
  about,
  anyHolds,
  holds,
  lineOf,
  type Placed,
  placeless,
  plain,
  type Steps,
  step,
  type Trace,
  type Wanted,
  withHeld,
} from "./trace.ts";

export function traceExpression(trace: Trace, { expression, at }: Placed, wanted: Wanted): Steps {
  switch (expression.kind) {
    case "name":
      return trace.name(expression.name, at, wanted);
    case "member":
      return traceMemberOf(trace, { expression, at }, wanted);
    case "call":
      return traceCall(trace, { expression, at }, wanted);
    case "new":
      return traceNew(trace, { expression: expression.of, at: plain(at) }, wanted);
    case "index":
      return traceElement(trace, { expression: expression.of, at: plain(at) }, wanted);
    case "await":
    case "deref":
    case "given":
      return traceInside(trace, { expression, at, inner: expression.of }, wanted);
    case "this":
    case "super":
      return traceThis(trace, { expression, at }, wanted);
    default:
      return [];
  }
}

function traceMemberOf(
  trace: Trace,
  { expression, at }: { readonly expression: Expression & { readonly kind: "member" }; readonly at: At },
  wanted: Wanted,
): Steps {
  const { resolver } = trace;
  const { of, name } = expression;
  const receivers = resolver.dereference(resolver.evaluate(of, plain(at))).values;
  const receiver = receivers.find((one) => anyHolds(resolver, resolver.member(one, name), wanted)) ?? receivers[0];
  if (receiver === undefined) return [];
  const before = trace.expression({ expression: of, at: plain(at) }, about(receiver));
  return [...before, ...trace.member({ receiver, name, at, spelled: spelled(of) }, wanted)];
}

function traceCall(
  trace: Trace,
  { expression, at }: { readonly expression: Expression & { readonly kind: "call" }; readonly at: At },
  wanted: Wanted,
): Steps {
  const { resolver } = trace;
  const { of, arguments: given } = expression;
  const call = given === undefined ? undefined : { argumentCount: given.length, arguments: given };
  const callee: At = { ...plain(at), isCallee: true, call };
  const callees = resolver.dereference(resolver.evaluate(of, callee)).values;
  const passed = givenTo(resolver, exactly(...callees), { step: expression, at: plain(at) });
  const called = callees.find((one) => anyHolds(resolver, resolver.result(one, passed), wanted)) ?? callees[0];
  if (called === undefined) return [];
  return withHeld(trace.expression({ expression: of, at: callee }, about(called)), trace.result(called, wanted));
}

function traceNew(trace: Trace, { expression, at }: Placed, wanted: Wanted): Steps {
  const { resolver } = trace;
  const place: At = { ...at, isType: true };
  const isWanted: Wanted = (value) => isMadeOf(resolver, value, wanted);
  const steps = trace.expression({ expression, at: place }, isWanted);
  return steps.length > 0 ? steps : trace.expression({ expression, at }, isWanted);
}

function isMadeOf(resolver: Resolver, value: Value, wanted: Wanted): boolean {
  if (value.kind === "entity" && wanted({ kind: "instance", entity: value.entity, arguments: [] })) return true;
  if (value.kind === "external") return wanted({ ...value, instance: true });
  return resolver.dereference(exactly(value)).values.some((one) => one !== value && isMadeOf(resolver, one, wanted));
}

function traceElement(trace: Trace, { expression, at }: Placed, wanted: Wanted): Steps {
  const { resolver } = trace;
  const containers = resolver.dereference(resolver.evaluate(expression, at)).values;
  const container =
    containers.find((one) => anyHolds(resolver, resolver.elements(exactly(one)), wanted)) ?? containers[0];
  return container === undefined ? [] : trace.expression({ expression, at }, about(container));
}

/** What a wrapper holds is told by the wrapper, and by what comes out of it. */
function traceInside(
  trace: Trace,
  { expression, at, inner }: Placed & { readonly inner: Expression },
  wanted: Wanted,
): Steps {
  const { resolver } = trace;
  const place: At = { ...plain(at), isCallee: expression.kind === "given" };
  const [wrapper] = resolver.dereference(resolver.evaluate(inner, place)).values;
  const before = wrapper === undefined ? [] : trace.expression({ expression: inner, at: place }, about(wrapper));
  const inside = resolver.dereference(resolver.evaluate(expression, plain(at))).values.find(wanted);
  if (inside === undefined || (wrapper !== undefined && about(wrapper)(inside))) return before;
  return [...before, placeless("element", `\`${spelled(expression)}\` is ${valueInWords(inside)}`)];
}

function traceThis({ resolver }: Trace, { expression, at }: Placed, wanted: Wanted): Steps {
  const found = resolver.evaluate(expression, at).values;
  const value = found.find((one) => holds(resolver, one, wanted)) ?? found[0];
  if (value === undefined || !("entity" in value)) return [];
  return [step("receiver", `\`${spelled(expression)}\` is ${valueInWords(value)}`, lineOf(value.entity))];
}
