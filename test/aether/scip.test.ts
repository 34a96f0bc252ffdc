/** What the team's own indexer says of a repository: merged, kept with the content it was said of, and told. */
import { rmSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { sweepJob } from "../../packages/server/src/aether/index.ts";
import { exportAll, openAether, type TestAether, type TestTenant } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { own, scipIndex, type ToldDocument } from "../support/scip-index.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

const STORE = "export class Store {\n  save() {}\n}\nexport class Disk {\n  save() {}\n}\n";
const MAIN = "export function main(thing: any) {\n  thing.save();\n}\n";
const OTHER = "export function other(thing: any) {\n  thing.save();\n}\n";
const SAVE = own("store.ts", "Disk#save().");
const DOCUMENTS: readonly ToldDocument[] = [
  { path: "store.ts", text: STORE, names: [{ word: "save", nth: 1, symbol: SAVE, defines: true }] },
  { path: "main.ts", text: MAIN, names: [{ word: "save", symbol: SAVE }] },
  { path: "other.ts", text: OTHER, names: [{ word: "save", symbol: SAVE }] },
];

const folders: TemporaryFolder[] = [];
afterAll(() => {
  for (const folder of folders) folder[Symbol.dispose]();
});

interface Shop {
  readonly path: string;
  /** The index, which lies beside the repository. */
  readonly scip: string;
  readonly root: string;
  readonly write: (name: string, content: string | Uint8Array) => void;
}

function shop(documents = DOCUMENTS): Shop {
  const folder = temporaryFolder({
    "shop/store.ts": STORE,
    "shop/main.ts": MAIN,
    "shop/other.ts": OTHER,
    "index.scip": scipIndex({ documents }),
  });
  folders.push(folder);
  const { path } = folder;
  const write = (name: string, content: string | Uint8Array) => void folder.write(name, content);
  return { path, scip: join(path, "index.scip"), root: join(path, "shop"), write };
}

async function idOf(tenant: TestTenant, qualifiedName: string): Promise<string> {
  const { nodes } = await tenant.call("find_nodes", { name: qualifiedName.split(".").at(-1) });
  return nodes.find((node: { qualified_name: string }) => node.qualified_name === qualifiedName).id;
}

/** Who calls `Disk.save`, by name, with the tier and what the answer says of the indexer. */
async function callers(tenant: TestTenant) {
  const id = await idOf(tenant, "Disk.save");
  const answer = await tenant.call("neighbours", { id, relation: "callers" });
  const found: readonly { node: { name: string }; tier: string }[] = answer.neighbours;
  return {
    callers: found.map(({ node, tier }) => `${node.name} ${tier}`).sort(),
    scip: answer.completeness.repos[0].scip,
    unresolved: answer.completeness.unresolved.count,
  };
}

describe.each(ENGINES)("an index of the team's own indexer on $engine", (engine) => {
  let aether: TestAether;
  beforeAll(async () => {
    aether = await openAether(engine);
  }, 120_000);
  afterAll(() => aether.close());

  test("binds calls that nothing else could, and is named in the result with what it brought", async () => {
    const [tenant, { root, scip }] = [await aether.tenant(), shop()];
    await tenant.index(root);
    expect(await callers(tenant)).toEqual({ callers: [], scip: null, unresolved: 2 });
    const job = await tenant.index(root, { scip: [scip] });
    expect(job).toMatchObject({
      state: "succeeded",
      result: { changed: 0, scip: [{ tool: "scip-test@1.2.3", merged: 3, stale: 0, stale_files: [], unknown: 0 }] },
    });
    expect(await callers(tenant)).toEqual({
      callers: ["main exact", "other exact"],
      scip: { files: 3, stale_files: 0 },
      unresolved: 0,
    });
  });

  test("is the reason that is given for an edge, by name and version", async () => {
    const [tenant, { root, scip }] = [await aether.tenant(), shop()];
    await tenant.index(root, { scip: [scip] });
    const [from, to] = [await idOf(tenant, "main"), await idOf(tenant, "Disk.save")];
    const { edges } = await tenant.call("explain_edges", { from, to });
    expect(edges).toMatchObject([
      {
        kind: "CALLS",
        tier: "exact",
        uses: [{ steps: [{ kind: "indexer", text: expect.stringContaining("scip-test@1.2.3") }] }],
      },
    ]);
  });

  test("is heard in later runs of what did not change, and no more of what did, which answers say", async () => {
    const [tenant, { root, scip, write }] = [await aether.tenant(), shop()];
    await tenant.index(root, { scip: [scip] });
    write("shop/other.ts", `// new\n${OTHER}`);
    const job = await tenant.index(root);
    expect(job).toMatchObject({ result: { changed: 1, scip: [] } });
    expect(await callers(tenant)).toEqual({
      callers: ["main exact"],
      scip: { files: 2, stale_files: 1 },
      unresolved: 1,
    });
    write("shop/store.ts", `// new\n${STORE}`);
    await tenant.index(root);
    expect(await callers(tenant)).toMatchObject({ callers: [], scip: { files: 1, stale_files: 2 } });
    write("shop/store.ts", STORE);
    await tenant.index(root);
    expect(await callers(tenant)).toMatchObject({ callers: ["main exact"], scip: { files: 2, stale_files: 1 } });
  });

  test("gives the same graph whether it came with the first run or later", async () => {
    const [first, later, { root, scip }] = [await aether.tenant(), await aether.tenant(), shop()];
    await first.index(root, { scip: [scip], name: "shop" });
    await later.index(root, { name: "shop" });
    await later.index(root, { scip: [scip] });
    expect(await exportAll(later)).toEqual(await exportAll(first));
  });

  test("leaves out documents of files that have changed since it was made", async () => {
    const [tenant, { root, scip, write }] = [await aether.tenant(), shop()];
    write("shop/main.ts", `// new\n${MAIN}`);
    const job = await tenant.index(root, { scip: [scip] });
    expect(job).toMatchObject({ result: { scip: [{ merged: 2, stale: 1, stale_files: ["main.ts"] }] } });
    expect(await callers(tenant)).toMatchObject({ callers: ["other exact"] });
  });

  test("says something else when it is made anew", async () => {
    const [tenant, { root, scip, write }] = [await aether.tenant(), shop()];
    await tenant.index(root, { scip: [scip] });
    write(
      "index.scip",
      scipIndex({ documents: DOCUMENTS.map((one) => (one.path === "main.ts" ? { ...one, names: [] } : one)) }),
    );
    await tenant.index(root, { scip: [scip] });
    expect(await callers(tenant)).toMatchObject({ callers: ["other exact"], scip: { files: 3 } });
  });

  test("of one tenant says nothing to another", async () => {
    const [ours, theirs, { root, scip }] = [await aether.tenant(), await aether.tenant(), shop()];
    await ours.index(root, { scip: [scip] });
    await theirs.index(root);
    expect(await callers(theirs)).toMatchObject({ callers: [], scip: null });
  });

  test("that is no index fails the run by name, and what was there before stays", async () => {
    const [tenant, { root, scip, write }] = [await aether.tenant(), shop()];
    await tenant.index(root, { scip: [scip] });
    write("index.scip", scipIndex({ documents: DOCUMENTS }).slice(0, -5));
    const job = await tenant.index(root, { scip: [scip] });
    expect(job).toMatchObject({ state: "failed", error: { code: "SCIP_INVALID" } });
    expect(await callers(tenant)).toMatchObject({ callers: ["main exact", "other exact"] });
  });

  test("is refused at once if it is not there, is a folder, or is named from nowhere", async () => {
    const [tenant, { root, path }] = [await aether.tenant(), shop()];
    const asked = (scip: string) => tenant.call("index_repository", { path: root, scip: [scip] });
    await expect(asked(join(path, "none.scip"))).rejects.toMatchObject({ code: "PATH_NOT_FOUND" });
    await expect(asked(root)).rejects.toMatchObject({ code: "SCIP_INVALID" });
    await expect(asked("index.scip")).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
  });

  test("goes with the files that it spoke of", async () => {
    const forgetful = await openAether(engine, { snapshotHoldMs: 0 });
    try {
      const [tenant, { root, scip, write }] = [await forgetful.tenant(), shop()];
      await tenant.index(root, { scip: [scip] });
      rmSync(join(root, "other.ts"));
      write("shop/main.ts", `// new\n${MAIN}`);
      await tenant.index(root);
      const { jobId } = await forgetful.jobs.enqueue(tenant.context, sweepJob, { input: {}, subject: "now" });
      const swept = await forgetful.whenFinished(tenant.context, jobId);
      expect(swept).toMatchObject({ state: "succeeded", result: { postponed: false, scip: 1 } });
      expect(await callers(tenant)).toMatchObject({ callers: [], scip: { files: 1, stale_files: 1 } });
    } finally {
      await forgetful.close();
    }
  }, 120_000);
});

describe.each(ENGINES.slice(0, 1))("an index that is asked for", (engine) => {
  test("is not left out in silence where the folder is being read already", async () => {
    const paused = await openAether(engine, { paused: true });
    try {
      const [tenant, { root, scip }] = [await paused.tenant(), shop()];
      await tenant.call("index_repository", { path: root });
      const asked = { path: root, scip: [scip] };
      await expect(tenant.call("index_repository", asked)).rejects.toMatchObject({ code: "CONFLICT" });
    } finally {
      await paused.close();
    }
  }, 120_000);

  test("may only lie where folders may be indexed", async () => {
    const [inside, outside] = [shop(), shop()];
    const narrow = await openAether(engine, { allowedRoots: [inside.path] });
    try {
      const tenant = await narrow.tenant();
      const asked = { path: inside.root, scip: [outside.scip] };
      await expect(tenant.call("index_repository", asked)).rejects.toMatchObject({ code: "PATH_NOT_ALLOWED" });
      const job = await tenant.index(inside.root, { scip: [inside.scip] });
      expect(job).toMatchObject({ state: "succeeded" });
    } finally {
      await narrow.close();
    }
  }, 120_000);
});
