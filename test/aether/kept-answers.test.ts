/** Searches that were asked before: they cost a statement, and say what a search that was never asked would say. */
import * as fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { sweepJob } from "../../packages/server/src/aether/index.ts";
import type { Db } from "../../packages/server/src/kernel/db/index.ts";
import { createHashEmbedder, type Embedder } from "../../packages/server/src/kernel/models/index.ts";
import { type AnyOperation, invoke } from "../../packages/server/src/kernel/operation/index.ts";
import { createSplitter, isStopWord } from "../../packages/server/src/kernel/search/index.ts";
import { joinAether, openAether, type TestAether, type TestTenant } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { gate } from "../support/gate.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const CART = "export function addToCart(id: string) {\n  return lookUp(id);\n}\n";
const TAX = "/** Rates by country. */\nexport function taxRate(country: string) {\n  return rates[country];\n}\n";

/** The same database, with every statement of tenants counted; `hear` is told of each when it is answered. */
function counted(db: Db, hear: (sql: string) => void = () => undefined) {
  let count = 0;
  const forTenant: Db["forTenant"] = (context) => {
    const tenant = db.forTenant(context);
    return {
      ...tenant,
      query: async (sql, params) => {
        count += 1;
        const rows = await tenant.query<never>(sql, params);
        hear(sql);
        return rows;
      },
    };
  };
  return { db: { ...db, forTenant }, statements: () => count };
}

describe.each(ENGINES)("answers that are kept on $engine", (engine) => {
  let aether: TestAether;
  beforeAll(async () => {
    aether = await openAether(engine, { snapshotHoldMs: 0 });
  }, 120_000);
  afterAll(() => aether.close());

  /** Another server on the same database, which runs no jobs. */
  function beside(options: { readonly db?: Db; readonly embedder?: Embedder } = {}): Promise<TestAether> {
    const { db = aether.db, ...rest } = options;
    return joinAether({ db, drop: () => Promise.resolve() }, { ...rest, paused: true });
  }

  test("a search that is repeated asks the database for the current snapshots and no more", async () => {
    const { db, statements } = counted(aether.db);
    const server = await beside({ db });
    const writer = await aether.tenant();
    const reader = await server.tenant(writer.context.tenantId);
    using folder = temporaryFolder({ "cart.ts": CART, "tax.ts": TAX });
    await writer.index(folder.path, { name: "shop" });
    const first = await reader.call("search", { query: "rate of a tax", expand: true });
    const before = statements();
    const again = await reader.call("search", { query: "rate of a tax", expand: true });
    expect(statements() - before).toBe(1);
    expect(again).toEqual(first);
    expect(first.hits[0]).toMatchObject({ name: "taxRate" });
    await server.close();
  });

  test("the same question at the same time is looked for once, and who hangs up takes the answer from nobody", async () => {
    const [embeds, haveAll] = [gate(), gate()];
    const embedder = heldBack(embeds.passed);
    let scopes = 0;
    const { db } = counted(aether.db, (sql) => {
      if (sql.includes("join track") && (scopes += 1) === 3) haveAll.open();
    });
    const server = await beside({ embedder, db });
    const writer = await aether.tenant();
    using folder = temporaryFolder({ "cart.ts": CART, "tax.ts": TAX });
    await writer.index(folder.path, { name: "shop" });
    const search = searchOf(server);
    const hangsUp = new AbortController();
    const ask = (signal: AbortSignal) => search.call({ ...writer.context, signal }, { query: "rate of a tax" });
    const leaving = ask(hangsUp.signal);
    const staying = [ask(writer.context.signal), ask(writer.context.signal)];
    await Promise.all([embedder.begun, haveAll.passed]);
    hangsUp.abort(new Error("hung up"));
    await expect(leaving).rejects.toThrow("hung up");
    embeds.open();
    const [one, other] = await Promise.all(staying);
    expect(one).toEqual(other);
    expect(one).toMatchObject({ hits: expect.arrayContaining([expect.objectContaining({ name: "taxRate" })]) });
    expect(embedder.asked()).toBe(1);
    await server.close();
  });

  test("a question's vector serves other searches for the same words, of its own tenant alone", async () => {
    const embedder = heldBack(Promise.resolve());
    const server = await beside({ embedder });
    using folder = temporaryFolder({ "cart.ts": CART, "tax.ts": TAX });
    for (const expected of [1, 2]) {
      const writer = await aether.tenant();
      await writer.index(folder.path, { name: "shop" });
      const reader = await server.tenant(writer.context.tenantId);
      for (const limit of [1, 2, 3]) await reader.call("search", { query: "rate of a tax", limit });
      expect(embedder.asked()).toBe(expected);
    }
    await server.close();
  });

  test("a snapshot that switches in mid-search answers as it was, and the next search as it is", async () => {
    const embeds = gate();
    const embedder = heldBack(embeds.passed);
    const server = await beside({ embedder });
    const writer = await aether.tenant();
    const reader = await server.tenant(writer.context.tenantId);
    using folder = temporaryFolder({ "cart.ts": CART, "tax.ts": TAX });
    await writer.index(folder.path, { name: "shop" });
    const running = reader.call("search", { query: "rate of a tax" });
    await embedder.begun;
    folder.write("tax.ts", TAX.replace("taxRate", "rateOfTax"));
    await writer.index(folder.path, { name: "shop" });
    embeds.open();
    const names = ({ hits }: { hits: { name: string }[] }) => hits.map(({ name }) => name);
    const before = await running;
    expect(names(before)).toContain("taxRate");
    expect(before.completeness.repos).toMatchObject([{ snapshot: 1 }]);
    const after = await reader.call("search", { query: "rate of a tax" });
    expect(names(after)).toContain("rateOfTax");
    expect(names(after)).not.toContain("taxRate");
    expect(after.completeness.repos).toMatchObject([{ snapshot: 2 }]);
    await server.close();
  });

  test("an index of one repository leaves the answers about another", async () => {
    const { db, statements } = counted(aether.db);
    const server = await beside({ db });
    const writer = await aether.tenant();
    const reader = await server.tenant(writer.context.tenantId);
    using shop = temporaryFolder({ "tax.ts": TAX });
    using other = temporaryFolder({ "cart.ts": CART });
    await writer.index(shop.path, { name: "shop" });
    await writer.index(other.path, { name: "other" });
    const cost = async (query: string): Promise<number> => {
      const before = statements();
      await reader.call("search", { query });
      return statements() - before;
    };
    await cost("repo:shop tax");
    await cost("tax");
    other.write("cart.ts", `${CART}// more\n`);
    await writer.index(other.path, { name: "other" });
    expect(await cost("repo:shop tax")).toBe(1);
    expect(await cost("tax")).toBeGreaterThan(1);
    await server.close();
  });

  test("whoever may not read code is refused, also what is known", async () => {
    const tenant = await aether.tenant();
    using folder = temporaryFolder({ "tax.ts": TAX });
    await tenant.index(folder.path, { name: "shop" });
    await tenant.call("search", { query: "tax" });
    const context = { ...tenant.context, permissions: ["jobs:read"] as const };
    const cursors = { seal: (_: object, text: string) => text, open: (_: object, text: string) => text };
    const options = { log: { info: () => undefined }, clock: { now: () => 0, elapsed: () => 0 }, cursors };
    await expect(invoke(searchOf(aether), { context, input: { query: "tax" } }, options)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  test("repeated searches say what fresh ones say, whatever changes between them and on whichever server", async () => {
    const servers = await Promise.all([beside(), beside()]);
    await fc.assert(
      fc.asyncProperty(fc.array(STEP, { minLength: 4, maxLength: 9 }), async (steps) => {
        const tenant = await aether.tenant();
        const neighbour = await aether.tenant();
        const readers = await Promise.all(servers.map((server) => server.tenant(tenant.context.tenantId)));
        using folders = manyFolders();
        for (const step of steps) {
          await take(step, { tenant: step.isNeighbour ? neighbour : tenant, aether, folders });
          const fresh = await beside();
          const expected = await answersOf([await fresh.tenant(tenant.context.tenantId)]);
          expect(await answersOf(readers)).toEqual([...expected, ...expected]);
          await fresh.close();
        }
      }),
      { numRuns: 4, endOnFailure: true },
    );
    for (const server of servers) await server.close();
  }, 240_000);
});

function searchOf({ operations }: TestAether): AnyOperation {
  const search = operations.find(({ name }) => name === "search");
  if (search === undefined) throw new Error("there is no search");
  return search;
}

/** An embedder that answers once it may, and tells how often it was asked for the vector of a question. */
function heldBack(mayAnswer: Promise<void>): Embedder & { readonly begun: Promise<void>; asked(): number } {
  const inner = createHashEmbedder({ split: createSplitter(), isStopWord });
  const begun = gate();
  let asked = 0;
  return {
    ...inner,
    begun: begun.passed,
    asked: () => asked,
    embed: async (texts, purpose, signal) => {
      if (purpose === "query") {
        asked += 1;
        begun.open();
        await mayAnswer;
      }
      return inner.embed(texts, purpose, signal);
    },
  };
}

const STEP = fc.record({
  kind: fc.constantFrom("write", "write", "delete-file", "rename", "delete", "sweep"),
  repo: fc.constantFrom("shop", "other"),
  file: fc.constantFrom("tax.ts", "cart.ts"),
  text: fc.constantFrom(TAX, CART, `${TAX}${CART}`, TAX.replace("country", "state")),
  isNeighbour: fc.boolean(),
});
type Step = typeof STEP extends fc.Arbitrary<infer T> ? T : never;

const QUESTIONS = [
  { query: "rate of a tax" },
  { query: "rate of a tax", limit: 1 },
  { query: "rate of a tax", explain: true, vectors: false },
  { query: "who calls taxRate" },
  { query: "txaRate" },
  { query: "repo:shop cart" },
];

/** What the readers say to all questions; an error is an answer, too. */
async function answersOf(readers: readonly TestTenant[]): Promise<unknown[]> {
  const answers: unknown[] = [];
  for (const reader of readers) {
    for (const question of QUESTIONS) {
      answers.push(await reader.call("search", question).catch((error: Error) => error.message));
    }
  }
  return answers;
}

interface Folders extends Disposable {
  of(tenant: TestTenant, repo: string): ReturnType<typeof temporaryFolder>;
}

function manyFolders(): Folders {
  const folders = new Map<string, ReturnType<typeof temporaryFolder>>();
  return {
    of: (tenant, repo) => {
      const key = `${tenant.context.tenantId} ${repo}`;
      const folder = folders.get(key) ?? temporaryFolder({ "readme.md": "# A shop\n" });
      folders.set(key, folder);
      return folder;
    },
    [Symbol.dispose]: () => {
      for (const folder of folders.values()) folder[Symbol.dispose]();
    },
  };
}

interface World {
  readonly tenant: TestTenant;
  readonly aether: TestAether;
  readonly folders: Folders;
}

async function take({ kind, repo, file, text }: Step, { tenant, aether, folders }: World): Promise<void> {
  const folder = folders.of(tenant, repo);
  const { repositories } = await tenant.call("list_repositories", {});
  const known = repositories.find(({ name }: { name: string }) => name === repo);
  if (kind === "write" || kind === "delete-file") {
    folder.write(file, kind === "write" ? text : "");
    await tenant.index(folder.path, { name: repo });
  } else if (kind === "sweep") {
    const { jobId } = await aether.jobs.enqueue(tenant.context, sweepJob, { input: {}, subject: "now" });
    await aether.whenFinished(tenant.context, jobId);
  } else if (known !== undefined && kind === "rename") {
    await tenant.call("update_repository", { id: known.repo_id, name: `${repo}-renamed` });
  } else if (known !== undefined && kind === "delete") {
    const { job_id: job } = await tenant.call("delete_repository", { id: known.repo_id });
    await aether.whenFinished(tenant.context, job);
  }
}
