/** Edges of calls that no source writes: the library makes them, or the language. */
import type { Site } from "../facts.ts";
import { callbacksRun } from "./callbacks.ts";
import { impliedBy } from "./implied-calls.ts";
import { entityAt } from "./project.ts";
import { addEdge, addUse, type FileStage } from "./stage.ts";
import type { Targets } from "./targets.ts";

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
    const use = { from, line: site.line, tier: "inferred" as const };
    for (const type of made) addEdge(of, type, { kind: "INSTANTIATES", ...use });
    for (const target of run) if ("facts" in target) addEdge(of, target, { kind: "CALLS", ...use });
  }
}

/** Where nothing of ours is called, nothing is unresolved: most operands are of the language's own types. */
export function addImplied(of: FileStage, site: Site): void {
  const { resolver, file, nodes } = of;
  const from = (nodes.nodeOf(entityAt(file, site.scope)) ?? nodes.fileNode(file)).id;
  const { targets, made, tier } = impliedBy(resolver, site, { file, scope: site.scope });
  const use = { from, line: site.line, tier };
  for (const type of made) addEdge(of, type, { kind: "INSTANTIATES", ...use });
  for (const target of targets) addUse(of, target, use);
}
