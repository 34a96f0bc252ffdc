/**
 * A commit of a server that has been read already is not cloned again: where the ref leads is asked first. That moves some
 * kilobytes where a clone moves the tree, and keeps nothing on disk (docs/decisions/0010).
 */
import { isCommitHash, type Remotes } from "#remote";

import { type AskedSource, credentialOf, type SourceNeeds } from "./discover-stage.ts";
import { extractorVersion } from "./extractor.ts";
import type { IndexResult } from "./index-job.ts";
import type { IndexRun } from "./run-context.ts";
import { type ReadSnapshot, readSnapshot } from "./snapshot-store.ts";

interface Needs extends Pick<SourceNeeds, "credentials"> {
  readonly remotes: Pick<Remotes, "commitsOf">;
  readonly embedder: { readonly id: string };
  readonly limits: { readonly maxFileBytes: number };
}

interface Asking {
  readonly needs: Needs;
  readonly run: IndexRun;
  readonly asked: AskedSource;
}

/** Other limits leave out other files; what else is told here was not read before. */
export function readAs({ maxFileBytes }: Needs["limits"]): string {
  return `files of at most ${maxFileBytes} bytes, with their authors`;
}

/** The snapshot that a run would only make again. Undefined where there is something to read, and for what is on this machine. */
export async function readAlready({ needs, run, asked }: Asking): Promise<ReadSnapshot | undefined> {
  const { repo, ref, context } = asked;
  if (repo.kind !== "git") return undefined;
  const known = await readSnapshot(run.tenant, repo.repoId, ref);
  if (known === undefined || known.commit === null || !isReadSo(known, needs)) return undefined;
  run.advance("clone", { done: 0, total: 100 });
  const wanted = ref ?? repo.followed ?? undefined;
  if (wanted !== undefined && isCommitHash(wanted)) return wanted === known.commit ? known : undefined;
  const credential = await credentialOf(needs, context, repo);
  const { tenantId, signal } = run;
  const asking = { tenantId, url: repo.root, refs: [wanted], credential, signal };
  const [commit] = await needs.remotes.commitsOf(asking);
  return commit === known.commit ? known : undefined;
}

/** By this version, under these limits, and without anything that another try could read. */
function isReadSo({ extractor, readAs: as, skipped }: ReadSnapshot, { embedder, limits }: Needs): boolean {
  if (extractor !== extractorVersion(embedder.id) || as !== readAs(limits)) return false;
  return skipped.every(({ reason }) => !PASSING.has(reason));
}

/** What a busy machine leaves out. */
const PASSING = new Set(["unreadable", "changed", "deleted", "parser-crashed", "deadline"]);

export function resultOf(repo: string, { number, counts }: ReadSnapshot): IndexResult {
  const { files = 0, nodes = 0, edges = 0, unresolved = 0, units = 0, skipped = 0 } = counts;
  const nothing = {
    changed: 0,
    removed: 0,
    parsed: 0,
    embedded: 0,
    without_vectors: 0,
    vectors_stopped: null,
    scip: [],
  };
  return { repo, snapshot: number, files, nodes, edges, unresolved, units, skipped, ...nothing, unchanged: true };
}
