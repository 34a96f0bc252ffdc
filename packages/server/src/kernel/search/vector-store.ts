/** Vectors by the hash of the text they stand for, once for each text of a tenant and model. */
import { type Dialect, type TenantDb, type Tx, VectorArray } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { reserve, type Reservation, settle } from "#kernel/limits";
import type { EmbeddedPart, Embedder } from "#kernel/models";

import { packVector } from "./packed-vector.ts";
import { isPacked, vectorTable } from "./vector-tables.ts";

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

/** Old rows a transaction: their numbers travel as text. */
const PACKED_A_STATEMENT = 1000;

/**
 * Embeds and stores what the tenant has no vector for yet; returns how many that were. What one request has answered is stored in a
 * transaction of its own before the next is sent, so what was paid for once is not paid for again.
 */
export async function storeVectors(db: TenantDb, { texts, ...job }: VectorJob): Promise<number> {
  const { embedder, owner = "" } = job;
  const byHash = new Map(texts.map(({ hash, text }) => [hash, text]));
  const known = await readKnown(db, embedder, [...byHash.keys()]);
  for (const { hash } of known) byHash.delete(hash);
  await packStored(
    db,
    embedder,
    known.filter(({ loose }) => loose).map(({ hash }) => hash),
  );
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

interface Known {
  readonly hash: string;
  /** Stored before vectors of this length were packed. */
  readonly loose: boolean;
}

type Model = Pick<Embedder, "id" | "dimensions">;

function readKnown(db: TenantDb, { id, dimensions }: Model, hashes: readonly string[]): Promise<Known[]> {
  return db.query<Known>(
    `select hash, ${isPacked(dimensions) ? "codes is null" : "false"} as loose
       from ${vectorTable(dimensions)}
      where model = $1 and hash = any($2::uuid[])
      order by hash
      limit $3`,
    [id, hashes, hashes.length],
  );
}

/** Packs what was stored before: nothing is embedded, or paid for, again. */
async function packStored(db: TenantDb, { id, dimensions }: Model, hashes: readonly string[]): Promise<void> {
  for (let from = 0; from < hashes.length; from += PACKED_A_STATEMENT) {
    const batch = hashes.slice(from, from + PACKED_A_STATEMENT);
    await db.write(async (tx) => {
      const loose = await tx.query<{ hash: string; embedding: readonly number[] }>(
        `select hash, embedding::real[] as embedding
           from ${vectorTable(dimensions)}
          where model = $1 and hash = any($2::uuid[]) and codes is null
          order by hash
          limit $3`,
        [id, batch, batch.length],
      );
      await tx.execute(
        `update ${vectorTable(dimensions)} v
            set embedding = null, codes = p.codes
           from (${PACKED}) as p
          where v.model = $1 and v.hash = p.hash and v.codes is null`,
        packedRows(
          id,
          loose.map(({ hash }) => hash),
          loose.map(({ embedding }) => Float32Array.from(embedding)),
        ),
      );
    });
  }
}

// $1 is the model. All codes travel as one value and each row takes its part: an array of bytes would travel as text.
const PACKED = `select p.hash, substring($3::bytea from p.start for p.size) as codes
                  from unnest($2::uuid[], $4::int[], $5::int[]) as p (hash, start, size)`;

/** Parameters of `PACKED`. */
function packedRows(
  model: string,
  hashes: readonly (string | undefined)[],
  vectors: readonly Float32Array[],
): unknown[] {
  const codes = vectors.map(packVector);
  const starts: number[] = [];
  let end = 1;
  for (const { length } of codes) {
    starts.push(end);
    end += length;
  }
  return [model, hashes, Buffer.concat(codes), starts, codes.map(({ length }) => length)];
}

async function insertPart(tx: Tx, { dialect, embedder, texts }: VectorJob, part: EmbeddedPart): Promise<void> {
  const { id, dimensions } = embedder;
  const hashes = part.places.map((place) => texts[place]?.hash);
  if (hashes.includes(undefined) || hashes.length !== part.vectors.length) {
    throw unusable({ texts: texts.length, vectors: part.vectors.length });
  }
  const values = join(part.vectors, dimensions);
  if (isPacked(dimensions)) {
    await tx.execute(
      `insert into ${vectorTable(dimensions)} (tenant_id, model, hash, codes)
       select $6, $1, p.hash, p.codes
         from (${PACKED}) as p
           on conflict (tenant_id, model, hash) do nothing`,
      [...packedRows(id, hashes, part.vectors), tx.tenantId],
    );
    return;
  }
  await tx.execute(
    `insert into ${vectorTable(dimensions)} (tenant_id, model, hash, embedding)
     select $1, $2, v.hash, v.embedding
       from unnest($3::uuid[], $4::${dialect.vector}[]) as v (hash, embedding)
         on conflict (tenant_id, model, hash) do nothing`,
    [tx.tenantId, id, hashes, new VectorArray(dimensions, values)],
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
