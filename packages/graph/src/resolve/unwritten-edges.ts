/** Edges of calls that no source writes: the library makes them, or the language. */
import type { Site } from "../facts.ts";
import { callbacksRun } from "./callbacks.ts";
import { impliedBy } from "./implied-calls.ts";
import { entityAt } from "./project.ts";
import { passedThrough } from "./property-access.ts";
import { addEdge, addUse, type FileStage } from "./stage.ts";
import type { Targets } from "./targets.ts";
import { type At, type Found, isFunctionLike, type Variable } from "./values.ts";

/** What the library is given to run. */
export function addCallbacks(
  of: FileStage,
  site: Site,
  { from, targets }: { readonly from: string; readonly targets: Targets["targets"] },
): void {
  const { resolver, nodes, file } = of;
  const { ran, passed } = callbacksRun({ resolver, nodes, at: { file, scope: site.scope } }, site, targets);
  of.passed.push(...passed);
  for (const { targets: run, made } of ran) {
    const use = { from, line: site.line, tier: "inferred" as const, cause: site };
    for (const type of made) addEdge(of, type, { kind: "INSTANTIATES", ...use });
    for (const target of run) if ("facts" in target) addEdge(of, target, { kind: "CALLS", ...use });
  }
}

/**
 * A callback that is called in a closure is called by the function that was given it, besides the closure. What a
 * decorator is given is not: it only waits there to be called by its name.
 */
export function addForOwner(of: FileStage, site: Site, found: Found): void {
  const inside = entityAt(of.file, site.scope);
  for (const value of found.values) {
    if (value.kind === "variable" && value.variable.parameterOf !== inside) addPassedTo(of, site, value.variable);
  }
}

function addPassedTo(of: FileStage, site: Site, { parameterOf: owner, sources }: Variable): void {
  const from = of.nodes.nodeOf(owner)?.id;
  if (owner === undefined || from === undefined) return;
  const position = sources.find((source) => source.position !== undefined)?.position ?? -1;
  for (const passed of of.resolver.passed(owner, position).values) {
    if (passed.kind !== "entity" || passed.isBare === true || !isFunctionLike(passed.entity)) continue;
    addEdge(of, passed.entity, { kind: "CALLS", from, line: site.line, tier: "inferred", cause: site });
  }
}

export interface UsedAt {
  readonly from: string;
  readonly at: At;
}

/** What runs on the way to what is named; like all that no source names, what a pattern takes is only a use. */
export function addReads(of: FileStage, site: Site, { from, at }: UsedAt): void {
  for (const { getter, tier } of passedThrough(of.resolver, site, at)) {
    const use = { from, line: site.line, tier, cause: site };
    if (site.implied === true) addUse(of, getter, use);
    else addEdge(of, getter, { kind: "CALLS", ...use });
  }
}

/** Where nothing of ours is called, nothing is unresolved: most operands are of the language's own types. */
export function addImplied(of: FileStage, site: Site): void {
  const { resolver, file, nodes } = of;
  const from = (nodes.nodeOf(entityAt(file, site.scope)) ?? nodes.fileNode(file)).id;
  const at: At = { file, scope: site.scope };
  if (site.kind === "reference") addReads(of, site, { from, at });
  const { targets, made, tier } = impliedBy(resolver, site, at);
  const use = { from, line: site.line, tier, cause: site };
  for (const type of made) addEdge(of, type, { kind: "INSTANTIATES", ...use });
  for (const target of targets) addUse(of, target, use);
}
