/** Questions to the graph of an indexed repository, on both engines. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openAether, type TestAether, type TestTenant } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const STORES = {
  "store.ts": `export interface Store {
  read(key: string): string;
}
export class MemoryStore implements Store {
  read(key: string): string {
    return key;
  }
}
export class LoudStore extends MemoryStore {
  read(key: string): string {
    return log(key);
  }
}
function log(text: string): string {
  return text;
}
`,
  "use.ts": `import { LoudStore, MemoryStore, Store } from "./store";

export function fromAny(store: Store) {
  return store.read("a");
}
export function fromLoud(store: LoudStore) {
  return store.read("b");
}
export function begin() {
  return fromAny(new MemoryStore());
}
export function guess(store: any) {
  return store.read("c");
}
`,
  "Door.java": `class Door {
  void open(int key) {}
  void open(String key) {}
}
class Guest {
  void enter(Door door) {
    door.open(1);
    door.open("a");
    door.open(2);
  }
}
`,
  "format.ts": `export function format(value: number): string;
export function format(value: string): string;
export function format(value: unknown): string {
  return String(value);
}
export function price() {
  return format(1);
}
export function label() {
  return format("x");
}
export const formats = { usual: label };
`,
  "pipes.py": `from typing import Protocol

class Source(Protocol):
    def pull(self, size): ...
    def close(self): ...
class File:
    def pull(self, size): ...
    def close(self): ...
class Named(Source):
    def pull(self, size): ...
class Half:
    def pull(self, size): ...
`,
  "page.ts": `import path from "node:path";
import { createRoot } from "react-dom/client";
export const open = () => createRoot(path.sep);
`,
  "old-page.ts": `import { render } from "react-dom";
export const draw = () => render();
`,
  "late-page.ts": `import get from "lodash/get";
export const late = () => get();
`,
};

interface Found {
  readonly node: { readonly name: string; readonly qualified_name: string };
  readonly tier: string;
}

interface Count {
  readonly count: number;
  readonly more: boolean;
}

const WHO = { GIT_AUTHOR_NAME: "a", GIT_AUTHOR_EMAIL: "a@b", GIT_COMMITTER_NAME: "a", GIT_COMMITTER_EMAIL: "a@b" };

describe.each(ENGINES)("questions to the graph on $engine", (engine) => {
  let aether: TestAether;
  let tenant: TestTenant;
  const folder = temporaryFolder(STORES);
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: folder.path, env: { ...process.env, ...WHO }, stdio: "ignore" });
  beforeAll(async () => {
    git("init", "-q");
    git("add", ".");
    git("commit", "-qm", "one");
    aether = await openAether(engine);
    tenant = await aether.tenant();
    await tenant.index(folder.path, { name: "stores" });
  }, 120_000);
  afterAll(async () => {
    await aether.close();
    folder[Symbol.dispose]();
  });

  const idOf = async (name: string): Promise<string> => {
    const { nodes } = await tenant.call("find_nodes", { name });
    expect(nodes).toHaveLength(1);
    return nodes[0].id;
  };
  const related = async (name: string, relation: string, more: object = {}): Promise<string[]> => {
    const { neighbours } = await tenant.call("neighbours", { id: await idOf(name), relation, ...more });
    return neighbours.map(({ node, tier }: Found) => `${node.qualified_name} ${tier}`).sort();
  };

  test("a call on an interface reaches what overrides it only under tier dispatch, from both ends", async () => {
    expect(await related("LoudStore.read", "callers")).toEqual(["fromLoud exact"]);
    const all = { min_tier: "dispatch" };
    expect(await related("LoudStore.read", "callers", all)).toEqual(["fromAny dispatch", "fromLoud exact"]);
    expect(await related("Store.read", "callers", all)).toEqual(["fromAny exact"]);
    expect(await related("fromAny", "callees")).toEqual(["Store.read exact"]);
    expect(await related("fromAny", "callees", all)).toEqual([
      "LoudStore.read dispatch",
      "MemoryStore.read dispatch",
      "Store.read exact",
    ]);
    expect(await related("log", "callers", { depth: 4 })).toEqual(["LoudStore.read exact", "fromLoud exact"]);
    expect(await related("log", "callers", { depth: 4, ...all })).toEqual([
      "LoudStore.read exact",
      "begin exact",
      "fromAny dispatch",
      "fromLoud exact",
    ]);
  });

  test("whose calls may run an overrider is told where they do not count", async () => {
    const calledAs = async (name: string, more: object = {}) => {
      const answer = await tenant.call("neighbours", { id: await idOf(name), relation: "callers", ...more });
      return answer.called_as.map((node: Found["node"]) => node.qualified_name);
    };
    expect(await calledAs("LoudStore.read")).toEqual(["MemoryStore.read", "Store.read"]);
    expect(await calledAs("LoudStore.read", { min_tier: "dispatch" })).toEqual([]);
    expect(await calledAs("Store.read")).toEqual([]);
  });

  test("overloads of a function are asked one by one, or together", async () => {
    const { nodes } = await tenant.call("find_nodes", { name: "format" });
    const [first, , written] = nodes;
    const callersOf = async (id: string, more: object) => {
      const { neighbours, overloads } = await tenant.call("neighbours", { id, relation: "callers", ...more });
      return [overloads, ...neighbours.map(({ node }: Found) => node.qualified_name)];
    };
    // TypeScript's declarations stand for the one that is written out.
    expect(await callersOf(first.id, {})).toEqual([1]);
    expect(await callersOf(written.id, {})).toEqual([1, "price", "label"]);
    expect(await callersOf(first.id, { overloads: "true" })).toEqual([3, "price", "label"]);
    const { references, overloads } = await tenant.call("find_references", { id: first.id, overloads: "true" });
    expect([overloads, references.length]).toEqual([3, 2]);
    const { paths } = await tenant.call("find_paths", { from: await idOf("label"), to: first.id, overloads: "true" });
    expect(paths).toHaveLength(1);
  });

  test("who names a function without calling it is counted", async () => {
    const answer = await tenant.call("neighbours", { id: await idOf("label"), relation: "callers" });
    expect([answer.neighbours.length, answer.named_by]).toEqual([0, 1]);
    expect((await tenant.call("neighbours", { id: await idOf("price"), relation: "callers" })).named_by).toBe(0);
  });

  test("a caller of several overloads is told with the lines of all of them", async () => {
    const { nodes } = await tenant.call("find_nodes", { name: "Door.open" });
    const asked = { id: nodes[0].id, relation: "callers", overloads: "true" };
    const { neighbours } = await tenant.call("neighbours", asked);
    expect(neighbours.map(({ lines }: { lines: number[] }) => lines)).toEqual([[7, 8, 9]]);
  });

  test("evidence weaker than asked for does not count", async () => {
    expect(await related("fromAny", "callers", { min_tier: "exact" })).toEqual(["begin exact"]);
    await expect(related("fromAny", "callers", { min_tier: "sure" })).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
    });
  });

  test("implementations of a type go by way of its subtypes, those of a method to what is run in its place", async () => {
    expect(await related("Store", "implementations", { depth: 3 })).toEqual(["LoudStore exact", "MemoryStore exact"]);
    expect(await related("Store.read", "implementations", { depth: 3 })).toEqual([
      "LoudStore.read exact",
      "MemoryStore.read exact",
    ]);
    expect(await related("LoudStore.read", "overrides", { depth: 3 })).toEqual([
      "MemoryStore.read exact",
      "Store.read exact",
    ]);
    expect(await related("MemoryStore", "inherited_by")).toEqual(["LoudStore exact"]);
  });

  test("what conforms to a protocol by its methods is among its implementations, as inferred", async () => {
    expect(await related("Source", "implementations")).toEqual(["File inferred", "Named exact"]);
    expect(await related("Source", "implementations", { min_tier: "exact" })).toEqual(["Named exact"]);
    expect(await related("Source.pull", "implementations")).toEqual(["File.pull inferred", "Named.pull exact"]);
  });

  test("a package is imported by who imports a part of it, and found under each way to write it", async () => {
    expect(await related("react-dom", "imported_by")).toEqual(["old-page.ts exact", "page.ts exact"]);
    expect(await related("react-dom/client", "imported_by")).toEqual(["page.ts exact"]);
    expect(await related("lodash", "imported_by")).toEqual(["late-page.ts exact"]);
    expect(await related("node:path", "imported_by")).toEqual(["page.ts exact"]);
    expect(await tenant.call("find_nodes", { name: "node:store" })).toMatchObject({ nodes: [] });
  });

  test("references hold every kind of use with its lines", async () => {
    const { references } = await tenant.call("find_references", { id: await idOf("MemoryStore") });
    const lines = references.map(
      ({ node, kind, lines: at }: { node: { name: string }; kind: string; lines: number[] }) =>
        `${node.name} ${kind} ${at.join(",")}`,
    );
    expect(lines).toContain("LoudStore INHERITS 9");
    expect(lines).toContain("begin INSTANTIATES 10");
  });

  test("imports are followed from files and to files", async () => {
    expect(await related("use.ts", "imports")).toEqual(["store.ts exact"]);
    expect(await related("store.ts", "imported_by")).toEqual(["use.ts exact"]);
  });

  test("silence is said together with the calls of that name that could not be bound", async () => {
    const { neighbours, completeness } = await tenant.call("neighbours", {
      id: await idOf("MemoryStore.read"),
      relation: "callers",
    });
    expect(neighbours).toEqual([]);
    expect(completeness.unresolved).toEqual({
      count: 1,
      more: false,
      first: [{ file: "use.ts", line: 13, name: "read", reason: "unknown-receiver" }],
    });
    const within = await tenant.call("neighbours", { id: await idOf("guess"), relation: "callees" });
    expect(within.completeness.unresolved.count).toBe(1);
  });

  test("an answer tells the commit, what was not read, and that the folder has moved on", async () => {
    const asked = async () => {
      const other = await aether.tenant(tenant.context.tenantId);
      return (await other.call("neighbours", { id: await idOf("begin"), relation: "callers" })).completeness;
    };
    expect(await asked()).toMatchObject({ moved_on: false, skipped: [], repos: [{ repo: "stores", dirty: false }] });
    const moved = temporaryFolder({ "a.py": "def alone():\n    pass\n", "bad.py": "\0" });
    const fresh = await aether.tenant();
    const other = (...args: string[]) =>
      execFileSync("git", args, { cwd: moved.path, env: { ...process.env, ...WHO }, stdio: "ignore" });
    other("init", "-q");
    other("add", ".");
    other("commit", "-qm", "one");
    await fresh.index(moved.path, { name: "moved" });
    writeFileSync(join(moved.path, "a.py"), "def together():\n    pass\n");
    const { nodes } = await fresh.call("find_nodes", { name: "alone" });
    const answer = await fresh.call("neighbours", { id: nodes[0].id, relation: "callers" });
    expect(answer.completeness).toMatchObject({ moved_on: true, skipped: [{ path: "bad.py" }] });
    moved[Symbol.dispose]();
  });

  test("a page goes on where the one before ended, and a cursor of nobody's is refused", async () => {
    const id = await idOf("fromAny");
    const all = { id, relation: "callees", min_tier: "dispatch" };
    const whole = await tenant.call("neighbours", all);
    const names: string[] = [];
    const pages: Count[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page: { neighbours: Found[]; found: Count; next_cursor: string | null } = await tenant.call("neighbours", {
        ...all,
        limit: 2,
        ...(cursor === undefined ? {} : { cursor }),
      });
      pages.push(page.found);
      names.push(...page.neighbours.map(({ node }) => node.qualified_name));
      cursor = page.next_cursor;
    }
    expect(pages.every(({ count, more }) => count === whole.neighbours.length && !more)).toBe(true);
    expect(names).toEqual(whole.neighbours.map(({ node }: Found) => node.qualified_name));
    await expect(tenant.call("neighbours", { ...all, cursor: "abc" })).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
    });
  });
});
