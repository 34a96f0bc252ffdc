import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

import { describe, expect, test } from "vitest";
import { Language, Parser, Query } from "web-tree-sitter";

import { show } from "../../../../test/support/source-parser.ts";
import { useParser } from "../../../../test/support/use-parser.ts";
import type { FileFacts } from "../facts.ts";
import { compileWasm, CORE_WASM, createParser, LANGUAGES, languageOf } from "./index.ts";

const parser = useParser();

const parse = (text: string, language = "typescript", deadlineMs = 60_000): Promise<FileFacts> =>
  parser.parse({ path: "a", text, language, deadlineMs });
const names = (facts: FileFacts): string[] => facts.definitions.map(({ name }) => name);

describe("grammars", () => {
  const require = createRequire(import.meta.url);
  test.each(LANGUAGES.filter(({ wasm }) => wasm !== undefined))(
    "$id loads, compiles its query and has a known ABI",
    async ({ wasm, queries }) => {
      await Parser.init();
      const language = await Language.load(await readFile(require.resolve(wasm ?? "")));
      const texts = await Promise.all(queries.map((name) => readFile(new URL(name, import.meta.url), "utf8")));
      expect(language.abiVersion).toBeGreaterThanOrEqual(13);
      expect(language.abiVersion).toBeLessThanOrEqual(15);
      expect(new Query(language, texts.join("\n")).patternCount()).toBeGreaterThan(10);
    },
  );

  test("a compiled module serves as well as its bytes", async () => {
    const core = await compileWasm(await readFile(require.resolve(CORE_WASM)));
    const second = await createParser({
      core,
      async loadGrammar(language) {
        const entry = LANGUAGES.find(({ id }) => id === language);
        const wasm = await compileWasm(await readFile(require.resolve(entry?.wasm ?? "")));
        return { language, wasm, query: "(identifier) @name" };
      },
    });
    expect((await second.parse({ path: "a", text: "a", language: "python" })).sites).toHaveLength(1);
    second.close();
  });

  test("a language is known by extension, whatever its case, or by the whole name", () => {
    expect(["a/b.py", "x.TSX", "y.d.ts", "z.mjs", "SConstruct"].map(languageOf)).toEqual([
      "python",
      "tsx",
      "typescript",
      "javascript",
      "python",
    ]);
    expect(["README", "a.unknown", ".py/x", "a."].map(languageOf)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test("a language without rules is refused by name", async () => {
    await expect(parse("x", "klingon")).rejects.toThrow("klingon");
  });
});

describe("any text gives facts", { timeout: 60_000 }, () => {
  test("nothing", async () => {
    expect(await parse("")).toMatchObject({ lineCount: 0, definitions: [], sites: [], hasSyntaxErrors: false });
    expect((await parse("\n\n", "python")).lineCount).toBe(2);
  });

  test("a byte order mark is no part of the text", async () => {
    const facts = await parse("\uFEFFfunction f() {}");
    expect(facts.definitions[0]).toMatchObject({ start: 0, nameColumn: 9 });
  });

  test("carriage returns, emoji and lone surrogates keep offsets and columns in UTF-16 units", async () => {
    const text = "// 🙂\r\nconst a = '🙂';\r\nfunction f() { return '\uD800' + g(); }\r\n";
    const facts = await parse(text);
    expect(names(facts)).toEqual(["a", "f"]);
    const [a, f] = facts.definitions;
    expect(text.slice(a?.start, a?.end)).toBe("const a = '🙂'");
    expect(text.slice(f?.start, f?.end)).toContain("g()");
    expect(facts.sites[0]).toMatchObject({ line: 3, column: text.split("\r\n")[2]?.indexOf("g()") });
    expect(facts.lineCount).toBe(3);
    expect(a?.doc).toBe("🙂");
  });

  test("names outside of ASCII are whole", async () => {
    const facts = await parse("class Größe { naïve() { 変数.呼ぶ(); } }");
    expect(names(facts)).toEqual(["Größe", "naïve"]);
    expect(facts.sites.map((site) => show(site.target))).toEqual(["変数.呼ぶ"]);
  });

  test("NULs and binary noise", async () => {
    const noise = Array.from({ length: 20_000 }, (_, at) => String.fromCharCode((at * 7919) % 256)).join("");
    for (const { id, wasm } of LANGUAGES) {
      if (wasm === undefined) continue;
      expect((await parse(noise, id)).hasSyntaxErrors).toBe(true);
      expect((await parse("\0\0x = 1\0\ny = f()\n\0", id)).lineCount).toBe(3);
    }
  });

  test("everything left open", async () => {
    for (const { id, wasm } of LANGUAGES) {
      if (wasm === undefined) continue;
      const facts = await parse("class A { function f( { [ `${ def g(x: [ '".repeat(500), id);
      expect(facts.lineCount).toBe(1);
    }
    const facts = await parse("function whole() { a(); }\nclass Broken { m( { \n");
    expect(names(facts)).toContain("whole");
    expect(facts.hasSyntaxErrors).toBe(true);
  });
});

describe("depth and size", { timeout: 60_000 }, () => {
  const deep: Record<string, readonly [string, string]> = {
    parentheses: [`x = ${"(".repeat(50_000)}y${")".repeat(50_000)}`, "javascript"],
    arrays: [`x = ${"[".repeat(50_000)}${"]".repeat(50_000)}`, "python"],
    blocks: ["{".repeat(50_000) + "}".repeat(50_000), "typescript"],
    functions: ["function f() {".repeat(10_000) + "g();" + "}".repeat(10_000), "javascript"],
    arrows: [`const f = ${"x => ".repeat(20_000)}g(x)`, "typescript"],
    types: [`let x: ${"A<".repeat(5_000)}B${">".repeat(5_000)}`, "typescript"],
    patterns: [`let ${"[".repeat(10_000)}a${"]".repeat(10_000)} = b`, "javascript"],
    attributes: [`x${".y".repeat(50_000)}`, "python"],
    binary: [`x = ${"a + ".repeat(50_000)}b`, "python"],
    quotes: [`x: "${"A[".repeat(20_000)}"`, "python"],
    unions: [`type T = ${"A | ".repeat(5_000)}B`, "typescript"],
  };
  test.each(Object.keys(deep))("nested %s give facts that are plain JSON", async (name) => {
    const [text = "", language = ""] = deep[name] ?? [];
    const facts = await parse(text, language);
    expect(facts.lineCount).toBe(1);
    expect(JSON.stringify(facts).length).toBeLessThan(50_000_000);
  });

  test("PARSE-01: nesting beyond reason is cut and said to be", async () => {
    const facts = await parse("function f() {".repeat(1_000) + "g();" + "}".repeat(1_000), "javascript");
    expect(facts.incomplete).toBe("too-deep");
    expect(facts.definitions.length).toBeLessThan(300);
    expect(facts.sites.map((site) => show(site.target))).toContain("g");
  });

  test("a chain of 20,000 calls takes linear time and every call is a site", async () => {
    const started = performance.now();
    const facts = await parse(`x${".then(f)".repeat(20_000)}`);
    expect(facts.sites.filter(({ kind }) => kind === "call")).toHaveLength(20_000);
    expect(performance.now() - started).toBeLessThan(10_000);
  });

  test.each(["kotlin", "rust", "csharp", "typescript"])(
    "20,000 blocks in each other take linear time in %s",
    async (id) => {
      const before = process.cpuUsage();
      const facts = await parse("{".repeat(20_000) + "}".repeat(20_000), id);
      const { user, system } = process.cpuUsage(before);
      expect(facts.incomplete).not.toBe("deadline");
      expect((user + system) / 1e6).toBeLessThan(6);
    },
  );

  test("five megabytes on one line end within the deadline or say that they did not", async () => {
    const text = "function a(b,c){return b.d(c)+e[f].g({h:1,i:function(){j(k)}})}".repeat(80_000);
    const started = performance.now();
    const facts = await parse(text, "javascript", 1_500);
    expect(facts.incomplete).toBe("deadline");
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  test("a file that is queried in parts loses nothing at their borders", async () => {
    const text = "class A extends B { m(x: C) { return d.e(x); } }\n".repeat(10_000);
    const facts = await parse(text);
    expect(facts.definitions).toHaveLength(20_000);
    expect(facts.sites).toHaveLength(20_000);
    expect(facts.definitions.filter(({ kind }) => kind === "Class").every(({ bases }) => bases.length === 1)).toBe(
      true,
    );
    expect(facts.definitions.at(-1)).toMatchObject({ name: "m", startLine: 10_000, parent: 19_998 });
  });

  test("after a deadline the same parser reads the next file whole", async () => {
    const late = await parse("a.b(c);\n".repeat(100_000), "javascript", 1);
    expect(late).toMatchObject({ incomplete: "deadline", lineCount: 100_000 });
    const facts = await parse("function next() {}", "javascript");
    expect(facts.incomplete).toBeUndefined();
    expect(names(facts)).toEqual(["next"]);
  });

  test("the same text gives the same facts", async () => {
    const text = "class A { m(x: B) { return this.n(x).o; } }\nexport default new A();";
    expect(await parse(text)).toEqual(await parse(text));
  });
});
