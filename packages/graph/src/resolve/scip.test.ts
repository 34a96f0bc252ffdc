import { assert, asyncProperty, record, boolean, array, constantFrom } from "fast-check";
import { describe, expect, test } from "vitest";

import { type Drawn, draw } from "../../../../test/support/resolved-graph.ts";
import { own, type ToldName } from "../../../../test/support/scip-index.ts";
import { type Told, toldFiles, toldGraph, type ToldProject } from "../../../../test/support/told-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";
import type { FileGraph } from "../model.ts";
import { createGraphIndex, resolve } from "./index.ts";

const parser = useParser();
const drawn = async (project: ToldProject): Promise<Drawn> => draw(await toldGraph(parser, project));

const STORE = "export class Store {\n  save() {}\n}\nexport class Disk {\n  save() {}\n}\n";
const STORE_TOLD: Told = {
  names: [
    { word: "Store", symbol: own("store.ts", "Store#"), defines: true },
    { word: "save", symbol: own("store.ts", "Store#save()."), defines: true },
    { word: "Disk", symbol: own("store.ts", "Disk#"), defines: true },
    { word: "save", nth: 1, symbol: own("store.ts", "Disk#save()."), defines: true },
  ],
};
const calls = (word: string, symbol: string, nth = 0): Told => ({ names: [{ word, nth, symbol }] });

/** A file `a.ts` beside `store.ts`, and what is said of its names. */
function beside(text: string, told: Told): ToldProject {
  return { sources: { "store.ts": STORE, "a.ts": text }, told: { "store.ts": STORE_TOLD, "a.ts": told } };
}

describe("a call that the team's indexer binds", () => {
  test("becomes an edge where nothing else could bind it, and is unresolved no more", async () => {
    const text = "export function main(thing: any) {\n  thing.save();\n}\n";
    const without = await drawn(beside(text, { names: [] }));
    expect(without.unresolved).toEqual(["a.ts:main save unknown-receiver"]);
    const {
      calls: bound,
      unresolved,
      tierOf,
    } = await drawn(beside(text, calls("save", own("store.ts", "Disk#save()."))));
    expect(bound).toEqual(["a.ts:main store.ts:Disk.save"]);
    expect(tierOf("CALLS a.ts:main store.ts:Disk.save")).toBe("exact");
    expect(unresolved).toEqual([]);
  });

  test("is exact where flow alone had inferred it", async () => {
    const text =
      'import { Disk, Store } from "./store";\nexport function main(x: boolean) {\n  let s = new Store();\n  if (x) s = new Disk();\n  s.save();\n}\n';
    const edge = "CALLS a.ts:main store.ts:Store.save";
    expect((await drawn(beside(text, { names: [] }))).tierOf(edge)).toBe("inferred");
    const told = await drawn(beside(text, calls("save", own("store.ts", "Store#save()."))));
    expect(told.tierOf(edge)).toBe("exact");
    expect(told.calls).toEqual(["a.ts:main store.ts:Store.save"]);
  });

  test("leads where the indexer says and no longer where our rules led", async () => {
    const text = 'import { Store } from "./store";\nexport function main(s: Store) {\n  s.save();\n}\n';
    expect((await drawn(beside(text, { names: [] }))).calls).toEqual(["a.ts:main store.ts:Store.save"]);
    const told = await drawn(beside(text, calls("save", own("store.ts", "Disk#save()."))));
    expect(told.calls).toEqual(["a.ts:main store.ts:Disk.save"]);
  });

  test("leaves the repository where the indexer says so", async () => {
    const text = 'import { Store } from "./store";\nexport function main(s: Store) {\n  s.save();\n}\n';
    const told = await drawn(
      beside(text, calls("save", "scip-test npm typescript 5.0.0 lib/`lib.dom.d.ts`/Window#save().")),
    );
    expect(told.calls).toEqual(["a.ts:main globalThis.Window.save"]);
  });

  test("keeps our name for an outside function, which is the one that is imported", async () => {
    const text = 'import { readFile } from "node:fs";\nexport function main() {\n  readFile("x");\n}\n';
    const told = await drawn(
      beside(text, calls("readFile", "scip-test npm @types/node 24.0.0 `fs.d.ts`/readFile().", 1)),
    );
    expect(told.calls).toEqual(["a.ts:main fs.readFile"]);
  });

  test("keeps our edge where the indexer means something that is no node, as a parameter", async () => {
    const text = "function run(go: () => void) {\n  go();\n}\nfunction work() {}\nrun(work);\n";
    const names: ToldName[] = [
      { word: "go", symbol: own("a.ts", "run().(go)"), defines: true },
      { word: "go", nth: 1, symbol: own("a.ts", "run().(go)") },
    ];
    const without = await drawn(beside(text, { names: [] }));
    expect(without.calls).toContain("a.ts:run a.ts:work");
    expect((await drawn(beside(text, { names }))).edges).toEqual(without.edges);
  });

  test("makes an instance of the type whose constructor the indexer names", async () => {
    const text = "class Box {\n  constructor() {}\n}\nexport function main() {\n  return new Box();\n}\n";
    const names: ToldName[] = [
      { word: "Box", symbol: own("a.ts", "Box#"), defines: true },
      { word: "constructor", symbol: own("a.ts", "Box#`<constructor>`()."), defines: true },
      { word: "Box", nth: 1, symbol: own("a.ts", "Box#`<constructor>`().") },
    ];
    const told = await drawn(beside(text, { names }));
    expect(told.made).toEqual(["a.ts:main a.ts:Box"]);
    expect(told.calls).toEqual(["a.ts:main a.ts:Box.constructor"]);
  });

  test("reaches a function that is local to another", async () => {
    const text = "export function main(list: any) {\n  const step = () => {};\n  list.step = step;\n  step();\n}\n";
    const names: ToldName[] = [
      { word: "step", symbol: "local 1", defines: true },
      { word: "step", nth: 3, symbol: "local 1" },
    ];
    const told = await drawn(beside(text, { names }));
    expect(told.tierOf("CALLS a.ts:main a.ts:main.step")).toBe("exact");
  });
});

describe("a name that is no call", () => {
  test("is referred to by the definition around it, where no site of ours is", async () => {
    const text = "let total = 0;\nexport function main() {\n  total += 1;\n}\n";
    const names: ToldName[] = [
      { word: "total", symbol: own("a.ts", "total."), defines: true },
      { word: "total", nth: 1, symbol: own("a.ts", "total.") },
    ];
    const { tierOf } = await drawn(beside(text, { names }));
    expect(tierOf("REFERENCES a.ts:main a.ts:total")).toBe("exact");
  });

  test("is no reference in an import, and none to what is outside", async () => {
    const text = 'import { Store } from "./store";\nexport function main(list: any) {\n  list.size;\n}\n';
    const names: ToldName[] = [
      { word: "Store", symbol: own("store.ts", "Store#") },
      { word: "list", symbol: "scip-test npm other 1.0.0 x#" },
    ];
    expect((await drawn(beside(text, { names }))).edges).toEqual(["IMPORTS a.ts store.ts"]);
  });
});

describe("what the indexer says is above", () => {
  const above = {
    [own("a.ts", "Mine#")]: [own("store.ts", "Store#")],
    [own("a.ts", "Mine#save().")]: [own("store.ts", "Store#save().")],
  };
  const names: ToldName[] = [
    { word: "Mine", symbol: own("a.ts", "Mine#"), defines: true },
    { word: "save", symbol: own("a.ts", "Mine#save()."), defines: true },
  ];

  test("is a base and is overridden, where the declaration leads nowhere", async () => {
    const text = "export class Mine extends mixed() {\n  save() {}\n}\n";
    const told = await drawn(beside(text, { names, above }));
    expect(told.edges).toEqual(["INHERITS a.ts:Mine store.ts:Store", "OVERRIDES a.ts:Mine.save store.ts:Store.save"]);
  });

  test("is not drawn again where a nearer type has it", async () => {
    const text = 'import { Store } from "./store";\nclass Near extends Store {}\nexport class Mine extends Near {}\n';
    const told = await drawn(
      beside(text, {
        names: [
          { word: "Near", symbol: own("a.ts", "Near#"), defines: true },
          { word: "Mine", symbol: own("a.ts", "Mine#"), defines: true },
        ],
        above: {
          [own("a.ts", "Near#")]: [own("store.ts", "Store#")],
          [own("a.ts", "Mine#")]: [own("a.ts", "Near#"), own("store.ts", "Store#")],
        },
      }),
    );
    expect(told.edges).toEqual([
      "IMPORTS a.ts store.ts",
      "INHERITS a.ts:Mine a.ts:Near",
      "INHERITS a.ts:Near store.ts:Store",
    ]);
  });
});

test("a symbol whose file is said nothing of any more means nothing", async () => {
  const text = 'import { Store } from "./store";\nexport function main(s: Store) {\n  s.save();\n}\n';
  const project = beside(text, calls("save", own("store.ts", "Disk#save().")));
  const told = await drawn({ ...project, told: { "a.ts": project.told["a.ts"] ?? { names: [] } } });
  expect(told.calls).toEqual(["a.ts:main store.ts:Store.save"]);
});

test("an index that follows edits has what a fresh one has, whatever is said of its files", async () => {
  const user = (name: string) =>
    `import { Store } from "./store";\nclass ${name} extends Store {\n  run(x: any) {\n    x.save();\n    x.run();\n  }\n}\n`;
  const sources = { "store.ts": STORE, "a.ts": user("One"), "b.ts": user("Two") };
  const method = (path: string, name: string, to: string): Told => ({
    names: [
      { word: name, symbol: own(path, `${name}#`), defines: true },
      { word: "run", symbol: own(path, `${name}#run().`), defines: true },
      { word: "save", symbol: to },
      {
        word: "run",
        nth: 1,
        symbol: own(path === "a.ts" ? "b.ts" : "a.ts", `${name === "One" ? "Two" : "One"}#run().`),
      },
    ],
    above: { [own(path, `${name}#`)]: [own("store.ts", "Store#")] },
  });
  const targets = constantFrom(
    own("store.ts", "Store#save()."),
    own("store.ts", "Disk#save()."),
    own("x.ts", "gone()."),
  );
  const step = record({ store: boolean(), moved: boolean(), one: boolean(), two: boolean(), to: targets });
  await assert(
    asyncProperty(array(step, { minLength: 2, maxLength: 6 }), async (steps) => {
      const index = createGraphIndex("test");
      const graphs = new Map<string, FileGraph>();
      let before = new Map<string, string>();
      for (const { store, moved, one, two, to } of steps) {
        const project: ToldProject = {
          sources: moved ? { ...sources, "store.ts": `// moved\n${STORE}` } : sources,
          told: {
            ...(store && { "store.ts": STORE_TOLD }),
            ...(one && { "a.ts": method("a.ts", "One", to) }),
            ...(two && { "b.ts": method("b.ts", "Two", own("store.ts", "Disk#save().")) }),
          },
        };
        const { files, manifests } = await toldFiles(parser, project);
        const after = new Map(files.map(({ path, facts }) => [path, JSON.stringify(facts)]));
        const changed = files.filter(({ path }) => before.get(path) !== after.get(path));
        const { drawn: again, externals } = index.update({ changed, removed: [], manifests });
        for (const graph of again) graphs.set(graph.path, graph);
        const all = [...graphs.values()].sort((x, y) => (x.path < y.path ? -1 : 1));
        expect({ files: all, externals }).toEqual(resolve({ repoKey: "test", files, manifests }));
        before = after;
      }
    }),
    { numRuns: 60 },
  );
});
