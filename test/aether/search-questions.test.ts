import { describe, expect, test } from "vitest";

import { ENGINES } from "../support/databases.ts";
import { indexedShop } from "./indexed-shop.ts";

const SHOP = {
  "config/app.yaml": "server:\n  retry_limit: 3\n  port: 80\n",
  ".env.example": "# how often\nRETRY_LIMIT=3\n",
  "src/settings.ts": `export interface Settings {
  retryLimit: number;
}

export function load(settings: Settings): Settings {
  settings.retryLimit = Number(fromOutside("RETRY_LIMIT") ?? 3);
  return settings;
}

export function mayRetry(tries: number, settings: Settings): boolean {
  return tries <= settings.retryLimit && settings.retryLimit !== 0 && settings.retryLimit === 3;
}

export function describeLimit(retryLimit: number): string {
  return String(retryLimit);
}
`,
  "tests/settings.test.ts": `import { load } from "../src/settings";

export function testLoad() {
  const retryLimit = 7;
  return load({ retryLimit });
}
`,
  "vendor/retry/retry.ts": `export function setup() {
  const retryLimit = 9;
  return retryLimit;
}
`,
  "shop/store.py": `class Store:
    def read(self, key):
        raise NotImplementedError


class DiskStore(Store):
    def read(self, key):
        return open(key)


class FastStore(DiskStore):
    pass
`,
  "shop/cart.py": `from shop.store import DiskStore


class Cart:
    def __init__(self):
        self.store = DiskStore()

    def checkout(self, customer):
        return self.store.read(customer)


def run():
    return Cart().checkout("ada")
`,
  "shop/other.py": `from shop.cart import Cart


class Basket:
    def checkout(self, customer):
        return customer


def serve():
    cart = Cart()
    return cart.checkout("bob")
`,
};

describe.each(ENGINES)("forms of questions on $engine", (engine) => {
  const shop = indexedShop(engine, SHOP);

  async function ask(query: string): Promise<{ names: string[]; files: string[]; to: string | undefined }> {
    const { hits, route } = await shop.tenant.call("search", { query });
    const [names, files] = ["name", "file"].map((field) => hits.map((hit: Record<string, string>) => hit[field]));
    return { names, files, to: route?.to };
  }

  test("callers are found however the question is put, and only of what lies in the file it names", async () => {
    for (const query of [
      "what are the callers of Cart.checkout?",
      "where do we call Cart.checkout",
      "who calls Cart.checkout(String customer)?",
      "who calls checkout in cart.py",
    ]) {
      const { names, to } = await ask(query);
      expect({ query, names: names.toSorted(), to }).toEqual({ query, names: ["run", "serve"], to: "callers" });
    }
    expect(await ask("who calls Cart.checkout from shop/other.py?")).toMatchObject({ names: ["serve"], to: "callers" });
    expect((await ask("who calls Cart")).names.toSorted()).toEqual(["run", "serve"]);
  });

  test("implementations and importers are answered by the graph", async () => {
    expect(await ask("who implements Store")).toMatchObject({ names: ["DiskStore", "FastStore"], to: "implementers" });
    expect((await ask("what overrides Store.read")).files).toEqual(["shop/store.py"]);
    for (const name of ["shop/store.py", "store.py", "shop.store"])
      expect(await ask(`what imports ${name}`)).toMatchObject({ files: ["shop/cart.py"], to: "importers" });
    expect((await ask("what imports nothingness")).to).toBeUndefined();
  });

  test("where a value is set is answered by the lines that give it, in code and configuration, tests and vendored code last", async () => {
    for (const query of ["where is retryLimit set", "who sets retry_limit?", "where do we set RETRY_LIMIT"]) {
      const { files, to } = await ask(query);
      expect(to).toBe("assignments");
      expect(files.slice(0, 3).toSorted()).toEqual([".env.example", "config/app.yaml", "src/settings.ts"]);
      expect(files.indexOf("tests/settings.test.ts")).toBeGreaterThan(3);
      expect(files.indexOf("vendor/retry/retry.ts")).toBeGreaterThan(3);
    }
    const { hits, route } = await shop.tenant.call("search", { query: "where is retryLimit set" });
    const own = hits.filter((hit: { parts: object }) => "assignments" in hit.parts);
    expect(own.map(({ name }: { name: string }) => name)).not.toContain("mayRetry");
    expect(own.find(({ name }: { name: string }) => name === "load").snippet.highlights[0][0]).toBe(6);
    expect(route.why).toContain("its definition is beside them");
  });

  test("filters hold for what is set, and words answer where nothing sets a thing", async () => {
    expect((await ask("where is retryLimit set path:config")).files).toEqual(["config/app.yaml"]);
    expect((await ask("where is retryLimit set -is:test -path:vendor lang:typescript")).files).toEqual(
      expect.not.arrayContaining(["tests/settings.test.ts", "vendor/retry/retry.ts", "config/app.yaml"]),
    );
    expect((await ask("where is mayRetry set")).to).toBe("definition");
    expect((await ask("where is nothingness set")).to).toBeUndefined();
    expect((await ask("where is x set")).to).toBeUndefined();
    expect((await ask("what sets this apart")).to).toBeUndefined();
  });
});
