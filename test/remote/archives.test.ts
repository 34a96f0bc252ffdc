/** Archives in the database: whole, in ranges, half-way, and as another tenant. */
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { buffer } from "node:stream/consumers";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { sweepJob } from "../../packages/server/src/aether/sweep/sweep-job.ts";
import {
  appendToArchive,
  archiveBytes,
  beginArchive,
  keepArchive,
  readArchive,
  storeArchive,
  streamArchive,
} from "../../packages/server/src/kernel/archives/index.ts";
import { openAether, type TestAether } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";

const MIB = 1024 * 1024;
const signal = new AbortController().signal;

/** In parts as they come over a network. */
async function* inParts(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe.each(ENGINES)("archives on $engine", (engine) => {
  let aether: TestAether;
  beforeAll(async () => {
    aether = await openAether(engine);
  }, 120_000);
  afterAll(() => aether.close());

  const newTenant = async () => {
    const tenant = await aether.tenant();
    const { tenantId } = tenant.context;
    return { ...tenant, tenantId, db: aether.db.forTenant({ tenantId }) };
  };
  type Tenant = Awaited<ReturnType<typeof newTenant>>;
  const stored = async ({ tenantId, db }: Tenant, bytes: Uint8Array, part = 64 * 1024): Promise<string> => {
    const archiveId = randomUUID();
    await db.write((tx) => beginArchive(tx, archiveId));
    await storeArchive(aether.db, { tenantId, archiveId, source: inParts(bytes, part), signal });
    return archiveId;
  };
  const read = ({ db }: Tenant, archiveId: string, [from, to]: readonly [number, number]) =>
    buffer(streamArchive(db, { archiveId, from, to }));
  const storage = async ({ tenantId, db }: Tenant) => {
    const [row] = await db.query<{ used: string; counted: string }>(
      `select coalesce(sum(used), 0) as used, count_use($1, 'storage_bytes') as counted
         from quota_use where resource = 'storage_bytes' limit 1`,
      [tenantId],
    );
    expect(row?.used).toBe(row?.counted);
    return Number(row?.used);
  };
  test("what was stored comes back byte for byte, whole and in any range", async () => {
    const tenant = await newTenant();
    const bytes = randomBytes(2 * MIB + 12_345);
    for (const part of [1000, 64 * 1024, MIB, 3 * MIB]) {
      const archiveId = await stored(tenant, bytes, part);
      expect(await archiveBytes(tenant.db, archiveId)).toBe(bytes.length);
      expect(
        createHash("sha256")
          .update(await read(tenant, archiveId, [0, bytes.length - 1]))
          .digest("hex"),
      ).toBe(createHash("sha256").update(bytes).digest("hex"));
      for (const [from, to] of [
        [0, 0],
        [MIB - 1, MIB],
        [MIB, 2 * MIB],
        [bytes.length - 1, bytes.length - 1],
      ] as const) {
        expect(await read(tenant, archiveId, [from, to])).toEqual(bytes.subarray(from, to + 1));
      }
      const chunks = await tenant.db.query<{ n: number }>(
        "select max(octet_length(data)) as n from archive_chunk limit 1",
      );
      expect(chunks[0]?.n).toBe(MIB);
    }
  });

  test("it counts as storage, and what goes beyond the quota is refused and leaves nothing", async () => {
    const tenant = await newTenant();
    await stored(tenant, randomBytes(MIB + 1));
    expect(await storage(tenant)).toBe(MIB + 1);
    await aether.db
      .forAuth()
      .write((tx) => tx.execute("update tenant set quota_storage_gb = 0 where tenant_id = $1", [tenant.tenantId]));
    await expect(stored(tenant, randomBytes(MIB))).rejects.toMatchObject({ code: "QUOTA_EXCEEDED" });
    expect(await storage(tenant)).toBe(MIB + 1);
  });

  test("one that breaks off leaves nothing; of a process that died in the middle, the sweep removes what there is", async () => {
    const tenant = await newTenant();
    const broken = async function* () {
      yield randomBytes(MIB);
      throw new Error("the line is dead");
    };
    const archiveId = randomUUID();
    await tenant.db.write((tx) => beginArchive(tx, archiveId));
    const storing = storeArchive(aether.db, { tenantId: tenant.tenantId, archiveId, source: broken(), signal });
    await expect(storing).rejects.toThrow("the line is dead");
    expect(await storage(tenant)).toBe(0);

    const [dead, alive] = [await stored(tenant, randomBytes(MIB)), await stored(tenant, randomBytes(10))];
    await tenant.db.write((tx) =>
      tx.execute("update archive set touched_at = now() - interval '1 hour' where archive_id = $1", [dead]),
    );
    const sweep = { input: {}, subject: "unreferenced content" };
    const { jobId } = await tenant.db.write((tx) => aether.jobs.enqueue(tx, sweepJob, sweep));
    expect(await aether.whenFinished(tenant.context, jobId)).toMatchObject({ state: "succeeded" });
    expect(await archiveBytes(tenant.db, dead)).toBeUndefined();
    expect(await archiveBytes(tenant.db, alive)).toBe(10);
    expect(await storage(tenant)).toBe(10);
  });

  test("one that was deleted while it was read ends in an error, not early", async () => {
    const tenant = await newTenant();
    const archiveId = await stored(tenant, randomBytes(2 * MIB));
    const reading = readArchive(tenant.db, { archiveId, from: 0, to: 2 * MIB - 1 });
    await reading.next();
    await tenant.db.write((tx) => tx.execute("delete from archive where archive_id = $1", [archiveId]));
    await expect(reading.next()).rejects.toThrow("ended at byte");
  });

  test("another tenant reads, extends, keeps and drops none of it", async () => {
    const [ours, theirs] = [await newTenant(), await newTenant()];
    const archiveId = await stored(ours, randomBytes(100));
    expect(await archiveBytes(theirs.db, archiveId)).toBeUndefined();
    await expect(read(theirs, archiveId, [0, 99])).rejects.toThrow("ended at byte 0");
    await expect(theirs.db.write((tx) => appendToArchive(tx, archiveId, Buffer.from("x")))).rejects.toThrow("is gone");
    await expect(theirs.db.write((tx) => keepArchive(tx, archiveId, { repoId: randomUUID() }))).rejects.toThrow(
      "is gone",
    );
    const past = "select count(*)::int as chunks from public.archive_chunk where archive_id = $1 limit 1";
    expect(await theirs.db.query(past, [archiveId])).toEqual([{ chunks: 0 }]);
    expect(await ours.db.query(past, [archiveId])).toEqual([{ chunks: 1 }]);
  });
});
