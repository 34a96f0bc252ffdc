import { describe, expect, test } from "vitest";

import { ENGINES } from "../support/databases.ts";
import { indexedShop } from "./indexed-shop.ts";

const LONG = Array.from({ length: 300 }, (_, at) => `  total += ${at};`).join("\n");
const CONFIG = `export function audit(line: string): string {
  const text = line.trim();
  const upper = text.toUpperCase();
  const marked = "> " + upper;
  console.log(marked);
  return marked;
}
`;
const SHOP = {
  "src/checkout.ts": `import { audit } from "./config";\n\nexport function checkout(total: number) {\n${LONG}\n  audit("done");\n  return total;\n}\n`,
  "src/config.ts": CONFIG,
  "vendor/lib/config.ts": CONFIG,
  "index.ts": "export function main() {\n  return 1;\n}\n",
  "java/com/shop/Cart.java":
    "package com.shop;\n\npublic class Cart {\n  public int checkout(String customer) {\n    return customer.length();\n  }\n}\n",
  "shop/cart.py": "def checkout(items):\n    return len(items)\n",
  Makefile: "all:\n\ttsc\n",
  "vendor/shop/tools.py": "def helper(items):\n    return items\n",
};

describe.each(ENGINES)("places and traces on $engine", (engine) => {
  const shop = indexedShop(engine, SHOP);

  interface Told {
    readonly names: string[];
    readonly files: string[];
    readonly to: string | undefined;
    readonly why: string;
    readonly hits: readonly {
      readonly parts: Readonly<Record<string, number>>;
      readonly copies: readonly { readonly file: string }[];
      readonly snippet: { readonly text: string; readonly start_line: number; readonly highlights: number[][] };
    }[];
  }

  async function ask(query: string, rest = {}): Promise<Told> {
    const { hits, route } = await shop.tenant.call("search", { query, ...rest });
    const [names, files] = ["name", "file"].map((field) => hits.map((hit: Record<string, string>) => hit[field]));
    return { names, files, hits, to: route?.to, why: route?.why ?? "" };
  }

  test("own frames are found below any number of those of libraries", async () => {
    const above = Array.from(
      { length: 60 },
      (_, at) => `\tat org.hibernate.Loader${at}.load(Loader${at}.java:${at + 1})`,
    );
    const java = ["java.lang.IllegalStateException: no cart", ...above, "\tat com.shop.Cart.checkout(Cart.java:5)"];
    const { names, to, hits } = await ask(java.join("\n"));
    expect({ first: names[0], to }).toEqual({ first: "checkout", to: "trace" });
    expect(hits[0]?.parts).toEqual({ trace: 1 });
  });

  test("of a long trace of Python the innermost frames are kept, which stand last", async () => {
    const frames = Array.from(
      { length: 45 },
      (_, at) => `  File "/usr/lib/python3/site-packages/django/core/m${at}.py", line ${at + 1}, in step\n    step()`,
    );
    const own = `  File "/srv/app/shop/cart.py", line 2, in checkout\n    return len(items)`;
    const vendored = `  File "/srv/app/vendor/shop/tools.py", line 2, in helper\n    return items`;
    const trace = ["Traceback (most recent call last):", ...frames, own, vendored, "TypeError: no length"].join("\n");
    const { files, to } = await ask(trace);
    expect({ first: files.slice(0, 2), to }).toEqual({ first: ["shop/cart.py", "vendor/shop/tools.py"], to: "trace" });
  });

  test("a file of a package that is installed is not the own one of its name", async () => {
    const trace = `Error: no\n    at run (/app/node_modules/express/index.ts:2:3)\n    at run (/app/src/config.ts:2:3)`;
    expect((await ask(trace)).files[0]).toBe("src/config.ts");
    expect((await ask("Error: no\n    at main (/app/index.ts:2:3)")).files[0]).toBe("index.ts");
  });

  test("a place in a long function shows the line that was asked for, and so does a frame of a trace", async () => {
    const { names, hits } = await ask("src/checkout.ts:205");
    expect(names[0]).toBe("checkout");
    expect(hits[0]?.snippet.text).toContain("total += 201;");
    expect(hits[0]?.snippet.highlights).toEqual([[205, 2, 15]]);
    const trace = await ask("Error: no\n    at checkout (/app/src/checkout.ts:205:3)\n    at x (/app/y.js:1:1)");
    expect(trace.hits[0]?.snippet.highlights).toEqual([[205, 2, 15]]);
  });

  test("places are read as pages, compilers and people write them", async () => {
    for (const query of [
      "https://github.com/o/r/blob/main/src/checkout.ts#L205",
      "see src/checkout.ts:205 for details",
      "checkout.ts:205:3: error: no such name",
      "src/checkout.ts(205,3): error TS2322: no number",
    ]) {
      const { to, names, hits } = await ask(query);
      expect({ query, to, first: names[0] }).toEqual({ query, to: "place", first: "checkout" });
      expect(hits[0]?.snippet.highlights).toEqual([[205, 2, 15]]);
    }
    expect(await ask("Makefile:2")).toMatchObject({ to: "place", files: expect.arrayContaining(["Makefile"]) });
    expect((await ask("who answers at example.com:443")).to).toBeUndefined();
    expect((await ask("is it localhost:8080\nor example.com:443")).to).toBeUndefined();
  });

  test("a line behind the end of a file is told, and its file shown", async () => {
    const { to, names, why } = await ask("src/config.ts:9999");
    expect({ to, first: names[0] }).toEqual({ to: "place", first: "config.ts" });
    expect(why).toContain("has no line 9999");
  });

  test("a trace behind the prefixes of a container's log and in colours is read", async () => {
    const lines = [
      "\u001b[31mTypeError: no cart\u001b[39m",
      "    at checkout (/app/src/checkout.ts:205:3)",
      "    at /x/y.js:1:1",
    ];
    const { to, names, hits } = await ask(lines.map((line) => `2024-05-01T10:00:00Z web-1  | ${line}`).join("\n"));
    expect({ to, first: names[0] }).toEqual({ to: "trace", first: "checkout" });
    expect(hits[0]?.snippet.highlights).toEqual([[205, 2, 15]]);
  });

  test("copies are told beside what a definition is searched for by, and the graph's answers are all shown", async () => {
    const { files, hits, to } = await ask("where is audit defined?");
    expect({ to, first: files[0], copies: hits[0]?.copies }).toMatchObject({
      to: "definition",
      first: "src/config.ts",
      copies: [{ file: "vendor/lib/config.ts" }],
    });
    expect(files).not.toContain("vendor/lib/config.ts");
  });
});
