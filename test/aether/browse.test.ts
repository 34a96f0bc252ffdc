/** What people ask of the graph, on both engines. */
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openAether, type TestAether, type TestTenant } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const SHAPES = {
  "python/shape.py": `class Shape:
    def __init__(self, name):
        self.name = name


class Square(Shape):
    def __init__(self):
        super().__init__("square")


class Dot:
    pass
`,
  "python/draw.py": `from python.shape import Dot, Shape, Square


def draw_all():
    return [Shape("free"), Square(), Dot()]
`,
  "tests/test_draw.py": `from python.shape import Shape


def test_draw():
    assert Shape("free")
`,
  "web/door.ts": `export class Door {
  constructor(readonly key: string) {}
}

export function zeta() {
  return new Door("z");
}

export function alpha() {
  return new Door("a");
}
`,
  "web/another.ts": `import { Door } from "./door";

export const makeDoor = () => new Door("x");
`,
  "java/Lamp.java": `package java;

public class Lamp {
  public Lamp(int watts) {}

  public static Lamp bright() {
    return new Lamp(100);
  }
}
`,
};

interface Found {
  readonly node: { readonly id: string; readonly name: string; readonly file: string; readonly repo: string };
}

describe.each(ENGINES)("the graph on $engine", (engine) => {
  let aether: TestAether;
  let tenant: TestTenant;
  const folder = temporaryFolder(under("mono/shapes", SHAPES));
  beforeAll(async () => {
    aether = await openAether(engine);
    tenant = await aether.tenant();
    await tenant.index(join(folder.path, "mono/shapes"), { name: "shapes" });
  }, 120_000);
  afterAll(async () => {
    await aether.close();
    folder[Symbol.dispose]();
  });

  const idOf = async (name: string): Promise<string> => {
    const { nodes } = await tenant.call("find_nodes", { name });
    expect(nodes.map((one: { name: string }) => one.name)).toContain(name);
    return nodes[0].id;
  };
  const related = async (name: string, relation: string, more: object = {}): Promise<string[]> => {
    const { neighbours } = await tenant.call("neighbours", { id: await idOf(name), relation, ...more });
    return neighbours.map(({ node }: Found) => `${node.file} ${node.name}`);
  };

  test("the callers of a class are those that make one, by its constructor or without", async () => {
    expect(await related("Shape", "callers")).toEqual([
      "python/draw.py draw_all",
      "python/shape.py __init__",
      "tests/test_draw.py test_draw",
    ]);
    expect(await related("Dot", "callers")).toEqual(["python/draw.py draw_all"]);
    expect(await related("Lamp", "callers")).toEqual(["java/Lamp.java bright"]);
    expect(await related("Square", "callees")).toEqual(["python/shape.py __init__"]);
    expect(await related("Shape", "inherited_by")).toEqual(["python/shape.py Square"]);
  });

  test("callers come by place, tests after the rest, also where only some fit", async () => {
    const all = ["web/another.ts makeDoor", "web/door.ts zeta", "web/door.ts alpha"];
    expect(await related("Door", "callers")).toEqual(all);
    expect(await related("Door", "callers", { limit: 2 })).toEqual(all.slice(0, 2));
    expect(await related("Shape", "callers", { limit: 2 })).not.toContain("tests/test_draw.py test_draw");
  });

  test.each([
    ["shape.Square", "python/shape.py Square"],
    ["python.shape.Square", "python/shape.py Square"],
    ["web.Door", "web/door.ts Door"],
    ["java.Lamp.bright", "java/Lamp.java Lamp.bright"],
    ["Lamp::bright", "java/Lamp.java Lamp.bright"],
    ["Lamp#bright", "java/Lamp.java Lamp.bright"],
  ])("%s is found as languages write it", async (name, place) => {
    const { nodes } = await tenant.call("find_nodes", { name });
    const places = nodes.map((node: { file: string; qualified_name: string }) => `${node.file} ${node.qualified_name}`);
    expect(places).toEqual([place]);
  });

  test("what bears exactly the asked name comes before members of that name, however many there are", async () => {
    const many = temporaryFolder(
      Object.fromEntries([
        ["zoo.ts", "export function log() {}\n"],
        ...Array.from({ length: 30 }, (_, n) => [`a${n}.ts`, `export class A${n} { log() {} }\n`]),
      ]),
    );
    const of = await aether.tenant();
    await of.index(many.path, { name: "many" });
    const { nodes } = await of.call("find_nodes", { name: "log", limit: 20 });
    expect(nodes[0]).toMatchObject({ file: "zoo.ts", qualified_name: "log" });
    many[Symbol.dispose]();
  });

  test("a name in a package that does not have it is not found in another", async () => {
    for (const name of ["java.Square", "ape.Square", "python.Door", "::", "."]) {
      const { nodes } = await tenant.call("find_nodes", { name });
      expect([name, nodes]).toEqual([name, []]);
    }
  });

  test("a definition in two repositories that lie in each other is found once, in the wider one, unless one is named", async () => {
    const both = await aether.tenant();
    await both.index(join(folder.path, "mono/shapes"), { name: "inner" });
    await both.index(join(folder.path, "mono"), { name: "outer" });
    const found = async (more: object) => {
      const { nodes } = await both.call("find_nodes", { name: "draw_all", ...more });
      return nodes.map((one: { repo: string; file: string }) => `${one.repo} ${one.file}`);
    };
    expect(await found({})).toEqual(["outer shapes/python/draw.py"]);
    expect(await found({ repo: "inner" })).toEqual(["inner python/draw.py"]);
  });

  test("namesakes come page by page, each once, from the snapshots of the first page or not at all", async () => {
    const files = Object.fromEntries(
      Array.from({ length: 7 }, (_, n) => [`a${n}.ts`, `export class A${n} { log() {} }\n`]),
    );
    using one = temporaryFolder(files);
    using other = temporaryFolder(files);
    const of = await aether.tenant();
    await of.index(one.path, { name: "one" });
    const pageOf = (more: object) => of.call("find_nodes", { name: "log", limit: 3, ...more });
    const walk = async (more: object): Promise<string[]> => {
      const seen: string[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const { nodes, next_cursor } = await pageOf({ ...more, ...(cursor !== undefined && { cursor }) });
        seen.push(...nodes.map(({ repo, file }: Found["node"]) => `${repo} ${file}`));
        cursor = next_cursor;
      }
      return seen;
    };
    const inOne = Object.keys(files).map((file) => `one ${file}`);
    expect(await walk({})).toEqual(inOne);

    const { next_cursor: ofOne } = await pageOf({ repo: "one" });
    one.write("a0.ts", "");
    one.write("a9.ts", "export class A9 { log() {} }\n");
    await of.index(one.path, { name: "one" });
    const { nodes } = await pageOf({ repo: "one", cursor: ofOne, limit: 100 });
    expect(nodes.map(({ file }: Found["node"]) => file)).toEqual(["a3.ts", "a4.ts", "a5.ts", "a6.ts"]);

    await of.index(other.path, { name: "other" });
    expect(new Set(await walk({})).size).toBe(14);
    const { next_cursor: ofBoth } = await pageOf({});
    other.write("a8.ts", "export class A8 { log() {} }\n");
    await of.index(other.path, { name: "other" });
    await expect(pageOf({ cursor: ofBoth })).rejects.toMatchObject({ code: "CONFLICT" });
  });
});

function under(folder: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
}
