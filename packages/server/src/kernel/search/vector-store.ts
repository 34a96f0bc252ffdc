/** Vectors by the hash of the text they stand for, once for each text of a tenant and model. */
import { type Dialect, type TenantDb, type Tx, VectorArray } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { reserve, type Reservation, settle } from "#kernel/limits";
import type { EmbeddedPart, Embedder } from "#kernel/models";

import { vectorTable } from "./vector-tables.ts";

export interface EmbeddableText {
  /** From `hashText`. */
  readonly hash: string;
  readonly text: string;
}

export interface VectorJob {
  readonly dialect: Dialect;
  readonly embedder: Embedder;
  readonly texts: readonly EmbeddableText[];
  readonly signal: AbortSignal;
  /** The job that asks, if one does. */
  readonly owner?: string;
}

/**
 * Embeds and stores what the tenant has no vector for yet; returns how many that were. What one request has answered is stored in a
 * transaction of its own before the next is sent, so what was paid for once is not paid for again.
 */
export async function storeVectors(db: TenantDb, { texts, ...job }: VectorJob): Promise<number> {
  const { embedder, owner = "" } = job;
  const byHash = new Map(texts.map(({ hash, text }) => [hash, text]));
  for (const hash of await readKnown(db, embedder, [...byHash.keys()])) byHash.delete(hash);
  const missing = [...byHash].map(([hash, text]) => ({ hash, text }));
  for (let from = 0; from < missing.length; from += embedder.maxTextsPerCall) {
    const batch = missing.slice(from, from + embedder.maxTextsPerCall);
    const reservation = await reserve(db, { resource: "vectors", amount: batch.length, owner });
    await storeBatch(db, { ...job, texts: batch }, reservation);
  }
  return missing.length;
}

/** However it ends, what was set aside for it is not any more. */
async function storeBatch(db: TenantDb, job: VectorJob, reservation: Reservation): Promise<void> {
  let left = job.texts.length;
  try {
    const texts = job.texts.map(({ text }) => text);
    for await (const part of job.embedder.embedParts(texts, job.signal)) {
      left -= part.places.length;
      await db.write(async (tx) => {
        await insertPart(tx, job, part);
        if (left <= 0) await settle(tx, reservation);
      });
    }
    if (left > 0) throw unusable({ texts: job.texts.length, without: left });
  } catch (error) {
    await db.write((tx) => settle(tx, reservation));
    throw error;
  }
}

async function readKnown(
  db: TenantDb,
  { id, dimensions }: Pick<Embedder, "id" | "dimensions">,
  hashes: readonly string[],
): Promise<string[]> {
  const rows = await db.query<{ hash: string }>(
    `select hash
       from ${vectorTable(dimensions)}
      where model = $1 and hash = any($2::uuid[])
      order by hash
      limit $3`,
    [id, hashes, hashes.length],
  );
  return rows.map(({ hash }) => hash);
}

async function insertPart(tx: Tx, { dialect, embedder, texts }: VectorJob, part: EmbeddedPart): Promise<void> {
  const { id, dimensions } = embedder;
  const hashes = part.places.map((place) => texts[place]?.hash);
  if (hashes.includes(undefined) || hashes.length !== part.vectors.length) {
    throw unusable({ texts: texts.length, vectors: part.vectors.length });
  }
  await tx.execute(
    `insert into ${vectorTable(dimensions)} (tenant_id, model, hash, embedding)
     select $1, $2, v.hash, v.embedding
       from unnest($3::uuid[], $4::${dialect.vector}[]) as v (hash, embedding)
         on conflict (tenant_id, model, hash) do nothing`,
    [tx.tenantId, id, hashes, new VectorArray(dimensions, join(part.vectors, dimensions))],
  );
}

/** All vectors behind each other; refuses what a broken embedder may answer. */
function join(vectors: readonly Float32Array[], dimensions: number): Float32Array {
  const values = new Float32Array(vectors.length * dimensions);
  for (const [at, vector] of vectors.entries()) {
    if (vector.length !== dimensions || !vector.every(Number.isFinite)) throw unusable({ dimensions: vector.length });
    values.set(vector, at * dimensions);
  }
  return values;
}

function unusable(details: Record<string, number>): Fault {
  return new Fault("INTERNAL", "the embedder answered vectors that cannot be used", details);
}
