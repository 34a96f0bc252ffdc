/** Paths, cycles, what nothing uses, and what a name at a place means, on both engines. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openAether, type TestAether, type TestTenant } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const FILES = {
  "a.ts": `import { middle as between } from "./b";

export function begin(count: number) {
  const twice = count * 2;
  between(twice);
  aside();
  return twice;
}
function aside() {
  return between(1);
}
function forgotten() {
  return forgotten;
}
export function loose(thing: any) {
  return thing.lost();
}
`,
  "b.ts": `import { begin } from "./a";

export function middle(count: number) {
  return end(count);
}
export function end(count: number): unknown {
  return count > 9 ? count : begin(count);
}
class Box {
  lost() {}
}
export const box = new Box();
`,
};

interface Path {
  readonly steps: readonly { readonly node: { readonly name: string } }[];
}

describe.each(ENGINES)("places and paths on $engine", (engine) => {
  let aether: TestAether;
  let tenant: TestTenant;
  const folder = temporaryFolder(FILES);
  beforeAll(async () => {
    aether = await openAether(engine);
    tenant = await aether.tenant();
    await tenant.index(folder.path, { name: "ring" });
  }, 120_000);
  afterAll(async () => {
    await aether.close();
    folder[Symbol.dispose]();
  });

  const idOf = async (name: string): Promise<string> => (await tenant.call("find_nodes", { name })).nodes[0].id;
  const paths = async (from: string, to: string, more: object = {}) => {
    const answer = await tenant.call("find_paths", { from: await idOf(from), to: await idOf(to), ...more });
    return {
      ...answer,
      names: answer.paths.map(({ steps }: Path) => steps.map(({ node }) => node.name).join(" ")),
    };
  };
  const at = (path: string, line: number, column: number) =>
    tenant.call("definition_at", { repo: "ring", path, line, column });

  test("the shortest path is found, and all simple ones, each within its limits", async () => {
    expect((await paths("begin", "end")).names).toEqual(["begin middle end"]);
    const all = await paths("begin", "end", { all: "true" });
    expect([all.names, all.truncated]).toEqual([["begin middle end", "begin aside middle end"], false]);
    expect((await paths("begin", "end", { all: "true", max_length: 2 })).names).toEqual(["begin middle end"]);
    const one = await paths("begin", "end", { all: "true", limit: 1 });
    expect([one.names, one.truncated]).toEqual([["begin middle end"], true]);
    expect((await paths("begin", "end", { max_length: 1 })).names).toEqual([]);
    expect((await paths("begin", "forgotten")).names).toEqual([]);
    expect((await paths("aside", "begin")).names).toEqual(["aside middle end begin"]);
    expect((await paths("begin", "end", { max_visited: 2 })).truncated).toBe(true);
  });

  test("files that import each other are a cycle", async () => {
    const { groups, count } = await tenant.call("find_cycles", { repo: "ring" });
    expect(count).toBe(1);
    expect(groups[0]).toMatchObject({ size: 2, cycle: [{ file: expect.any(String) }, { file: expect.any(String) }] });
  });

  test("what nothing but itself uses is unreachable, and says which loose uses may be of it", async () => {
    const { definitions, completeness } = await tenant.call("find_unreachable", { repo: "ring" });
    const found = definitions.map(
      (one: { node: { qualified_name: string }; unresolved: number }) => `${one.node.qualified_name} ${one.unresolved}`,
    );
    expect(found.sort()).toEqual(["Box.lost 1", "forgotten 0"]);
    expect(completeness.unresolved.first).toMatchObject([{ file: "a.ts", name: "lost" }]);
    const exported = await tenant.call("find_unreachable", { repo: "ring", exported: "true", limit: 1 });
    expect(exported.next_cursor).not.toBeNull();
  });

  test("a declaration and its body are one: the body is named, and neither where one of them is used", async () => {
    using declared = temporaryFolder({
      "box.hpp": "class Box {\n  void lost();\n  int lost(int x);\n  void kept();\n};\nvoid promised();\n",
      "box.cpp":
        '#include "box.hpp"\nvoid Box::lost() {}\nint Box::lost(int x) { return x; }\nvoid Box::kept() {}\n' +
        "static int twice(int);\nstatic int once(int);\nstatic int once(int x) { return twice(x); }\n" +
        "static int twice(int x) { return x; }\nvoid run(Box box) { box.kept(); }\n",
      "other.cpp": "static int twice(int x) { return x; }\n",
    });
    await tenant.index(declared.path, { name: "declared" });
    const { definitions } = await tenant.call("find_unreachable", { repo: "declared", exported: "true" });
    const found = definitions.map(
      ({ node }: { node: { name: string; file: string; start_line: number } }) =>
        `${node.file}:${node.start_line} ${node.name}`,
    );
    expect(found.sort()).toEqual([
      "box.cpp:2 lost",
      "box.cpp:3 lost",
      "box.cpp:7 once",
      "box.cpp:9 run",
      "box.hpp:6 promised",
      "other.cpp:1 twice",
    ]);
  });

  test("a name means what it is bound to: an import under its other name, a local, a definition, or nothing known", async () => {
    expect(await at("a.ts", 5, 3)).toMatchObject({
      name: "between",
      found: "meant",
      definitions: [{ node: { name: "middle", file: "b.ts" }, tier: "exact" }],
      enclosing: { name: "begin" },
    });
    expect(await at("a.ts", 5, 10)).toMatchObject({ name: "twice", found: "local", local: { line: 4 } });
    expect(await at("a.ts", 4, 16)).toMatchObject({ name: "count", local: { line: 3, kind: "parameter" } });
    expect((await at("a.ts", 5, 3)).lines).toEqual([
      { file: "a.ts", line: 1, kind: "import" },
      { file: "b.ts", line: 3, kind: "definition" },
    ]);
    expect(await at("a.ts", 6, 4)).toMatchObject({ found: "meant", definitions: [{ node: { name: "aside" } }] });
    expect(await at("a.ts", 9, 9)).toMatchObject({ found: "here", definitions: [{ node: { name: "aside" } }] });
    expect(await at("a.ts", 16, 16)).toMatchObject({ found: "unresolved", reason: "unknown-receiver" });
    expect(await at("a.ts", 2, 0)).toMatchObject({ name: null, found: "enclosing", definitions: [] });
    await expect(at("a.ts", 999, 0)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(at("c.ts", 1, 0)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("another tenant finds none of it", async () => {
    const theirs = await aether.tenant();
    await expect(theirs.call("find_cycles", { repo: "ring" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(theirs.call("find_paths", { from: await idOf("begin"), to: await idOf("end") })).rejects.toMatchObject(
      { code: "NOT_FOUND" },
    );
  });
});
