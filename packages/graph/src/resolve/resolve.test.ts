import { createHash } from "node:crypto";

import { assert, property, shuffledSubarray } from "fast-check";
import { describe, expect, test } from "vitest";

import { draw, graphOf, type Sources } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";
import { exportLines } from "../export.ts";
import type { FileFacts } from "../facts.ts";
import { languageOf } from "../parse/index.ts";
import { type ProjectFile, resolve } from "./index.ts";

const parser = useParser();

const exported = async (sources: Sources): Promise<readonly string[]> => [
  ...exportLines(await graphOf(parser, sources)),
];
const ids = async (sources: Sources): Promise<ReadonlyMap<string, string>> => {
  const graph = await graphOf(parser, sources);
  return new Map(
    graph.files.flatMap((file) => file.nodes.map((node) => [`${node.file}:${node.qualifiedName}`, node.id])),
  );
};

const PROJECT: Sources = {
  "lib/__init__.py": "from .core import *\nfrom .shapes import Shape as Form\n",
  "lib/core.py": "import os\nclass Core:\n    def run(self):\n        os.getcwd()\n        return self.run()\n",
  "lib/shapes.py": "from .core import Core\nclass Shape(Core):\n    def draw(self): ...\n",
  "app.py":
    "from lib import Form, Core\nx = Form()\ndef main():\n    x.draw()\n    x.run()\n    Core().run()\n    gone()\n",
};

describe("ids", () => {
  test("moving text inside a file changes no id", async () => {
    const before = await ids({ "a.py": "class A:\n    def f(self): ...\ndef g(): ...\n" });
    const after = await ids({ "a.py": "\n# moved\n\ndef g(): ...\n\n\nclass A:\n\n    def f(self): ...\n" });
    expect(Object.fromEntries(after)).toEqual(Object.fromEntries(before));
  });

  test("equal definitions of a file, and equal files of different paths, are told apart", async () => {
    const twice = "def f(): ...\ndef f(): ...\n";
    const graph = await graphOf(parser, { "a.py": twice, "b.py": twice });
    const all = graph.files.flatMap((file) => file.nodes.map((node) => node.id));
    expect(new Set(all).size).toBe(6);
    expect(all.every((id) => /^[0-9a-f]{16}$/.test(id))).toBe(true);
  });

  test("another repository has other ids for the same file", async () => {
    const facts = await parser.parse({ path: "a.py", text: "def f(): ...\n", language: "python", deadlineMs: 60_000 });
    const of = (repoKey: string) =>
      resolve({ repoKey, files: [{ path: "a.py", facts }], manifests: [] }).files[0]?.nodes[1]?.id;
    expect(of("one")).not.toBe(of("two"));
  });
});

describe("the export", () => {
  test("is byte for byte the same whatever the order of files", async () => {
    const files: ProjectFile[] = [];
    for (const [path, text] of Object.entries(PROJECT)) {
      const language = languageOf(path) ?? "";
      files.push({ path, facts: await parser.parse({ path, text, language, deadlineMs: 60_000 }) });
    }
    const digest = (order: readonly ProjectFile[]): string => {
      const hash = createHash("sha256");
      for (const line of exportLines(resolve({ repoKey: "r", files: order, manifests: [] }))) hash.update(line);
      return hash.digest("hex");
    };
    const expected = digest(files);
    const orders = shuffledSubarray(files, { minLength: files.length });
    assert(property(orders, (order) => digest(order) === expected));
    expect(expected).toMatch(/^[0-9a-f]{64}$/);
  });

  test("has a line for each node and edge, with the lines of every call and the tier", async () => {
    const exportedLines = await exported({ "a.py": "def f(): ...\ndef g():\n    f()\n    f()\n" });
    const lines = exportedLines.map((line): Record<string, unknown> => JSON.parse(line));
    expect(lines.filter(({ type }) => type === "node")).toMatchObject([
      { kind: "File", name: "a.py", file: "a.py", start_line: 1, end_line: 4 },
      { kind: "Function", qualified_name: "f", start_line: 1, end_line: 1 },
      { kind: "Function", qualified_name: "g", start_line: 2, end_line: 4 },
    ]);
    const [, , g] = lines;
    expect(lines.find(({ kind }) => kind === "CALLS")).toMatchObject({
      from: g?.["id"],
      line: 3,
      lines: [3, 4],
      tier: "exact",
    });
  });

  test("every edge and every unresolved call starts at a node of its own file and ends at a known node", async () => {
    const graph = await graphOf(parser, PROJECT);
    const known = new Set([...graph.files.flatMap((file) => file.nodes), ...graph.externals].map((node) => node.id));
    for (const file of graph.files) {
      const own = new Set(file.nodes.map((node) => node.id));
      for (const { from, to } of file.edges) expect([own.has(from), known.has(to)]).toEqual([true, true]);
      for (const { from } of file.unresolved) expect(own.has(from)).toBe(true);
    }
  });
});

describe("size and hostility", () => {
  test("an empty project and empty files give empty graphs", async () => {
    expect(resolve({ repoKey: "r", files: [], manifests: [] })).toEqual({ files: [], externals: [] });
    expect((await exported({ "a.py": "" })).length).toBe(1);
  });

  test("facts whose indexes lead nowhere do not stop the rest", () => {
    const broken: FileFacts = {
      language: "python",
      version: 1,
      lineCount: 1,
      packageName: "",
      definitions: [],
      scopes: [],
      bindings: [{ scope: 7, name: "x", member: true, line: 1, element: false }],
      imports: [
        {
          scope: 9,
          line: 1,
          module: "....",
          form: "name",
          imported: "",
          local: "y",
          reexport: false,
          typeOnly: false,
          isStatic: false,
        },
      ],
      exports: [],
      stores: [],
      sites: [
        { kind: "call", scope: 5, line: 1, column: 0, target: { kind: "definition", index: 4 }, argumentCount: 0 },
      ],
      comments: [],
      hasSyntaxErrors: true,
    };
    const graph = resolve({
      repoKey: "r",
      files: [{ path: "a.py", facts: broken }],
      manifests: [{ path: "package.json", text: "{" }],
    });
    expect(graph.files[0]?.unresolved).toMatchObject([{ reason: "dynamic" }]);
  });

  test("a class of 10,000 methods that call each other is resolved completely", async () => {
    const methods = Array.from(
      { length: 10_000 },
      (_, at) => `    def m${at}(self):\n        self.m${(at + 1) % 10_000}()\n`,
    );
    const { calls, unresolved } = draw(await graphOf(parser, { "a.py": `class Big:\n${methods.join("")}` }));
    expect(calls.length).toBe(10_000);
    expect(unresolved).toEqual([]);
  });

  test("chains of 5,000 aliases and bases and of 1,000 re-exports end without a stack", async () => {
    const count = 5_000;
    const aliases = Array.from({ length: count }, (_, at) => `a${at + 1} = a${at}\n`).join("");
    const bases = Array.from({ length: count }, (_, at) => `class C${at + 1}(C${at}): ...\n`).join("");
    const { calls, made } = draw(
      await graphOf(parser, {
        "a.py": `def a0(): ...\n${aliases}a${count}()\na20()\n`,
        "b.py": `class C0: ...\n${bases}C${count}().f()\nC${count}()\n`,
      }),
    );
    expect(calls).toContain("a.py a.py:a0");
    expect(made).toContain(`b.py b.py:C${count}`);
    const links: Record<string, string> = { "m0.py": "def f(): ...\n" };
    for (let at = 1; at <= 1_000; at++) links[`m${at}.py`] = `from m${at - 1} import f\n`;
    const linked = draw(await graphOf(parser, { ...links, "main.py": "from m1000 import f\nf()\n" }));
    expect(linked.calls).toEqual(["main.py m0.py:f"]);
  });

  test("variables that are all assigned to each other do not cost more than their number allows", async () => {
    const names = Array.from({ length: 60 }, (_, at) => `v${at}`);
    const assignments = names.flatMap((one) => names.map((other) => `    ${one} = ${other}.next()\n`)).join("");
    const source = `class A:\n    def next(self) -> 'A': ...\ndef main():\n    v0 = A()\n${assignments}    v59.next()\n`;
    expect(draw(await graphOf(parser, { "a.py": source })).calls).toContain("a.py:main a.py:A.next");
  });

  test("files that all hand on each other's names by stars cost one question a file", async () => {
    const names = Array.from({ length: 100 }, (_, at) => `m${at}`);
    const stars = names.map((name) => `export * from "./${name}";\n`).join("");
    const gone = names.map((name) => `${name}();`).join(" ");
    const sources = Object.fromEntries(
      names.map((name) => [
        `${name}.ts`,
        `${stars}import { ${names.join(", ")}, here } from "./m1";\n${gone} here();\n`,
      ]),
    );
    const { calls } = draw(
      await graphOf(parser, { ...sources, "m99.ts": `${sources["m99.ts"]}export function here() {}\n` }),
    );
    expect(calls).toHaveLength(100);
    expect(new Set(calls.map((edge) => edge.split(" ")[1]))).toEqual(new Set(["m99.ts:here"]));
  });
});
