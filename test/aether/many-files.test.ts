/** Repositories of very many very small files: what one costs must not depend on how many others there are. */
import { appendFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { writeTinyTree } from "../../bench/tiny/write-tree.ts";
import { openAether, type TestTenant } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const FEW = 500;
const MANY = 3_000;
/**
 * What every run costs is spread over more files, so a file among many costs less: 0.55 and 0.3 as measured. A square in the
 * number of files would make it several.
 */
const GROWTH_MAX = 1;

/** Its work is this process's, so that its CPU counts. */
const EMBEDDED = ENGINES.filter(({ engine }) => engine === "pglite");

test.each(EMBEDDED)(
  "a file costs no more CPU among six times as many, in a first run and in one of a single change ($engine)",
  async (engine) => {
    const aether = await openAether(engine);
    try {
      // A tenant each, because what one has parsed it does not parse again.
      const cost = async (count: number) => costOfFiles(await aether.tenant(), count);
      await cost(FEW); // compiles what the other two run
      const few = await cost(FEW);
      const many = await cost(MANY);
      expect(many.firstRun / few.firstRun).toBeLessThan(GROWTH_MAX);
      expect(many.secondRun / few.secondRun).toBeLessThan(GROWTH_MAX);
    } finally {
      await aether.close();
    }
  },
  120_000,
);

/** CPU of all threads, by the number of files. */
async function costOfFiles(tenant: TestTenant, count: number) {
  using folder = temporaryFolder();
  writeTinyTree(folder.path, count);
  const firstRun = await cpuOf(() => run(tenant, { folder: folder.path, changed: count }));
  appendFileSync(join(folder.path, "area0/pkg0/item5.py"), "\n\ndef more():\n    return 1\n");
  const secondRun = await cpuOf(() => run(tenant, { folder: folder.path, changed: 1 }));
  return { firstRun: firstRun / count, secondRun: secondRun / count };
}

async function run(tenant: TestTenant, { folder, changed }: { readonly folder: string; readonly changed: number }) {
  const job = await tenant.index(folder);
  expect(job).toMatchObject({ state: "succeeded", result: { changed, parsed: changed, skipped: 0 } });
}

async function cpuOf(work: () => Promise<void>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return user + system;
}
