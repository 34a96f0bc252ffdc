import { BinaryReader } from "@bufbuild/protobuf/wire";
import { describe, expect, test } from "vitest";

import { own, scipIndex, type ToldDocument, type ToldName } from "../../../../test/support/scip-index.ts";
import { packageOfSymbol, readAgainstText, readDocument, type ScipDocument } from "./index.ts";

/** The document of an index that has one. */
function written(document: ToldDocument, typedRanges = false): ScipDocument {
  const reader = new BinaryReader(scipIndex({ documents: [document], typedRanges }));
  for (;;) {
    const [field] = reader.tag();
    const bytes = reader.bytes();
    if (field === 2) return readDocument(bytes);
  }
}

const OPTIONS = {
  tool: "scip-test@1.2.3",
  isOwn: (beginning: string) => beginning === packageOfSymbol(own("a.ts", "")),
};
const SAVE: ToldName = { word: "save", symbol: own("a.ts", "save()."), defines: true };
const CALL: ToldName = { word: "save", nth: 1, symbol: own("a.ts", "save().") };
const TEXT = "function save() {}\nfunction main() { save(); }\n";

/** Where uses stand, or that the document is stale. */
function usesIn(document: ToldDocument, text = document.text): unknown {
  const reading = readAgainstText(written(document), text, OPTIONS);
  return reading.kind === "stale" ? "stale" : reading.facts.uses.filter((_, at) => at % 3 > 0);
}

describe("a document beside its text", () => {
  test("has places in our lines and columns", () => {
    const reading = readAgainstText(written({ path: "a.ts", text: TEXT, names: [SAVE, CALL] }), TEXT, OPTIONS);
    expect(reading).toMatchObject({
      facts: {
        tool: "scip-test@1.2.3",
        symbols: [own("a.ts", ""), own("a.ts", "save().")],
        definitions: [1, 1, 9],
        uses: [1, 2, 18],
        modules: { own: [0], named: [] },
      },
      aliases: [],
    });
  });

  test("may write ranges as messages of their own", () => {
    const document = written({ path: "a.ts", text: TEXT, names: [SAVE, CALL] }, true);
    expect(document.occurrences.map(({ line, start, end }) => [line, start, end])).toEqual([
      [0, 0, 0],
      [0, 9, 13],
      [1, 18, 22],
    ]);
  });

  test.each([
    ["a line was added before", `// new\n${TEXT}`],
    ["a name was changed for another of its length", TEXT.replace("{ save", "{ load")],
    ["a definition was renamed", TEXT.replaceAll("save", "load")],
    ["a name became longer", TEXT.replaceAll("save", "saved")],
    ["the file became shorter", "function save() {}"],
    ["the line became shorter", TEXT.replace("{ save(); }", "{}")],
  ])("is stale if %s", (_, text) => {
    expect(usesIn({ path: "a.ts", text: TEXT, names: [SAVE, CALL] }, text)).toBe("stale");
  });

  test("is stale if it carries another text", () => {
    const document: ToldDocument = { path: "a.ts", text: TEXT, names: [SAVE, CALL], carriesText: true };
    expect(usesIn(document)).toEqual([2, 18]);
    expect(usesIn(document, `${TEXT}// one more line\n`)).toBe("stale");
  });

  test("is stale if a local name stands where another one was", () => {
    const text = "function f(one, two) { one.go(); }\n";
    const names: ToldName[] = [
      { word: "one", symbol: "local 1", defines: true },
      { word: "one", nth: 1, symbol: "local 1" },
    ];
    expect(usesIn({ path: "a.ts", text, names })).toEqual([1, 23]);
    expect(usesIn({ path: "a.ts", text, names }, text.replace("{ one", "{ two"))).toBe("stale");
  });

  test("may call a symbol by an alias that it declares", () => {
    const text = 'import { save as keep } from "./a";\nkeep();\n';
    const symbol = own("a.ts", "save().");
    const names: ToldName[] = [
      { word: "keep", symbol },
      { word: "keep", nth: 1, symbol },
    ];
    expect(usesIn({ path: "b.ts", text, names })).toEqual([1, 17, 2, 0]);
  });

  test("hands on aliases that another file has to have declared", () => {
    const text = 'import { keep } from "./barrel";\n';
    const symbol = own("a.ts", "save().");
    const reading = readAgainstText(written({ path: "b.ts", text, names: [{ word: "keep", symbol }] }), text, OPTIONS);
    expect(reading).toMatchObject({ kind: "facts", aliases: [`keep ${symbol}`] });
  });

  test.each([0, 1, 2, 3] as const)("has columns in UTF-16 units, whatever encoding %i counts", (encoding) => {
    const text = 'const s = "ü🚀"; save();\nfunction save() {}\n';
    const names = [
      { ...SAVE, nth: 1 },
      { ...CALL, nth: 0 },
    ];
    expect(usesIn({ path: "a.ts", text, names, encoding })).toEqual([1, 17]);
  });

  test("tries every unit where the tool does not say which it counts", () => {
    const text = 'const s = "ü🚀"; save();\nfunction save() {}\n';
    const inBytes = written({
      path: "a.ts",
      text,
      names: [
        { ...SAVE, nth: 1 },
        { ...CALL, nth: 0 },
      ],
      encoding: 1,
    });
    expect(readAgainstText({ ...inBytes, encoding: "unknown" }, text, OPTIONS)).toMatchObject({
      facts: { uses: [1, 1, 17] },
    });
  });

  test("of a line as long as a file is read in time", () => {
    const words = Array.from({ length: 40_000 }, (_, at) => `f${at + 100_000}`);
    const text = `ü ${words.join(" ")}`;
    const occurrences = words.map((word, at) => {
      const start = 2 + at * (word.length + 1);
      return { line: 0, start, end: start + word.length, symbol: own("a.ts", `x${word}().`), isDefinition: false };
    });
    const document: ScipDocument = { path: "a.ts", encoding: "utf-32", text: "", occurrences, implementations: [] };
    const started = performance.now();
    expect(readAgainstText(document, text, OPTIONS)).toMatchObject({ kind: "facts" });
    expect(performance.now() - started).toBeLessThan(5_000);
  });

  test("names symbols of other packages as imports name them", () => {
    const text = "alpha beta gamma delta epsilon zeta\n";
    const symbols = [
      "scip-typescript npm typescript 5.9.3 lib/`lib.es5.d.ts`/Array#alpha().",
      "scip-typescript npm @types/node 24.0.0 `fs.d.ts`/beta().",
      "scip-python python python-stdlib 3.11 builtins/gamma().",
      "scip-python python urllib3 2.0 `urllib3.util.retry`/Retry#delta().",
      "scip-go gomod github.com/a/b v1.0.0 `github.com/a/b/c`/epsilon().",
      "scip-java maven org.slf4j/slf4j-api 2.0 org/slf4j/Logger#zeta().",
    ];
    const words = text.trim().split(" ");
    const names = symbols.map((symbol, at): ToldName => ({ word: words[at] ?? "", symbol }));
    const reading = readAgainstText(written({ path: "a.ts", text, names }), text, OPTIONS);
    expect(reading.kind === "facts" && reading.facts.outside.map((one) => [one.package, one.path])).toEqual([
      ["", "Array.alpha"],
      ["node", "beta"],
      ["", "gamma"],
      ["urllib3", "util.retry.Retry.delta"],
      ["github.com/a/b/c", "epsilon"],
      ["org.slf4j", "Logger.zeta"],
    ]);
  });
});
