import { expect, test } from "vitest";

import { temporaryFolder, temporaryRepository } from "../../../../test/support/temporary-folder.ts";
import { exportLines } from "../index.ts";
import { indexFolder } from "./index-folder.ts";

test("a call from one file to another is an edge, and the commit is named", async () => {
  using folder = temporaryRepository({
    "app/tax.py": "def vat(price):\n    return price * 0.2\n",
    "app/__init__.py": "",
    "shop.py": "from app.tax import vat\n\ndef total(price):\n    return price + vat(price)\n",
    "notes.txt": "no language",
  });
  const { graph, skipped, commit, dirty } = await indexFolder(folder.path, { workers: 1 });
  const nodes = new Map(graph.files.flatMap((file) => file.nodes).map((node) => [node.id, node.qualifiedName]));
  const calls = graph.files.flatMap((file) => file.edges).filter((edge) => edge.kind === "CALLS");
  expect(calls.map((edge) => [nodes.get(edge.from), nodes.get(edge.to), edge.lines, edge.tier])).toEqual([
    ["total", "vat", [4], "exact"],
  ]);
  expect({ skipped, commit, dirty }).toEqual({
    skipped: [],
    commit: folder.git("rev-parse", "HEAD").trim(),
    dirty: false,
  });
});

test("the graph is the same with any number of workers", async () => {
  using folder = temporaryFolder(
    Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [
        `m${at}.py`,
        `import m${(at * 7) % 60}\n\ndef f${at}():\n    m${(at * 7) % 60}.f${(at * 7) % 60}()\n`,
      ]),
    ),
  );
  const one = await indexFolder(folder.path, { workers: 1 });
  const three = await indexFolder(folder.path, { workers: 3 });
  expect([...exportLines(three.graph)].join("")).toBe([...exportLines(one.graph)].join(""));
  expect(one.graph.files).toHaveLength(60);
});

test("a header that its text shows to be C++ is read as such, also where no other file is", async () => {
  using folder = temporaryFolder({
    "a.h": "class Box { public: void open() { shut(); } void shut() {} };\n",
    "b.c": "int main(void) { return 0; }\n",
  });
  const { graph, skipped } = await indexFolder(folder.path, { workers: 1 });
  expect(skipped).toEqual([]);
  const names = graph.files.flatMap(({ nodes }) => nodes.map(({ qualifiedName }) => qualifiedName));
  expect(names).toEqual(["a.h", "Box", "Box.open", "Box.shut", "b.c", "main"]);
});

test("hostile files are reported, and the rest is in the graph", async () => {
  using folder = temporaryFolder({
    "ok.py": "def ok(): pass\n",
    "broken.py": "def broken(:\n  class\n)))\n",
    "deep.py": `x = ${"[\n".repeat(50_000)}`,
    "bytes.py": Buffer.from([0x64, 0xff, 0xfe, 0x0a]),
    "nul.py": Buffer.from([0x64, 0, 0x0a]),
    "huge.js": `x="${"y".repeat(5_000_000)}"`,
    "empty.py": "",
  });
  const { graph, skipped } = await indexFolder(folder.path, { workers: 1 });
  expect(graph.files.map((file) => file.path)).toEqual(["broken.py", "bytes.py", "deep.py", "empty.py", "ok.py"]);
  expect(skipped.map(({ path, reason }) => [path, reason]).filter(([, reason]) => reason !== "deadline")).toEqual([
    ["huge.js", "too-large"],
    ["nul.py", "binary"],
  ]);
});

test("a file of which something would cost too much to find out is reported, with the use itself", async () => {
  using folder = temporaryFolder({
    "wide.ts": `class T { m() {} }\nlet x = new T();\n${"x = new T();\n".repeat(6_000)}function f(y: T) { x.m(); y.m(); }\n`,
    "plain.ts": "export function g() { unknown(); }\n",
  });
  const { graph, skipped } = await indexFolder(folder.path, { workers: 1 });
  expect(skipped).toEqual([{ kind: "skipped", path: "wide.ts", reason: "too-complex" }]);
  expect(graph.files.flatMap((file) => file.unresolved.map(({ name, reason }) => [file.path, name, reason]))).toEqual([
    ["plain.ts", "unknown", "unknown-name"],
    ["wide.ts", "m", "too-complex"],
  ]);
});

test("a folder without source gives an empty graph, one that is missing an error", async () => {
  using folder = temporaryFolder();
  expect((await indexFolder(folder.path)).graph).toEqual({ files: [], externals: [] });
  await expect(indexFolder(`${folder.path}/missing`)).rejects.toMatchObject({ code: "NOT_FOUND" });
});
