/** A repository of a few files that the tests of one block ask about; made before them and gone behind them. */
import { afterAll, beforeAll } from "vitest";

import { openAether, type TestAether, type TestTenant } from "../support/aether-for-tests.ts";
import type { Engine } from "../support/databases.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

export interface IndexedShop {
  readonly folder: TemporaryFolder;
  /** There from the first test on. */
  readonly tenant: TestTenant;
  readonly aether: TestAether;
}

/** Files by their paths. */
export function indexedShop(engine: Engine, files: Readonly<Record<string, string>>): IndexedShop {
  const folder = temporaryFolder(files);
  let opened: { readonly aether: TestAether; readonly tenant: TestTenant } | undefined;
  const ready = () => {
    if (opened === undefined) throw new Error("the shop is open within tests alone");
    return opened;
  };
  beforeAll(async () => {
    const aether = await openAether(engine);
    opened = { aether, tenant: await aether.tenant() };
    await opened.tenant.index(folder.path, { name: "shop" });
  }, 120_000);
  afterAll(async () => {
    await ready().aether.close();
    folder[Symbol.dispose]();
  });
  return {
    folder,
    get aether() {
      return ready().aether;
    },
    get tenant() {
      return ready().tenant;
    },
  };
}
