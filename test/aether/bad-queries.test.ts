import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { permissionsOfLocalOwner } from "../../packages/server/src/kernel/tenancy/index.ts";
import { systemClock } from "../../packages/server/src/kernel/time/index.ts";
import {
  createHttpSurface,
  createOwnerAccess,
  type HttpSurface,
} from "../../packages/server/src/surfaces/http/index.ts";
import { openAether, type TestAether } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { callHttp } from "../support/http-call.ts";
import { OPEN_GUARDS } from "../support/open-guards.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const TOKEN = "owner-token-of-the-test";
const FILES = {
  "shop/cart.py": `class Cart:
    def checkout(self, customer):
        return customer.charge(self.total())


def empty_cart(cart):
    """Where what was in it is not any more."""
    cart.items.clear()
`,
  "tests/test_cart.py": "def test_cart():\n    assert Cart().checkout(None)\n",
};
const words = (count: number, word: (at: number) => string): string =>
  Array.from({ length: count }, (_, at) => word(at)).join(" ");
/** Of what has no bound of its own; an idle machine needs a hundredth of it. */
const BOUND_MS = 30_000;

describe.each(ENGINES)("questions that are none, asked of the API on $engine", (engine) => {
  const folder = temporaryFolder(FILES);
  let aether: TestAether;
  let surface: HttpSurface;
  let url: string;
  beforeAll(async () => {
    aether = await openAether(engine);
    const tenant = await aether.tenant();
    await tenant.index(folder.path, { name: "shop" });
    const { tenantId } = tenant.context;
    const permissions = permissionsOfLocalOwner();
    surface = await createHttpSurface({
      ...OPEN_GUARDS,
      operations: aether.operations,
      access: createOwnerAccess({ token: TOKEN, tenantId, permissions, clock: systemClock }),
      ping: async () => {},
      log: { info: () => {}, error: () => {} },
      clock: systemClock,
      version: "1.2.3",
    });
    url = await surface.listen({ host: "127.0.0.1", port: 0 });
  }, 120_000);
  afterAll(async () => {
    await surface.stop(0);
    await aether.close();
    folder[Symbol.dispose]();
  });

  async function ask(query: string, rest: object = {}): Promise<{ status: number; names: string[]; error: unknown }> {
    const from = performance.now();
    const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
    const body = JSON.stringify({ query, ...rest });
    const answer = await callHttp(`${url}/api/v1/retrieve/search`, { method: "POST", headers, body });
    expect(performance.now() - from).toBeLessThan(BOUND_MS);
    const { data, error } = JSON.parse(answer.text);
    const hits: readonly { readonly name: string }[] = data?.hits ?? [];
    return { status: answer.status, names: hits.map(({ name }) => name), error: error?.code };
  }

  test.each<[string, string]>([
    ["nothing", ""],
    ["blanks", " \t\n\u00a0 "],
    ["a repository alone", "repo:shop"],
    ["a megabyte", "cart ".repeat(200_000)],
    ["a phrase without a word", '"!!"'],
    ["a value that a filter has not", "lang:klingon cart"],
    ["a broken expression", "/cart(/"],
    ["fifty-one values of a filter", words(51, (at) => `path:p${at}`)],
  ])("%s is refused with what to do", async (_, query) => {
    expect(await ask(query)).toEqual({ status: 400, names: [], error: "VALIDATION_ERROR" });
  });

  test.each<[string, string]>([
    ["control characters among words", "\u0001cart\u001b[31m \u0007checkout\u007f"],
    ["NUL among words", "\u0000cart\u0000 checkout\u0000"],
    ["right-to-left text and marks among words", "\u202ecart\u202c סל קניות checkout"],
    ["lone surrogates among words", "\ud800cart \udfff checkout"],
    ["ten thousand words", `cart checkout ${words(10_000, (at) => `word${at}`)}`],
    ["as much as may be asked", `cart checkout ${"x".repeat(99_000)}`],
    ["a word a thousand times", `${"cart ".repeat(10_000)} checkout`],
    ["quotes, backslashes and signs of SQL", `cart' or 1=1; -- \\ " % _ checkout`],
    ["a slip among common words", "where is the chekcout of it"],
    ["the filters of a tree", "checkout lang:python kind:method path:shop/** -is:test repo:shop"],
  ])("%s finds what the words find", async (_, query) => {
    const { status, names } = await ask(query);
    expect([status, names.includes("checkout")]).toEqual([200, true]);
  });

  test.each<[string, string]>([
    ["signs", "*** ??? ((( ))) --- \\\\"],
    ["control characters", "\u0000\u0001\u0002\u001b"],
    ["a word that is no word", "x".repeat(90_000)],
    ["words of no file", "qqqwwweee zzzxxxccc"],
  ])("%s alone find nothing, and that is no error", async (_, query) => {
    expect(await ask(query)).toEqual({ status: 200, names: [], error: undefined });
  });

  test("stop words alone and filters alone find what they choose", async () => {
    expect((await ask("where is it any more")).names).toContain("empty_cart");
    expect((await ask("lang:python kind:class")).names).toEqual(["Cart"]);
    expect((await ask("is:test kind:function")).names).toEqual(["test_cart"]);
  });

  test("what cannot be in a text is refused or found nowhere, in whatever field it comes", async () => {
    for (const strange of ["a\u0000b", "\ud800", "\u202e", "%", "x'; drop table unit; --"]) {
      for (const filters of [
        { path: [strange] },
        { symbol: [strange] },
        { phrase: [`cart ${strange}`] },
        { not: { path: [strange], phrase: [`cart ${strange}`] } },
      ]) {
        const { status, error } = await ask("cart", { filters });
        expect([status, error]).toEqual(status === 200 ? [200, undefined] : [400, "VALIDATION_ERROR"]);
      }
      for (const name of ["repo", "lang", "kind", "is"]) {
        const { status } = await ask("cart", { filters: { [name]: [strange] } });
        expect([400, 404]).toContain(status);
      }
      const { status } = await ask(`/cart${strange}/`);
      expect([200, 400]).toContain(status);
    }
  });
});
