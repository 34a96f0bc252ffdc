/**
 * First run, second run with one file changed, and 20 searches, on the embedded database in a directory of its own.
 * The tree is copied, so that changing a file leaves the original alone. Argument: a folder.
 */
import { appendFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";

import { openEmbedded } from "../../packages/server/src/kernel/db/index.ts";
import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";
import { joinAether, type TestTenant } from "../../test/support/aether-for-tests.ts";
import { cpuSeconds, type IndexFigures, peakRssMb, rounded } from "./figures.ts";
import { measureRun } from "./measure-run.ts";
import { measureSearches } from "./searches.ts";

const SOURCE = /\.(?:go|ts|java|py)$/;
const COMMENTS: Readonly<Record<string, string>> = { ".py": "\n# one more line\n" };

const [folder = "."] = process.argv.slice(2);
const work = mkdtempSync(join(tmpdir(), "aether-bench-"));
const tree = join(work, "tree");
cpSync(folder, tree, { recursive: true });
const directory = join(work, "data");

async function openIn() {
  const before = cpuSeconds();
  const db = await openEmbedded({ directory, afterMigrate: installQueue });
  return { db, cpuS: rounded(cpuSeconds() - before) };
}

try {
  const opened = await openIn();
  const aether = await joinAether({ db: opened.db, drop: () => opened.db.close() });
  const tenant = await aether.tenant();
  const firstRun = await measureRun(tenant, tree);
  const { nodes } = await tenant.call("find_nodes", { name: (await anyHit(tenant)).file, limit: 1 });
  const changed = join(tree, String(nodes[0]?.file ?? ""));
  appendFileSync(changed, COMMENTS[extname(changed)] ?? "\n// one more line\n");
  const secondRun = await measureRun(tenant, tree);
  // Before the searches: what they are measured with reads every definition of the repository at once.
  const rss = peakRssMb();
  const search = await measureSearches(aether, tenant);
  await aether.close();
  const reopened = await openIn();
  await reopened.db.close();
  const figures: IndexFigures = {
    openCpuS: opened.cpuS,
    firstRun,
    secondRun,
    reopenCpuS: reopened.cpuS,
    peakRssMb: rss,
    search,
  };
  console.log(JSON.stringify(figures));
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Some source file of the repository: the best hit for words that any repository has. */
async function anyHit(tenant: TestTenant): Promise<{ file: string }> {
  const { hits } = await tenant.call("search", { query: "return error value name", limit: 50, snippets: false });
  const hit = hits.find((one: { file: string }) => SOURCE.test(one.file));
  if (hit === undefined) throw new Error("the repository has no source file that a search finds");
  return hit;
}
