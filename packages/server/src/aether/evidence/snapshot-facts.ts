/** The facts of a snapshot, from the database to the thread that explains it. */
import { type ExplainerThread, isManifest, type KeyedFile } from "@aether/graph/disk";

import type { TenantDb } from "#kernel/db";

import { inBatches } from "../ingest/batches.ts";
import { factsKey, loadFacts, loadTexts, type StoredFile, storedFiles, unpackFacts } from "../ingest/content-store.ts";
import { joinScip, keyWithScip, saidOf } from "../ingest/keyed-facts.ts";
import { repoById } from "../ingest/repo-store.ts";
import { scipDigests } from "../ingest/scip-store.ts";
import type { ScopedRepo } from "../scope/index.ts";

/** Held in one message: unpacked, some MB of text at most. */
const BATCH = { count: 200, weight: 1_000_000, weigh: (file: StoredFile) => file.bytes };

/** Files without facts (a deadline cut them, or another version wrote them) have lines and nothing more. */
export async function openSnapshot(tenant: TenantDb, repo: ScopedRepo, thread: ExplainerThread): Promise<void> {
  const files = [...(await storedFiles(tenant, repo.trackId, repo.number)).values()];
  const scip = await scipDigests(tenant, repo.repoId);
  const keyOf = (file: StoredFile): string => keyWithScip(file, scip);
  const held = new Set<string>();
  for (const batch of inBatches(
    files.filter(({ language }) => language !== ""),
    BATCH,
  )) {
    const packed = await loadFacts(
      tenant,
      batch.map(({ hash }) => hash),
    );
    const said = await saidOf(tenant, { repoId: repo.repoId, scip }, batch);
    const facts = new Map<string, string>();
    for (const file of batch) {
      const data = packed.get(factsKey(file.hash, file.language));
      if (data !== undefined && !held.has(keyOf(file))) {
        facts.set(keyOf(file), joinScip(unpackFacts(data), said.get(file.path)));
      }
    }
    for (const key of facts.keys()) held.add(key);
    await thread.hold([...facts].map(([key, json]) => ({ key, json })));
  }
  const keyed = files.map((file): KeyedFile => {
    const { path, lineCount } = file;
    const key = keyOf(file);
    return { path, lineCount, ...(held.has(key) && { key }) };
  });
  const owner = await repoById(tenant, repo.repoId);
  const manifests = await manifestsOf(tenant, files);
  await thread.open({ repoKey: owner?.key ?? repo.name, manifests, files: keyed });
}

async function manifestsOf(tenant: TenantDb, files: readonly StoredFile[]) {
  const found = files.filter(({ path }) => isManifest(path));
  const texts = new Map<string, string>();
  for (const batch of inBatches(found, BATCH)) {
    const read = await loadTexts(
      tenant,
      batch.map(({ hash }) => hash),
    );
    for (const [hash, text] of read) texts.set(hash, text);
  }
  return found.flatMap(({ path, hash }) => {
    const text = texts.get(hash);
    return text === undefined ? [] : [{ path, text }];
  });
}
