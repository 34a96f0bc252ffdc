/** Puts the parts of an explanation together. */
import type { Resolver } from "../resolve/rules.ts";
import { traceExpression } from "./trace-expressions.ts";
import { traceExported } from "./trace-imports.ts";
import { traceHierarchy, traceMember } from "./trace-members.ts";
import { traceName } from "./trace-names.ts";
import { traceEntity, traceVariable } from "./trace-places.ts";
import { traceResult } from "./trace-results.ts";
import { traceType } from "./trace-types.ts";
import type { Trace } from "./trace.ts";

/** Names for names for names, beyond which nobody reads on. */
const MAX_TOLD = 12;

export function openTrace(resolver: Resolver, told: ReadonlySet<object> = new Set()): Trace {
  const trace: Trace = {
    resolver,
    expression: (placed, wanted) => traceExpression(trace, placed, wanted),
    name: (name, at, wanted) => traceName(trace, { name, at }, wanted),
    variable: (name, variable, wanted) => traceVariable(trace, { name, variable }, wanted),
    entity: (entity, wanted) => traceEntity(trace, entity, wanted),
    type: (type, at, wanted) => traceType(trace, { type, at }, wanted),
    member: (asked, wanted) => traceMember(trace, asked, wanted),
    result: (value, wanted) => traceResult(trace, value, wanted),
    exported: (asked, wanted) => traceExported(trace, asked, wanted),
    hierarchy: (from, to) => traceHierarchy(trace, from, to),
    enter: (place) =>
      told.has(place) || told.size >= MAX_TOLD ? undefined : openTrace(resolver, new Set([...told, place])),
  };
  return trace;
}
