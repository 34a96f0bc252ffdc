/** Small repositories to search, for tests only. */
import type { Db, TenantDb } from "../../packages/server/src/kernel/db/index.ts";
import { createHashEmbedder, type Embedder } from "../../packages/server/src/kernel/models/index.ts";
import {
  createSplitter,
  embeddingText,
  type FileUnits,
  hashText,
  isStopWord,
  Segment,
  storeVectors,
  type UnitText,
  writeSegment,
} from "../../packages/server/src/kernel/search/index.ts";
import { newTenant } from "../support/tenants.ts";

export interface TestTrack {
  readonly tenantId: string;
  readonly tenant: TenantDb;
  readonly trackId: number;
}

/** A tenant with one empty track. */
export async function newTrack(db: Db): Promise<TestTrack> {
  const { tenantId, tenant } = await newTenant(db);
  return addTrack({ tenantId, tenant }, 1);
}

export async function addTrack({ tenantId, tenant }: Omit<TestTrack, "trackId">, trackId: number): Promise<TestTrack> {
  const repoId = `00000000-0000-4000-8000-${String(trackId).padStart(12, "0")}`;
  const name = `repo${trackId}`;
  await tenant.write(async (tx) => {
    await tx.execute("insert into repo (tenant_id, repo_id, name, key, root) values ($1, $2, $3, $3, $3)", [
      tenantId,
      repoId,
      name,
    ]);
    await tx.execute("insert into track (tenant_id, repo_id, track_id, name) values ($1, $2, $3, 'worktree')", [
      tenantId,
      repoId,
      trackId,
    ]);
  });
  return { tenantId, tenant, trackId };
}

export interface DraftUnit extends Partial<UnitText> {
  readonly name: string;
}

/** A file with a function for each name or draft. */
export function file(path: string, drafts: readonly (string | DraftUnit)[], rest: Partial<FileUnits> = {}): FileUnits {
  const units = drafts.map((draft, at): UnitText => {
    const given = typeof draft === "string" ? { name: draft } : draft;
    const line = at * 10 + 1;
    return {
      nodeId: (at + 1).toString(16).padStart(16, "0"),
      kind: "Function",
      qualifiedName: given.name,
      startLine: line,
      endLine: line + 8,
      header: `function ${given.name}()`,
      body: "",
      comment: "",
      ...given,
    };
  });
  const own: UnitText = {
    nodeId: "f".repeat(16),
    kind: "File",
    name: path.slice(path.lastIndexOf("/") + 1),
    qualifiedName: path,
    startLine: 1,
    endLine: 1000,
    header: "",
    body: "",
    comment: "",
  };
  return { path, language: "typescript", flags: 0, history: "", ...rest, units: [own, ...units] };
}

/** Writes files as one segment. */
export async function index(
  { tenant, trackId }: TestTrack,
  born: number,
  files: readonly FileUnits[],
): Promise<Segment> {
  const segment = new Segment();
  for (const each of files) segment.add(each);
  await writeSegment((work) => tenant.write(work), { trackId, born }, segment);
  return segment;
}

/** Gives the units of files their vectors; returns how many texts were embedded. */
export async function embed(db: Db, { tenant }: TestTrack, files: readonly FileUnits[]): Promise<number> {
  const texts = files.flatMap(({ path, units }) => units.map((unit) => embeddingText(path, unit)));
  return storeVectors(tenant, {
    dialect: db.dialect,
    embedder: embedderForTests(),
    texts: texts.map((text) => ({ hash: hashText(text), text })),
    signal: new AbortController().signal,
  });
}

export function embedderForTests(): Embedder {
  return createHashEmbedder({ split: createSplitter(), isStopWord });
}
