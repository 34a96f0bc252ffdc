/** Inputs on which inference would take for ever, or would give up elsewhere in each run. */
import { describe, expect, test } from "vitest";

import { draw, drawingOf, graphOf, type Sources } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";
import { createGraphIndex, type ProjectFile } from "./index.ts";

const parser = useParser();
const { drawn } = drawingOf(parser);

const count = (length: number): readonly number[] => Array.from({ length }, (_, at) => at);
const joined = (length: number, write: (at: number) => string): string => count(length).map(write).join("");
const TYPE = "class T { m() { return this; } }\n";

describe("what functions give back is known through", () => {
  test("thousands of others, wherever one comes in", async () => {
    const links = 3_000;
    const text =
      TYPE +
      joined(links, (at) => `function f${at}() { return f${at + 1}(); }\n`) +
      `function f${links}() { return new T(); }\n` +
      "function middle() { f1500().m(); }\nfunction all() { f0().m(); f2999().m(); }\n";
    const { calls } = await drawn({ "a.ts": text });
    expect(calls.filter((edge) => edge.endsWith("T.m"))).toEqual(["a.ts:all a.ts:T.m", "a.ts:middle a.ts:T.m"]);
  });

  test.each([0, 1, 150, 299])("a circle of hundreds of them, entered at number %i", async (entered) => {
    const links = 300;
    const text =
      TYPE +
      "class U { m() {} }\n" +
      joined(links, (at) => {
        const made = at === 10 ? "if (x) return new T();" : at === 200 ? "if (x) return new U();" : "";
        return `function f${at}(x) { ${made} return f${(at + 1) % links}(x); }\n`;
      }) +
      `function first() { f${entered}(1).m(); }\nfunction second() { f${(entered + 77) % links}(1).m(); }\n`;
    const { calls } = await drawn({ "a.ts": text });
    expect(calls.filter((edge) => edge.endsWith(".m"))).toEqual([
      "a.ts:first a.ts:T.m",
      "a.ts:first a.ts:U.m",
      "a.ts:second a.ts:T.m",
      "a.ts:second a.ts:U.m",
    ]);
  });

  test("a file that is read later finds in a long chain what a fresh index finds", async () => {
    const sources: Record<string, string> = {
      "a.ts": `import { f0 } from "./c000";\nfunction first() { f0().m(); }\n`,
      "z.ts": `import { f149 } from "./c149";\nfunction last() { f149().m(); }\n`,
      "t.ts": `export ${TYPE}`,
    };
    for (const at of count(250)) {
      const next = String(at + 1).padStart(3, "0");
      const [head, made] =
        at === 249
          ? [`import { T } from "./t";`, "new T()"]
          : [`import { f${at + 1} } from "./c${next}";`, `f${at + 1}()`];
      sources[`c${String(at).padStart(3, "0")}.ts`] = `${head}\nexport function f${at}() { return ${made}; }\n`;
    }
    const files = await filesOf(sources);
    const index = createGraphIndex("test");
    index.update({ changed: files, removed: [], manifests: [] });
    const changed = await filesOf({ "z.ts": `\n${sources["z.ts"]}` });
    const { drawn: again } = index.update({ changed, removed: [] });
    const fresh = await graphOf(parser, { ...sources, "z.ts": `\n${sources["z.ts"]}` });
    expect(draw(fresh).calls).toContain("a.ts:first t.ts:T.m");
    expect(draw(fresh).calls).toContain("z.ts:last t.ts:T.m");
    expect(again).toEqual(fresh.files.filter(({ path }) => path === "z.ts"));
  });
});

async function filesOf(sources: Sources): Promise<ProjectFile[]> {
  const files: ProjectFile[] = [];
  for (const [path, text] of Object.entries(sources)) {
    files.push({ path, facts: await parser.parse({ path, text, language: "typescript", deadlineMs: 60_000 }) });
  }
  return files;
}

/** In CPU seconds, of which a linear pass takes a few. */
const END_S = 20;

async function cpuSecondsOf(sources: Sources): Promise<number> {
  const before = process.cpuUsage();
  await graphOf(parser, sources);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1e6;
}

describe("inference ends where it would grow without bound:", { timeout: 120_000 }, () => {
  const hostile: Readonly<Record<string, Sources>> = {
    "functions of which each gives what two others give": {
      "a.ts":
        joined(600, (at) => {
          const [one, two] = [(at + 1) % 600, (at * 7 + 3) % 600];
          return `function f${at}(x) { if (x) return f${one}(f${two}(x)).f${two}(); return f${two}(f${one}()); }\n`;
        }) + "f0().x().y();\n",
    },
    "types that hold each other in all their parameters": {
      "a.ts":
        joined(40, (at) => {
          const inner = count(20).map((one) => `A${(at + one + 1) % 40}<T, T, T>`);
          return `class A${at}<T, U, V> { next(): A${(at + 1) % 40}<${inner.slice(0, 3).join(", ")}>; all(): ${inner.join(" | ")}; }\n`;
        }) + `function g(a: A0<string, A1, A2>) { a${".next()".repeat(60)}.all()${".next()".repeat(60)}; }\n`,
    },
    "aliases that double with each level": {
      "a.ts":
        "class Box<T> { of(): T; }\ntype L0<T> = Box<T>;\n" +
        joined(60, (at) => `type L${at + 1}<T> = L${at}<L${at}<T>>;\n`) +
        `function g(a: L60<string>) { a${".of()".repeat(60)}; }\n`,
    },
    "aliases of a hundred parameters in each other": {
      "a.ts":
        `class Box<${count(100)
          .map((at) => `T${at}`)
          .join(", ")}> { of(): T0; }\n` +
        `type W<T> = Box<${"T, ".repeat(99)}T>;\n` +
        joined(
          50,
          (at) => `function g${at}(a: W<W<W<W<W<W<string>>>>>>) { return a.of().of().of(); }\ng${at}().of();\n`,
        ),
    },
    "aliases that stand for each other in a circle": {
      "a.ts":
        joined(500, (at) => `type L${at} = L${(at + 1) % 500} | L${(at * 3 + 1) % 500};\n`) +
        joined(500, (at) => `function g${at}(a: L${at}) { a.x().y(); }\n`),
    },
    "fields of which each holds what all others hold": {
      "a.py":
        "class A:\n    def __init__(self):\n" +
        joined(
          300,
          (at) =>
            `        self.f${at} = self.f${(at + 1) % 300}.f${(at * 7) % 300} or self.f${(at * 5 + 2) % 300}.g()\n`,
        ) +
        "    def g(self):\n" +
        joined(300, (at) => `        self.f${at}.f${(at * 11) % 300}.g().f${at}\n`),
    },
    "types of one name": {
      "a.cs":
        "interface IPet { void Purr(); }\n" +
        joined(
          700,
          () =>
            "class Cat : IPet { public void Purr() {} }\nclass Home { public T Get<T>() where T : IPet => default; void One() { Get<Cat>().Purr(); } }\n",
        ),
    },
    "functions in functions, and names that are bound in the outermost or nowhere": {
      "a.ts": `${joined(127, (at) => `function f${at}(a: any) { `)}${"f0(a); g(h.x);\n".repeat(10_000)}${"}".repeat(127)}\n`,
    },
    "packages in packages": { "a.scala": "package a\nimport other.{One, Two}\n".repeat(1_000) },
    "a receiver of thousands of links": { "a.ts": `function g(a: any) { a${".b(c).d".repeat(20_000)}(); }\n` },
  };
  test.each(Object.keys(hostile))("%s", async (name) => {
    expect(await cpuSecondsOf(hostile[name] ?? {})).toBeLessThan(END_S);
  });
});
