/** Whose word it is which folders of the machine are read. */
import { dirname } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createContext, type Actor } from "../../packages/server/src/kernel/tenancy/index.ts";
import { openAether, type TestAether } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const KEY: Actor = { kind: "key", keyId: "k" };

describe.each(ENGINES)("local paths on $engine", (engine) => {
  const folder = temporaryFolder({ "a.py": "x = 1\n" });
  let open: TestAether;
  let rooted: TestAether;
  beforeAll(async () => {
    open = await openAether(engine, { paused: true });
    rooted = await openAether(engine, { paused: true, allowedRoots: [folder.path] });
  }, 120_000);
  afterAll(async () => {
    await open.close();
    await rooted.close();
    folder[Symbol.dispose]();
  });

  async function index(aether: TestAether, actor: Actor, path: string): Promise<unknown> {
    const { context } = await aether.tenant();
    const operation = aether.operations.find(({ name }) => name === "index_repository");
    const { tenantId, permissions, requestId, signal } = context;
    return operation?.call(createContext({ tenantId, actor, permissions, requestId, signal }), { path });
  }

  test.each(["/proc/self", "/etc", "../../", "/proc/self/environ"])(
    "GIT-16: a key is refused %s, where no roots are configured and where others are",
    async (path) => {
      for (const aether of [open, rooted]) {
        const indexing = index(aether, KEY, path);
        await expect(indexing).rejects.toMatchObject({
          code: expect.stringMatching(/^(PATH_NOT_ALLOWED|VALIDATION_ERROR)$/),
        });
      }
    },
  );

  test("GIT-16: without roots only the owner of the machine's data names folders; under a root a key does, too", async () => {
    await expect(index(open, KEY, folder.path)).rejects.toMatchObject({ code: "PATH_NOT_ALLOWED" });
    await expect(index(open, { kind: "owner" }, folder.path)).resolves.toMatchObject({ state: "queued" });
    await expect(index(rooted, KEY, folder.path)).resolves.toMatchObject({ state: "queued" });
    await expect(index(rooted, KEY, dirname(folder.path))).rejects.toMatchObject({ code: "PATH_NOT_ALLOWED" });
  });
});
