import { describe, expect, test } from "vitest";

import { ENGINES } from "../support/databases.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { indexedShop } from "./indexed-shop.ts";

const SHOP = {
  "shop/price.py": `def total_price(items):
    return sum(price_of(item) for item in items)


def price_of(item):
    return item.price
`,
  "shop/cart.py": `from shop.price import total_price


class Cart:
    def checkout(self, customer):
        return customer.charge(total_price(self.items))


def run(cart):
    return cart.checkout(None)
`,
  "vendor/shop/prices.py": `from shop.price import price_of


def all_prices(items):
    return [price_of(item) for item in items]


def first_price(items):
    return price_of(items[0])
`,
  "tests/test_price.py": `from shop.price import total_price


def test_total():
    assert total_price([]) == 0
`,
};

describe.each(ENGINES)("questions that the graph answers on $engine", (engine) => {
  const shop = indexedShop(engine, SHOP);

  async function ask(query: string, rest = {}): Promise<{ names: string[]; to: string | undefined }> {
    const { hits, route } = await shop.tenant.call("search", { query, ...rest });
    return { names: hits.map((hit: { name: string }) => hit.name), to: route?.to };
  }

  test("callers, callees and what a change reaches are answered by the graph, tests behind, and told", async () => {
    expect(await ask("who calls total_price?")).toEqual({ names: ["checkout", "test_total"], to: "callers" });
    expect(await ask("who calls total_price? -is:test")).toEqual({ names: ["checkout"], to: "callers" });
    expect(await ask("who calls total_price? path:tests")).toEqual({ names: ["test_total"], to: "callers" });
    expect(await ask("what does total_price call")).toEqual({ names: ["price_of"], to: "callees" });
    const { names, to } = await ask("what breaks if I change price_of?");
    expect({ first: names[0], to }).toEqual({ first: "total_price", to: "impact" });
    expect(names).toEqual(expect.arrayContaining(["checkout", "test_total"]));
    const { route, hits } = await shop.tenant.call("search", { query: "callers of total_price" });
    expect(route).toMatchObject({ of: [{ name: "total_price", file: "shop/price.py" }] });
    expect(route.why).toContain("route: false");
    expect(hits[0]).toMatchObject({
      id: expect.stringMatching(/^[0-9a-f]{16}$/),
      snippet: { highlights: expect.any(Array) },
    });
  });

  test("what calls from vendored code stands behind", async () => {
    const { names } = await ask("who calls price_of?");
    expect([names[0], names.slice(1).toSorted()]).toEqual(["total_price", ["all_prices", "first_price"]]);
  });

  test("an expression between slashes is answered by grep: the definitions around its lines, the matches marked", async () => {
    expect(await ask("/total_price\\(\\S/")).toEqual({ names: ["checkout", "total_price", "test_total"], to: "grep" });
    expect(await ask("/TOTAL_PRICE\\(\\S/i -is:test path:shop/cart.py")).toEqual({ names: ["checkout"], to: "grep" });
    expect(await ask("/total_price\\(/ lang:go")).toEqual({ names: [], to: "grep" });
    expect(await ask("/total_price\\(self/ kind:class")).toEqual({ names: ["Cart"], to: "grep" });
    expect((await ask("/total_price/", { route: false })).to).toBeUndefined();
    const { hits, route, explanation } = await shop.tenant.call("search", { query: "/self\\.items/", explain: true });
    expect(route.why).toContain("1 line matches /self\\.items/");
    expect(hits[0]).toMatchObject({ name: "checkout", parts: { grep: 1 }, snippet: { highlights: [[6, 43, 53]] } });
    expect(explanation.terms).toEqual([]);
  });

  test("a path that was pasted with slashes around it is answered by words, where no line has it", async () => {
    const { hits, route, notes } = await shop.tenant.call("search", { query: "/shop/total_price/" });
    expect(hits.map((hit: { name: string }) => hit.name)).toContain("total_price");
    expect([route, notes[0]]).toEqual([null, expect.stringMatching(/^No line has .* as words: shop\/total_price$/)]);
    expect((await ask("/customer.charge/")).to).toBe("grep");
    expect(await ask("/total_price/ lang:go")).toEqual({ names: [], to: undefined });
    expect(await ask("/total_prices?x/")).toEqual({ names: [], to: "grep" });
    expect(await ask("/total_pricex/i")).toEqual({ names: [], to: "grep" });
  });

  test("an expression that would look through much text is told how to ask for less", async () => {
    const other = await shop.aether.tenant();
    using small = temporaryFolder({ "a.txt": "a needle\n" });
    await other.index(small.path, { name: "hay" });
    await shop.aether.db
      .forTenant(other.context)
      .write((tx) => tx.execute("update file set bytes = 40000000 where path = 'a.txt'"));
    await expect(other.call("search", { query: "/n..d/" })).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
      message: expect.stringMatching(
        /40 MB would be looked through: narrow it with repo:, lang: or path:, or let grep/,
      ),
    });
  });

  test("of a question that is too long it is told how much was read", async () => {
    const long = await shop.tenant.call("search", { query: `${"lorem ipsum dolor ".repeat(1200)} total_price` });
    expect(long.notes).toContain("Of the question's 21,611 characters only the first 20,000 were read.");
    const many = Array.from({ length: 120 }, (_, at) => `word${String.fromCodePoint(97 + (at % 26))}${at}x`).join(" ");
    const { notes } = await shop.tenant.call("search", { query: many });
    expect(notes).toContainEqual(expect.stringMatching(/^Of the question's \d+ different words only the first 96/));
    const { notes: none } = await shop.tenant.call("search", { query: "total_price ".repeat(1000) });
    expect(none).toEqual([]);
  });

  test("what the filters leave out is told instead of other names, and an unknown word is still suggested for", async () => {
    const left = await shop.tenant.call("search", { query: "checkout lang:go" });
    expect(left).toMatchObject({
      hits: [],
      suggestions: [],
      notes: [expect.stringContaining("without them Method Cart.checkout in shop/cart.py comes first")],
    });
    expect(await shop.tenant.call("search", { query: "symbol:chekcout kind:class" })).toMatchObject({
      hits: [],
      notes: [],
      suggestions: ["checkout"],
    });
    expect((await shop.tenant.call("search", { query: "checkout path:nosuch" })).notes).toHaveLength(1);
    expect((await shop.tenant.call("search", { query: "zzzzz path:nosuch" })).notes).toEqual([]);
  });

  test("an expression that cannot be looked for is refused with the reason", async () => {
    await expect(shop.tenant.call("search", { query: "/total(/" })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    await expect(shop.tenant.call("search", { query: "/(?=x)y/" })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
  });

  test("words answer where the route is turned off, the name is not known, or the graph knows nothing", async () => {
    expect((await ask("who calls total_price?", { route: false })).to).toBeUndefined();
    expect((await ask("who calls total_prize?")).to).toBeUndefined();
    const none = await ask("who calls test_total?");
    expect(none).toMatchObject({ to: "callers" });
    expect(none.names[0]).toBe("test_total");
  });

  test("where a thing is and how it works put it first", async () => {
    expect(await ask("where is price_of defined?")).toMatchObject({ to: "definition" });
    expect((await ask("where is price_of defined?")).names[0]).toBe("price_of");
    const { hits, route } = await shop.tenant.call("search", { query: "how does total_price work?" });
    expect(route.to).toBe("explanation");
    expect(hits[0]).toMatchObject({ name: "total_price" });
    expect(hits[0].related.length).toBeGreaterThan(0);
  });

  test("who asks is told how the question was read, and who does not is not", async () => {
    const { explanation, hits } = await shop.tenant.call("search", {
      query: "how is the total price summed",
      explain: true,
    });
    expect(explanation).toMatchObject({ searched: "how is the total price summed", vectors: true });
    const terms = explanation.terms.map(({ term, from }: { term: string; from: string }) => `${term} ${from}`);
    expect(terms).toEqual(expect.arrayContaining(["total said", "totalpric joined"]));
    expect(explanation.candidates.looked_at).toBeGreaterThanOrEqual(hits.length);
    expect(explanation.units).toBeGreaterThanOrEqual(explanation.candidates.looked_at);
    expect((await shop.tenant.call("search", { query: "total" })).explanation).toBeNull();
    const routed = await shop.tenant.call("search", { query: "callers of price_of", explain: true });
    expect(routed.explanation).toMatchObject({ searched: "", terms: [], candidates: { looked_at: 0 } });
  });

  test.each([
    ["ten thousand words", Array.from({ length: 10_000 }, (_, at) => `w${at}`).join(" ")],
    ["right-to-left text", "\u202Eלמצוא את המחיר\u202C total"],
    ["control characters", "total\u0001\u0007\u001b[2J price"],
    ["lone surrogates", "total \ud800 \udfff price"],
    ["NUL", "total\0price"],
    ["a hundred thousand quotes", '"'.repeat(100_000)],
    ["a hundred thousand filters", "-path:a ".repeat(12_500)],
    ["a hundred thousand frames", "at a (b:1)\n".repeat(9000)],
  ])("%s get an answer or a clear error", async (_what, query) => {
    const answered = await shop.tenant.call("search", { query }).then(
      ({ hits }: { hits: unknown[] }) => hits.length <= 10,
      ({ code, message }: { code: string; message: string }) => code === "VALIDATION_ERROR" && message.length > 20,
    );
    expect(answered).toBe(true);
  });

  test("a path is its file, and a path with a line the definition around it", async () => {
    expect((await ask("shop/cart.py")).names[0]).toBe("cart.py");
    expect((await ask("/home/somebody/work/shop/cart.py:6")).names.slice(0, 2)).toEqual(["checkout", "Cart"]);
    expect((await ask("cart.py:10")).names[0]).toBe("run");
    expect((await ask("other/cart.py:10")).to).toBeUndefined();
  });

  test("a pasted stack trace gives the own functions, the innermost first, whatever folders it was made in", async () => {
    const trace = `Traceback (most recent call last):
  File "/usr/lib/python3/runpy.py", line 196, in run
  File "/srv/app/shop/cart.py", line 10, in run
    return cart.checkout(None)
  File "/srv/app/shop/cart.py", line 6, in checkout
    return customer.charge(total_price(self.items))
  File "/srv/app/shop/price.py", line 99, in price_of
AttributeError: 'NoneType' object has no attribute 'price' at 0x7f00`;
    const { names, to } = await ask(trace);
    expect(to).toBe("trace");
    expect(names.slice(0, 3)).toEqual(["price_of", "checkout", "run"]);
  });
});
