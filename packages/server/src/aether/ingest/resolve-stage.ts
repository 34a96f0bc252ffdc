/** Facts of all files of the new snapshot → the resolver's thread → the graph. This thread never decodes them. */
import type { HeldFacts, KeyedFile, ProjectToResolve, Resolved, ResolverThread } from "@aether/graph/disk";

import { inBatches } from "./batches.ts";
import { factsKey, loadFacts, type StoredFile, unpackFacts } from "./content-store.ts";
import type { FactsCache } from "./facts-cache.ts";
import { joinScip, keyWithScip, saidOf } from "./keyed-facts.ts";
import type { FoundFile } from "./plan-changes.ts";
import type { IndexRun } from "./run-context.ts";
import type { ScipDigests } from "./scip-store.ts";

/** Held in one message: unpacked, some MB of text at most, in a few milliseconds. */
const BATCH = { count: 200, weight: 1_000_000, weigh: (file: FoundFile) => file.bytes };

interface ResolveNeeds {
  readonly run: IndexRun;
  readonly cache: FactsCache;
  readonly resolver: ResolverThread;
}

export interface Project extends Omit<ProjectToResolve, "files"> {
  readonly files: readonly FoundFile[];
  readonly before: ReadonlyMap<string, StoredFile>;
  /** Packed facts that hold for this run only, by path: they stand before those of the content. */
  readonly cut: ReadonlyMap<string, Uint8Array>;
  readonly repoId: string;
  /** What indexers of the team say. */
  readonly scip: ScipDigests;
}

export async function resolveProject(needs: ResolveNeeds, project: Project): Promise<Resolved> {
  const { run, resolver } = needs;
  const { files, before, cut, repoKey, manifests } = project;
  run.advance("resolve", { done: 0, total: files.length });
  const keyOf = (file: FoundFile): string => keyWithScip(file, project.scip);
  const missing = files.filter((file) => file.language !== "" && !cut.has(file.path) && !resolver.holds(keyOf(file)));
  for (const batch of inBatches(missing, BATCH)) {
    run.signal.throwIfAborted();
    await resolver.hold(await heldFacts(needs, project, batch));
  }
  await resolver.hold([...cut].map(([path, packed]) => ({ key: keyOfCut(path), json: unpackFacts(packed) })));
  const keyed = files.map((file): KeyedFile => {
    const { path, lineCount } = file;
    const key = cut.has(path) ? keyOfCut(path) : keyOf(file);
    const graphHash = before.get(path)?.graphHash;
    return {
      path,
      lineCount,
      ...(resolver.holds(key) && { key }),
      ...(graphHash !== undefined && { graphHash }),
    };
  });
  return resolver.resolve({ repoKey, manifests, files: keyed });
}

function keyOfCut(path: string): string {
  return `cut:${path}`;
}

async function heldFacts(needs: ResolveNeeds, project: Project, batch: readonly FoundFile[]): Promise<HeldFacts[]> {
  const said = await saidOf(needs.run.tenant, project, batch);
  const facts = await factsOf(needs, batch);
  return batch.flatMap((file) => {
    const json = facts.get(factsKey(file.hash, file.language));
    return json === undefined
      ? []
      : [{ key: keyWithScip(file, project.scip), json: joinScip(json, said.get(file.path)) }];
  });
}

/** By `factsKey`, from memory where a run left them there. */
async function factsOf({ run, cache }: ResolveNeeds, batch: readonly FoundFile[]): Promise<Map<string, string>> {
  const all = new Map<string, string>();
  const missing: FoundFile[] = [];
  for (const file of batch) {
    const packed = cache.get(run.tenantId, file.hash, file.language);
    if (packed === undefined) missing.push(file);
    else all.set(factsKey(file.hash, file.language), unpackFacts(packed));
  }
  if (missing.length === 0) return all;
  const loaded = await loadFacts(
    run.tenant,
    missing.map((file) => file.hash),
  );
  for (const { hash, language } of missing) {
    const packed = loaded.get(factsKey(hash, language));
    if (packed === undefined) continue;
    cache.put(run.tenantId, { hash, language, packed });
    all.set(factsKey(hash, language), unpackFacts(packed));
  }
  return all;
}
