/** Why one definition uses another, on both engines. */
import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openAether, type TestAether, type TestTenant } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const FILES = {
  "tsconfig.json": `{ "compilerOptions": { "paths": { "@/*": ["./lib/*"] } } }`,
  "lib/repo.ts": `class Base {
  save() {}
}
export class Repo extends Base {}
export class Loud extends Repo {
  save() {}
}
`,
  "a.ts": `import { Repo } from "@/repo";

export function main(repo: Repo, thing) {
  repo.save();
  thing.save();
  gone.find();
}
export function outer() {
  main(new Repo(), 1);
}
function use(given) {
  given.save();
}
use(new Repo());
`,
};

interface Step {
  readonly kind: string;
  readonly text: string;
  readonly file: string;
  readonly line: number;
}
interface Use {
  readonly line: number;
  readonly source: string;
  readonly steps: readonly Step[];
}

const WHO = { GIT_AUTHOR_NAME: "a", GIT_AUTHOR_EMAIL: "a@b", GIT_COMMITTER_NAME: "a", GIT_COMMITTER_EMAIL: "a@b" };

const linesOf = ({ steps }: Use): string[] => steps.map(({ text, file, line }) => `${text} ${file}:${line}`);

describe.each(ENGINES)("why, on $engine", (engine) => {
  let aether: TestAether;
  let tenant: TestTenant;
  const folder = temporaryFolder(FILES);
  const git = (...args: string[]) =>
    execFileSync("git", args, { cwd: folder.path, env: { ...process.env, ...WHO }, stdio: "ignore" });
  beforeAll(async () => {
    git("init", "-b", "main");
    git("add", ".");
    git("commit", "-m", "first");
    aether = await openAether(engine);
    tenant = await aether.tenant();
    await tenant.index(folder.path, { name: "shop" });
  }, 120_000);
  afterAll(async () => {
    await aether.close();
    folder[Symbol.dispose]();
  });

  const idOf = async (name: string, more: object = {}): Promise<string> =>
    (await tenant.call("find_nodes", { name, ...more })).nodes[0].id;
  const why = async (from: string, to: string, more: object = {}) =>
    tenant.call("explain_edges", { from: await idOf(from, more), to: await idOf(to, more), ...more });

  const STEPS = [
    "`repo` is a parameter of type `Repo` a.ts:3",
    "`Repo` is imported from `@/repo` a.ts:1",
    "`Repo` is a class lib/repo.ts:4",
    "class `Repo` extends `Base` lib/repo.ts:4",
    "`save` is a method of class `Base` lib/repo.ts:2",
  ];

  test("an edge has its lines as they are written, and the steps that bind it", async () => {
    const { relation, edges, steps_missing } = await why("main", "Base.save");
    expect({ relation, steps_missing }).toEqual({ relation: "edges", steps_missing: false });
    expect(edges).toMatchObject([
      { kind: "CALLS", tier: "exact", lines: [4], uses: [{ line: 4, source: "repo.save();" }] },
    ]);
    expect(linesOf(edges[0].uses[0])).toEqual(STEPS);
  });

  test("what callers pass is found though it takes the calls of all files", async () => {
    const { edges } = await why("use", "Base.save");
    expect(edges).toMatchObject([{ tier: "inferred" }]);
    expect(linesOf(edges[0].uses[0])[0]).toBe(
      "callers of function `use` pass an instance of class `Repo` for `given` a.ts:11",
    );
  });

  test("where no edge is, a shortest way has the steps of each edge", async () => {
    const { relation, edges } = await why("outer", "Base.save");
    expect(relation).toBe("path");
    expect(
      edges.map((edge: { from: { name: string }; to: { name: string } }) => [edge.from.name, edge.to.name]),
    ).toEqual([
      ["outer", "main"],
      ["main", "save"],
    ]);
    for (const { uses } of edges) expect(uses[0].steps.length).toBeGreaterThan(0);
  });

  test("a call that an overrider takes names the override, and is left out at a better tier", async () => {
    const { relation, edges } = await why("main", "Loud.save");
    expect(relation).toBe("edges");
    expect(edges).toMatchObject([{ kind: "CALLS", tier: "dispatch", lines: [4] }]);
    expect(linesOf(edges[0].uses[0])).toEqual([
      ...STEPS,
      "`Loud.save` overrides `Base.save`, so the call may run it instead lib/repo.ts:6",
    ]);
    const better = { from: await idOf("main"), to: await idOf("Loud.save"), min_tier: "inferred" };
    expect(await tenant.call("explain_edges", better)).toMatchObject({ relation: "none", edges: [] });
  });

  test("uses of the name that could not be bound say where knowledge ends", async () => {
    const { unresolved } = await why("main", "Base.save");
    expect(unresolved).toMatchObject([{ name: "save", line: 5, reason: "unknown-receiver", source: "thing.save();" }]);
    expect(linesOf(unresolved[0])).toEqual(["`thing` is a parameter of which no type is declared or known a.ts:3"]);
    const by = await tenant.call("explain_edges", { from: await idOf("main"), name: "find" });
    expect(by).toMatchObject({
      to: null,
      relation: "none",
      edges: [],
      unresolved: [{ line: 6, source: "gone.find();" }],
    });
  });

  test("a ref and an earlier snapshot are told as they were", async () => {
    await tenant.index(folder.path, { ref: "main" });
    writeFileSync(join(folder.path, "a.ts"), `// moved\n\n${FILES["a.ts"]}`);
    await tenant.index(folder.path);
    const lineIn = async (more: object): Promise<number> =>
      (await why("main", "Base.save", more)).edges[0].uses[0].line;
    expect(await lineIn({})).toBe(6);
    expect(await lineIn({ ref: "main" })).toBe(4);
    expect(await lineIn({ repo: "shop", snapshot: 1 })).toBe(4);
    await tenant.index(folder.path);
  });

  test("many who ask at once get their own answers, and one who leaves takes nobody along", async () => {
    const answers = await Promise.all([why("main", "Base.save"), why("Repo", "Base"), why("outer", "main")]);
    expect(answers.map(({ edges }) => edges[0].kind)).toEqual(["CALLS", "INHERITS", "CALLS"]);
  });

  test("another tenant can explain nothing, and one of both names is to be given", async () => {
    const theirs = await aether.tenant();
    const [from, to] = [await idOf("main"), await idOf("Base.save")];
    await expect(theirs.call("explain_edges", { from, to })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(tenant.call("explain_edges", { from })).rejects.toMatchObject({ code: "VALIDATION_ERROR" });
    await expect(tenant.call("explain_edges", { from, to, name: "x" })).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
    });
  });

  test("an edge whose facts are gone keeps its line and says that its steps are missing", async () => {
    writeFileSync(join(folder.path, "c.ts"), "export const later = 1;\n");
    await tenant.index(folder.path);
    await aether.db.forTenant(tenant.context).write((tx) => tx.execute("delete from facts", []));
    const { relation, edges, steps_missing } = await why("main", "Base.save");
    expect({ relation, steps_missing }).toEqual({ relation: "edges", steps_missing: true });
    expect(edges[0].uses).toEqual([{ line: edges[0].lines[0], source: "repo.save();", use: "", steps: [] }]);
  });
});
