/** Vectors by the hash of the text they stand for, once for each text of a tenant and model. */
import { type Dialect, type TenantDb, VectorArray } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { reserve, type Reservation, settle } from "#kernel/limits";
import type { Embedder } from "#kernel/models";

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

const DIMENSIONS = 256;

/**
 * Embeds and stores what the tenant has no vector for yet; returns how many that were. Each call to the embedder is stored in a
 * transaction of its own before the next, so what was paid for once is not paid for again.
 */
export async function storeVectors(db: TenantDb, job: VectorJob): Promise<number> {
  const { dialect, embedder, texts, signal, owner = "" } = job;
  if (embedder.dimensions !== DIMENSIONS) {
    throw new Fault("CONFIG_INVALID", `vectors have ${DIMENSIONS} dimensions`, {
      embedder: embedder.id,
      dimensions: embedder.dimensions,
    });
  }
  const byHash = new Map(texts.map(({ hash, text }) => [hash, text]));
  for (const hash of await readKnown(db, embedder.id, [...byHash.keys()])) byHash.delete(hash);
  const missing = [...byHash];
  for (let from = 0; from < missing.length; from += embedder.maxTextsPerCall) {
    const batch = missing.slice(from, from + embedder.maxTextsPerCall);
    const reservation = await reserve(db, { resource: "vectors", amount: batch.length, owner });
    const vectors = await embedder.embed(
      batch.map(([, text]) => text),
      "document",
      signal,
    );
    await insertVectors(db, {
      type: dialect.vector,
      model: embedder.id,
      hashes: batch.map(([hash]) => hash),
      values: join(vectors, batch.length),
      reservation,
    });
  }
  return missing.length;
}

async function readKnown(db: TenantDb, model: string, hashes: readonly string[]): Promise<string[]> {
  const rows = await db.query<{ hash: string }>(
    `select hash
       from vector_256
      where model = $1 and hash = any($2::uuid[])
      order by hash
      limit $3`,
    [model, hashes, hashes.length],
  );
  return rows.map(({ hash }) => hash);
}

/** All vectors behind each other; refuses what a broken embedder may answer. */
function join(vectors: readonly Float32Array[], count: number): Float32Array {
  const values = new Float32Array(count * DIMENSIONS);
  for (const [at, vector] of vectors.entries()) {
    if (vector.length === DIMENSIONS && vector.every(Number.isFinite) && at < count)
      values.set(vector, at * DIMENSIONS);
    else
      throw new Fault("INTERNAL", "the embedder answered a vector that cannot be used", { dimensions: vector.length });
  }
  if (vectors.length !== count) {
    throw new Fault("INTERNAL", "the embedder answered another number of vectors than it was given texts", {
      texts: count,
      vectors: vectors.length,
    });
  }
  return values;
}

interface VectorBatch {
  readonly type: Dialect["vector"];
  readonly model: string;
  readonly hashes: readonly string[];
  readonly values: Float32Array;
  readonly reservation: Reservation;
}

async function insertVectors(db: TenantDb, batch: VectorBatch): Promise<void> {
  const { type, model, hashes, values, reservation } = batch;
  await db.write(async (tx) => {
    await tx.execute(
      `insert into vector_256 (tenant_id, model, hash, embedding)
       select $1, $2, v.hash, v.embedding
         from unnest($3::uuid[], $4::${type}[]) as v (hash, embedding)
           on conflict (tenant_id, model, hash) do nothing`,
      [tx.tenantId, model, hashes, new VectorArray(DIMENSIONS, values)],
    );
    await settle(tx, reservation);
  });
}
