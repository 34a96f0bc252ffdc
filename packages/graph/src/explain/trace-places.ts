/** What places hold, and by what that is known: a declared type, a value, a caller, the function that takes a function. */
import { contextualType } from "../resolve/contextual.ts";
import { hasImplicitFirst } from "../resolve/parameters.ts";
import { declaringScope, outerScope } from "../resolve/project.ts";
import {
  type At,
  type Entity,
  exactly,
  type Found,
  isClassLike,
  type Source,
  type Value,
  type Variable,
} from "../resolve/values.ts";
import { spelled, spelledType, titled, titledWithin, valueInWords } from "./spell.ts";
import type { StepKind } from "./steps.ts";
import { about, anyHolds, lineOf, type Steps, step, type Trace, type Wanted } from "./trace.ts";

interface Place {
  readonly name: string;
  readonly variable: Variable;
}

export function traceVariable(trace: Trace, { name, variable }: Place, wanted: Wanted): Steps {
  const inner = trace.enter(variable);
  if (inner === undefined) return [];
  const place = { name, variable };
  const implicit = implicitFirst(inner, place);
  if (implicit !== undefined) return implicit;
  const at = (source: Source): At => placeOf(variable, source);
  const declared = variable.sources.find(({ type }) => type !== undefined && type.takes === undefined);
  if (declared?.type !== undefined) {
    const text = `\`${name}\` ${roleOf(place, declared)} of type \`${spelledType(declared.type)}\``;
    const where = { file: variable.file, line: lineOfSource(variable, declared) };
    return [step(kindOf(place, declared), text, where), ...inner.type(declared.type, at(declared), wanted)];
  }
  const assigned = traceSources(
    inner,
    { name, sources: variable.sources, at, lineOf: (one) => lineOfSource(variable, one) },
    wanted,
  );
  return assigned ?? traceUndeclared(inner, place, wanted);
}

function placeOf({ file, parameterOf }: Variable, source: Source): At {
  if (parameterOf !== undefined && source.isParameter === true)
    return { file, scope: declaringScope(parameterOf), owner: parameterOf };
  return { file, scope: source.scope };
}

/** Bindings know their line; a parameter stands with its function. */
function lineOfSource({ file, parameterOf }: Variable, source: Source): number {
  return source.line ?? parameterOf?.facts.nameLine ?? file.facts.scopes[source.scope]?.startLine ?? 1;
}

function kindOf(place: Place, source: Source): StepKind {
  if (source.isParameter === true || source.parameter !== undefined) return "parameter";
  return isNarrowed(place, source) ? "narrowing" : "variable";
}

function roleOf({ name, variable }: Place, source: Source): string {
  if (source.isParameter === true && source.position === undefined) return "is the receiver,";
  if (source.isParameter === true || source.parameter !== undefined) return "is a parameter";
  return isNarrowed({ name, variable }, source) ? "is shown by a condition to be" : "is declared to be";
}

/** A block that binds a name anew which a scope around it binds too says more of it. */
function isNarrowed({ name, variable }: Place, source: Source): boolean {
  const { file } = variable;
  if (source.value !== undefined || file.facts.scopes[source.scope]?.definition !== -1) return false;
  for (let scope = outerScope(file, source.scope); scope >= 0; scope = outerScope(file, scope)) {
    if (file.names[scope]?.get(name)?.variable !== undefined) return true;
    if (file.facts.scopes[scope]?.definition !== -1) return false;
  }
  return false;
}

/** Python's `self` and `cls`. */
function implicitFirst({ resolver }: Trace, { name, variable }: Place): Steps | undefined {
  const { parameterOf: method, sources } = variable;
  if (method === undefined || sources.some(({ type }) => type !== undefined)) return undefined;
  if (!sources.some(({ position }) => position === 0) || !hasImplicitFirst(resolver, method)) return undefined;
  const [value] = resolver.dereference(exactly({ kind: "variable", variable })).values;
  if (value === undefined || !("entity" in value)) return undefined;
  return [step("receiver", `\`${name}\` is ${valueInWords(value)}`, lineOf(value.entity))];
}

interface SourcesAsked {
  readonly name: string;
  readonly sources: readonly Source[];
  readonly at: (source: Source) => At;
  readonly lineOf: (source: Source) => number;
}

/** The first value that leads on; undefined if none does. */
function traceSources(
  trace: Trace,
  { name, sources, at, lineOf: line }: SourcesAsked,
  wanted: Wanted,
): Steps | undefined {
  const { resolver } = trace;
  for (const source of sources) {
    const { value, element } = source;
    if (value === undefined) continue;
    const place = at(source);
    const given = resolver.dereference(resolver.evaluate(value, place));
    const container = element ? containerOf(trace, given, wanted) : undefined;
    if (container === undefined && !anyHolds(resolver, given, wanted)) continue;
    const role = container === undefined ? "is assigned" : "is an element of";
    const text = `\`${name}\` ${role} \`${spelled(value)}\``;
    const first = step(container === undefined ? "assignment" : "element", text, {
      file: place.file,
      line: line(source),
    });
    const next = container === undefined ? wanted : about(container);
    return [first, ...trace.expression({ expression: value, at: place }, next)];
  }
  return undefined;
}

function containerOf({ resolver }: Trace, given: Found, wanted: Wanted): Value | undefined {
  return given.values.find((one) => anyHolds(resolver, resolver.elements(exactly(one)), wanted));
}

/** A parameter of which nothing is declared. */
function traceUndeclared(trace: Trace, { name, variable }: Place, wanted: Wanted): Steps {
  const { resolver } = trace;
  const { parameterOf: owner, file, sources } = variable;
  const position = sources.find((source) => source.position !== undefined)?.position ?? -1;
  const where = { file, line: lineOfSource(variable, sources[0] ?? { scope: 0, element: false }) };
  if (owner !== undefined) {
    const passed = resolver.passed(owner, position).values.find(wanted);
    if (passed !== undefined)
      return [step("passed", `callers of ${titledWithin(owner)} pass ${valueInWords(passed)} for \`${name}\``, where)];
  }
  const inline = sources.find((source) => source.parameter !== undefined);
  const context =
    inline === undefined
      ? { scope: owner?.bodyScope ?? -1, position }
      : { scope: inline.scope, position: inline.parameter ?? -1 };
  const expected =
    context.scope < 0 || context.position < 0
      ? undefined
      : contextualType(resolver, { file, ...context }).values.find(wanted);
  if (expected !== undefined) {
    const text = `\`${name}\` is ${valueInWords(expected)}, as the function is declared that is given this one`;
    return [step("context", text, where)];
  }
  const [held] = resolver.dereference(exactly({ kind: "variable", variable })).values.filter(wanted);
  return held === undefined ? [] : [step("variable", `\`${name}\` is ${valueInWords(held)}`, where)];
}

/** What a field or constant is declared as, or what it is given. */
export function traceEntity(trace: Trace, entity: Entity, wanted: Wanted): Steps {
  const inner = trace.enter(entity);
  if (inner === undefined) return [];
  const { facts, file, parent } = entity;
  const scope = declaringScope(entity);
  const kind: StepKind = parent !== undefined && isClassLike(parent) ? "field" : "variable";
  if (facts.type !== undefined) {
    const text = `${titledWithin(entity)} is declared to be of type \`${spelledType(facts.type)}\``;
    return [step(kind, text, lineOf(entity)), ...inner.type(facts.type, { file, scope, owner: entity }, wanted)];
  }
  const sources = sourcesOf(entity, scope);
  const at = (source: Source): At => ({ file, scope: source.scope });
  return (
    traceSources(
      inner,
      { name: titled(entity).replaceAll("`", ""), sources, at, lineOf: ({ line }) => line ?? facts.nameLine },
      wanted,
    ) ?? []
  );
}

/** As resolution reads them: its own value, then what is assigned to its name. */
function sourcesOf({ facts, file, parent }: Entity, scope: number): readonly Source[] {
  const assigned = file.names[parent === undefined ? 0 : parent.bodyScope]?.get(facts.name)?.variable;
  return [
    ...(facts.value === undefined ? [] : [{ scope, value: facts.value, element: false, line: facts.nameLine }]),
    ...(assigned?.sources ?? []),
    ...(parent?.members.get(facts.name)?.sources ?? []),
  ];
}
