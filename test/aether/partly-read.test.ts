import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { openPool } from "../../packages/graph/src/disk/parser-pool.ts";
import type { Job } from "../../packages/server/src/kernel/jobs/index.ts";
import { openAether, type TestAether, type TestTenant } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

const BREAKING = { entry: new URL("../support/breaking-parse-worker.ts", import.meta.url), hangMs: 2_000 };
const LONG_MS = 60_000;
/** Takes any machine longer than a millisecond. */
const LONG = `${"a.b(c);\n".repeat(10_000)}function lastOfAll() {}\n`;
const DEEP = `${"function f() {".repeat(1_000)}g();${"}".repeat(1_000)}\nfunction besides() {}\n`;

describe.each(ENGINES)("files that are understood in part, on $engine", (engine) => {
  let aether: TestAether;
  let deadlineMs = LONG_MS;
  let internals = {};
  let folder: TemporaryFolder;
  let tenant: TestTenant;
  beforeAll(async () => {
    aether = await openAether(engine, { openParsers: () => openPool({ workers: 1, deadlineMs }, internals) });
  }, 120_000);
  afterAll(() => aether.close());
  beforeEach(async () => {
    deadlineMs = LONG_MS;
    internals = {};
    folder = temporaryFolder({ "guide.md": "# Guide\n" });
    tenant = await aether.tenant();
  });
  afterEach(() => folder[Symbol.dispose]());

  const index = () => tenant.index(folder.path, { name: "shop" });
  const write = (path: string, text: string) => writeFile(join(folder.path, path), text);
  const names = async (name: string) => (await tenant.call("find_nodes", { name })).nodes.length;

  /** What was skipped, as the job, its operation and the repository's record tell it: all three agree. */
  async function skippedBy(job: Job): Promise<object[]> {
    const { skipped } = await tenant.call("get_repository", { id: "shop" });
    const { progress, result } = await tenant.call("get_job", { id: job.jobId });
    expect([job.state, result.skipped, progress.skipped]).toEqual(["succeeded", skipped.length, skipped.length]);
    expect(progress.skipped_files).toEqual(skipped);
    return skipped;
  }

  test("a file that a deadline cut is reported by every run until one had the time to read it whole", async () => {
    await write("long.js", LONG);
    deadlineMs = 1;
    const cut = [{ path: "long.js", reason: "deadline" }];
    expect(await skippedBy(await index())).toEqual(cut);
    expect(await skippedBy(await index())).toEqual(cut);
    expect(await names("lastOfAll")).toBe(0);
    deadlineMs = LONG_MS;
    const whole = await index();
    expect(await skippedBy(whole)).toEqual([]);
    expect(whole.result).toMatchObject({ changed: 1, parsed: 1, files: 2 });
    expect(await names("lastOfAll")).toBe(1);
    expect((await index()).result).toMatchObject({ changed: 0, parsed: 0 });
  });

  test("what a deadline left of a file is not what another repository gets of the same content", async () => {
    await write("long.js", LONG);
    deadlineMs = 1;
    await index();
    deadlineMs = LONG_MS;
    using other = temporaryFolder({ "copy.js": LONG });
    expect((await tenant.index(other.path, { name: "other" })).result).toMatchObject({ parsed: 1, skipped: 0 });
    expect(await names("lastOfAll")).toBe(1);
  });

  test("a file that is nested too deep is parsed once, and reported by every run and every repository", async () => {
    await write("deep.js", DEEP);
    const deep = [{ path: "deep.js", reason: "too-deep" }];
    const first = await index();
    expect(first.result).toMatchObject({ parsed: 2 });
    expect(await skippedBy(first)).toEqual(deep);
    const second = await index();
    expect(second.result).toMatchObject({ changed: 0, parsed: 0 });
    expect(await skippedBy(second)).toEqual(deep);
    expect(await names("besides")).toBe(1);
    using other = temporaryFolder({ "copy.js": DEEP });
    expect((await tenant.index(other.path, { name: "other" })).result).toMatchObject({ parsed: 0, skipped: 1 });
  });

  test.each([
    { file: "exit.py", reason: "parser-crashed" },
    { file: "hang.py", reason: "deadline" },
  ])(
    "a file on which the parser's thread ends ($reason) is found by its words, and reported",
    async ({ file, reason }) => {
      await write(file, "def marmalade_of_quinces():\n    pass\n");
      await write("other.py", "def other():\n    pass\n");
      internals = BREAKING;
      const skipped = [{ path: file, reason }];
      const first = await index();
      expect(await skippedBy(first)).toEqual(skipped);
      expect(first.result).toMatchObject({ files: 3 });
      expect([await names("marmalade_of_quinces"), await names("other")]).toEqual([0, 1]);
      const found = async () => (await tenant.call("search", { query: "marmalade quinces" })).hits;
      expect(await found()).toMatchObject([{ file, start_line: 1 }]);
      expect((await tenant.call("get_file", { repo: "shop", path: file })).text).toContain("marmalade");
      expect(await skippedBy(await index())).toEqual(skipped);
      expect(await found()).toHaveLength(1);
      internals = {};
      expect(await skippedBy(await index())).toEqual([]);
      expect(await names("marmalade_of_quinces")).toBe(1);
    },
  );

  test("the same bytes in two languages are kept as both", async () => {
    await write("one.py", "one = 1\n");
    await write("one.js", "one = 1\n");
    await index();
    const kept = await aether.db
      .forTenant(tenant.context)
      .query<{ language: string }>("select language from facts order by language limit 10");
    expect(kept.map(({ language }) => language)).toEqual(["javascript", "markdown", "python"]);
  });
});
