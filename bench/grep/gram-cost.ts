/** The share of the grams in what an index of a repository takes: the same files' grams once more, by themselves. */
import type { Db } from "../../packages/server/src/kernel/db/index.ts";
import type { TestAether } from "../../test/support/aether-for-tests.ts";
import { type CpuMs, cpuClock, since } from "./cpu.ts";
import { readTrees } from "./trees.ts";
import { writeGrams } from "./write-corpus.ts";

interface Measured {
  readonly aether: TestAether;
  readonly db: Db;
  readonly folder: string;
  readonly load: number;
}

/** Seconds of CPU, client and server together, and the grams' share of the whole. */
export async function measureGrams({ aether, db, folder, load }: Measured): Promise<object> {
  const tenant = await aether.tenant();
  const own = db.forTenant(tenant.context);
  const clock = await cpuClock(own);
  const seconds = ({ client, server }: CpuMs): number => (client + server) / 1000;
  const before = clock();
  await tenant.index(folder, { name: "bench" });
  const index = seconds(since(clock, before));
  const texts = await readTrees([folder]);
  const again = clock();
  await writeGrams(own, { segmentId: 1_000_000, firstUnit: 1_000_000 }, texts);
  const grams = seconds(since(clock, again));
  return { indexS: index, gramsS: grams, share: grams / index, load };
}
