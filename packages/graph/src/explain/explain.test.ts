import { describe, expect, test } from "vitest";

import { evidenceOf, missingIn } from "../../../../test/support/explained-graph.ts";
import type { Sources } from "../../../../test/support/resolved-graph.ts";
import { own } from "../../../../test/support/scip-index.ts";
import { toldFiles } from "../../../../test/support/told-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";
import type { EdgeKind } from "../model.ts";
import { resolve } from "../resolve/index.ts";
import { createExplainer } from "./index.ts";

const parser = useParser();

const why = (
  sources: Sources,
  ...[from, to, kind = "CALLS"]: [string, string, EdgeKind?]
): Promise<readonly string[]> => evidenceOf(parser, sources, { from, to, kind });

describe("TypeScript", () => {
  const repo = `class Base {\n  save() {}\n}\nexport class Repo extends Base {\n  first() { return new Row(); }\n}\nexport class Row { drop() {} }\n`;
  const barrel = `export { Repo as Store } from "./repo";\nexport * from "./repo";\n`;
  const project = (body: string): Sources => ({ "repo.ts": repo, "index.ts": barrel, "a.ts": body });

  test("a parameter leads by its type, the import of that, and a base to an inherited method", async () => {
    const steps = await why(
      project(`import { Repo } from "./repo";\nfunction main(r: Repo) {\n  r.save();\n}\n`),
      "main",
      "Base.save",
    );
    expect(steps).toEqual([
      "line 3: r.save()",
      "parameter: `r` is a parameter of type `Repo` (a.ts:2)",
      "import: `Repo` is imported from `./repo` (a.ts:1)",
      "definition: `Repo` is a class (repo.ts:4)",
      "hierarchy: class `Repo` extends `Base` (repo.ts:4)",
      "member: `save` is a method of class `Base` (repo.ts:2)",
    ]);
  });

  test("an import under another name goes through the file that passes it on", async () => {
    const steps = await why(
      project(`import { Store as S } from "./index";\nfunction main() { new S().first(); }\n`),
      "main",
      "Repo.first",
    );
    expect(steps).toEqual([
      "line 2: new S(…).first()",
      "alias: `S` is `Store`, imported from `./index` (a.ts:1)",
      "reexport: index.ts passes `Store` on from `./repo`, where it is `Repo` (index.ts:1)",
      "definition: `Repo` is a class (repo.ts:4)",
      "member: `first` is a method of class `Repo` (repo.ts:5)",
    ]);
  });

  test("what a function returns is told by its return statement, a name for a type by what it stands for", async () => {
    const steps = await why(
      project(`import { Repo } from "./index";\ntype R = Repo;\nfunction main(r: R) { r.first().drop(); }\n`),
      "main",
      "Row.drop",
    );
    expect(steps).toEqual([
      "line 3: r.first(…).drop()",
      "parameter: `r` is a parameter of type `R` (a.ts:3)",
      "scope: `R` is a type of the same file (a.ts:2)",
      "alias: type `R` stands for `Repo` (a.ts:2)",
      "import: `Repo` is imported from `./index` (a.ts:1)",
      "reexport: index.ts passes `Repo` on from `./repo` (index.ts:2)",
      "definition: `Repo` is a class (repo.ts:4)",
      "return: method `first` of class `Repo` returns `new Row(…)` (repo.ts:5)",
      "scope: `Row` is a class of the same file (repo.ts:7)",
      "member: `drop` is a method of class `Row` (repo.ts:7)",
    ]);
  });

  test("fields, loops, promises and what callers pass are steps of their own", async () => {
    const sources = project(
      `import { Row } from "./repo";\nclass App {\n  row = new Row();\n  run() { this.row.drop(); }\n}\nfunction each(rows: Row[]) { for (const row of rows) row.drop(); }\nasync function later(row: Promise<Row>) { (await row).drop(); }\nfunction use(x) { x.drop(); }\nuse(new Row());\n`,
    );
    expect(await why(sources, "App.run", "Row.drop")).toEqual([
      "line 4: this.row.drop()",
      "receiver: `this` is an instance of class `App` (a.ts:2)",
      "assignment: `field row` is assigned `new Row(…)` (a.ts:3)",
      "import: `Row` is imported from `./repo` (a.ts:1)",
      "definition: `Row` is a class (repo.ts:7)",
      "member: `drop` is a method of class `Row` (repo.ts:7)",
    ]);
    expect((await why(sources, "each", "Row.drop"))[1]).toBe("element: `row` is an element of `rows` (a.ts:6)");
    expect(await why(sources, "later", "Row.drop")).toContain("element: `await row` is an instance of class `Row`");
    expect(await why(sources, "use", "Row.drop")).toContain(
      "passed: callers of function `use` pass an instance of class `Row` for `x` (a.ts:8)",
    );
  });

  test("a function that is handed over has its parameter from the one that takes it", async () => {
    const sources = project(
      `import { Row } from "./repo";\nfunction on(h: (row: Row) => void) {}\nfunction main() {\n  on((row) => row.drop());\n}\n`,
    );
    expect((await why(sources, "main", "Row.drop"))[1]).toBe(
      "context: `row` is an instance of class `Row`, as the function is declared that is given this one (a.ts:4)",
    );
  });

  test("what lies outside is told with the import that leads there", async () => {
    const sources = project(`import { readFile } from "node:fs";\nfunction main() { readFile("x"); }\n`);
    expect(await why(sources, "main", "fs.readFile")).toEqual([
      "line 2: readFile(…)",
      "import: `readFile` is imported from `node:fs` (a.ts:1)",
      "outside: `fs` is outside of the repository",
    ]);
  });

  test("imports, bases and overrides have steps too", async () => {
    const sources = {
      ...project(`import "./repo";\n`),
      "b.ts": `import { Repo } from "./repo";\nclass Mine extends Repo {\n  save() {}\n}\n`,
    };
    expect(await why(sources, "a.ts", "repo.ts", "IMPORTS")).toEqual([
      "line 1: ./repo",
      "import: `./repo` is repo.ts (repo.ts:1)",
    ]);
    expect(await why(sources, "Mine", "Repo", "INHERITS")).toEqual([
      "line 2: Repo",
      "import: `Repo` is imported from `./repo` (b.ts:1)",
      "definition: `Repo` is a class (repo.ts:4)",
    ]);
    expect(await why(sources, "Mine.save", "Base.save", "OVERRIDES")).toEqual([
      "line 3: save",
      "hierarchy: class `Mine` extends `Repo` (b.ts:2)",
      "hierarchy: class `Repo` extends `Base` (repo.ts:4)",
      "member: method `save` of class `Base` is the nearest of that name above class `Mine` (repo.ts:2)",
    ]);
  });
});

describe("Python", () => {
  const models = `class Base:\n    def save(self):\n        self.check()\n    def check(self): pass\nclass Model(Base):\n    def __init__(self, x):\n        self.base = Base()\n    def run(self):\n        self.base.check()\n        super().save()\n`;
  const project = (body: string): Sources => ({
    "pkg/__init__.py": "from .models import Model as M\n",
    "pkg/models.py": models,
    "app.py": body,
  });

  test("a package's `__init__` passes a class on under another name", async () => {
    const sources = project("from pkg import M\ndef main(m: M):\n    m.save()\n");
    expect(await why(sources, "main", "Base.save")).toEqual([
      "line 3: m.save()",
      "parameter: `m` is a parameter of type `M` (app.py:2)",
      "import: `M` is imported from `pkg` (app.py:1)",
      "reexport: pkg/__init__.py passes `M` on from `.models`, where it is `Model` (pkg/__init__.py:1)",
      "definition: `Model` is a class (pkg/models.py:5)",
      "hierarchy: class `Model` extends `Base` (pkg/models.py:5)",
      "member: `save` is a method of class `Base` (pkg/models.py:2)",
    ]);
  });

  test("an attribute is what the constructor assigns to it, in the language's own words", async () => {
    expect(await why(project(""), "Model.run", "Base.check")).toEqual([
      "line 9: self.base.check()",
      "receiver: `self` is an instance of class `Model` (pkg/models.py:5)",
      "assignment: `self.base` is assigned `Base(…)` (pkg/models.py:7)",
      "construction: calling class `Base` makes one of it (pkg/models.py:1)",
      "member: `check` is a method of class `Base` (pkg/models.py:4)",
    ]);
    expect(await why(project(""), "Model.run", "Base.save")).toEqual([
      "line 10: super.save()",
      "receiver: `super` is the base of class `Model` (pkg/models.py:5)",
      "hierarchy: class `Model` extends `Base` (pkg/models.py:5)",
      "member: `save` is a method of class `Base` (pkg/models.py:2)",
    ]);
  });

  test("a module is imported under a name, and making an instance runs its constructor", async () => {
    const sources = project("import pkg.models as pm\ndef main():\n    pm.Model(1)\n");
    expect(await why(sources, "main", "Model.__init__")).toEqual([
      "line 3: pm.Model(…)",
      "import: `pm` is the imported `pkg.models` (app.py:1)",
      "import: `pkg.models` is pkg/models.py (pkg/models.py:1)",
      "definition: `Model` is a class (pkg/models.py:5)",
      "construction: making one runs method `__init__` of class `Model` (pkg/models.py:6)",
    ]);
  });
});

describe("Java", () => {
  const project = (body: string): Sources => ({
    "a/Repo.java": `package a;\npublic class Repo extends Base {\n  public void save(int x) {}\n  public void save(String x) {}\n  public static Repo of() { return null; }\n}\nclass Base { public void close() {} }\n`,
    "b/App.java": `package b;\nimport a.Repo;\nclass App {\n  Repo repo;\n${body}\n}\n`,
  });

  test("a field leads by its declared type to the overload that takes the arguments", async () => {
    expect(await why(project(`void run() { repo.save("x"); }`), "App.run", "Repo.save")).toEqual([
      "line 5: repo.save(…)",
      "field: field `repo` of class `App` is declared to be of type `Repo` (b/App.java:4)",
      "import: `Repo` is imported from `a` (b/App.java:2)",
      "definition: `Repo` is a class (a/Repo.java:2)",
      "member: `save` is a method of class `Repo` (a/Repo.java:4)",
      "overload: of 2 definitions of that name the one that is `save(String)` (a/Repo.java:4)",
    ]);
  });

  test("a declared return type and a base lead on", async () => {
    expect(await why(project(`void run() { Repo.of().close(); }`), "App.run", "Base.close")).toEqual([
      "line 5: Repo.of().close()",
      "import: `Repo` is imported from `a` (b/App.java:2)",
      "definition: `Repo` is a class (a/Repo.java:2)",
      "return: method `of` of class `Repo` returns `Repo` (a/Repo.java:5)",
      "scope: `Repo` is a class of the same file (a/Repo.java:2)",
      "hierarchy: class `Repo` extends `Base` (a/Repo.java:2)",
      "member: `close` is a method of class `Base` (a/Repo.java:7)",
    ]);
  });
});

describe("Go", () => {
  const sources: Sources = {
    "go.mod": "module x.y/z\n",
    "repo/repo.go": `package repo\ntype Base struct{}\nfunc (b *Base) Close() {}\ntype Repo struct { Base; next *Repo }\nfunc New() *Repo { return &Repo{} }\nfunc (r *Repo) Save() { r.next.Save() }\n`,
    "main.go": `package main\nimport "x.y/z/repo"\nimport "fmt"\nfunc main() {\n\tr := repo.New()\n\tr.Close()\n\tother()\n\tfmt.Println(r)\n}\n`,
    "other.go": "package main\nfunc other() {}\n",
  };

  test("an assignment leads by what a package's function returns to a method of an embedded type", async () => {
    expect(await why(sources, "main", "Base.Close")).toEqual([
      "line 6: r.Close()",
      "assignment: `r` is assigned `repo.New(…)` (main.go:5)",
      "import: `x.y/z/repo` is imported (main.go:2)",
      "return: function `New` returns `Repo` (repo/repo.go:5)",
      "scope: `Repo` is a struct of the same file (repo/repo.go:4)",
      "hierarchy: struct `Repo` embeds `Base` (repo/repo.go:4)",
      "member: `Close` is a method of struct `Base` (repo/repo.go:3)",
    ]);
  });

  test("the receiver, the rest of the package and what is outside are told", async () => {
    expect(await why(sources, "Repo.Save", "Repo.Save")).toEqual([
      "line 6: r.next.Save()",
      "parameter: `r` is the receiver, of type `Repo` (repo/repo.go:6)",
      "scope: `Repo` is a struct of the same file (repo/repo.go:4)",
      "field: field `next` of struct `Repo` is declared to be of type `Repo` (repo/repo.go:4)",
      "member: `Save` is a method of struct `Repo` (repo/repo.go:6)",
    ]);
    expect(await why(sources, "main", "other")).toEqual([
      "line 7: other()",
      "scope: `other` is a function, of the same package `main` (other.go:2)",
    ]);
    expect(await why(sources, "main", "fmt.Println")).toEqual([
      "line 8: fmt.Println(…)",
      "import: `fmt` is imported (main.go:3)",
      "outside: `fmt.Println` is outside of the repository",
    ]);
  });
});

test("an inferred use says last why it is no more: a union, what callers pass, several of one name", async () => {
  const types = "class Cat { speak() {} }\nclass Dog { speak() {} }\n";
  const last = async (body: string, to: string): Promise<string | undefined> =>
    (await why({ "a.ts": `${types}${body}` }, "main", to)).at(-1);
  expect(await last("function main(pet: Cat | Dog) { pet.speak(); }\n", "Dog.speak")).toBe(
    "doubt: inferred, because `pet` may be an instance of class `Cat` or an instance of class `Dog`",
  );
  expect(await last("function main(pet) { pet.speak(); }\nmain(new Cat());\n", "Cat.speak")).toBe(
    "doubt: inferred, because no type is declared for what callers pass: others may pass something else",
  );
  const made = "function pick(a) { return a ? new Cat() : new Dog(); }\nfunction main(a) { pick(a).speak(); }\n";
  expect(await last(made, "Cat.speak")).toBe(
    "doubt: inferred, because `pick(…)` may be an instance of class `Cat` or an instance of class `Dog`",
  );
  expect(await last("function main(pet: Cat) { pet.speak(); }\n", "Cat.speak")).not.toContain("doubt");
});

test("Go: a type that conforms to an interface has every method that this asks for", async () => {
  const sources = {
    "go.mod": "module x.y/z\n",
    "a.go": "package a\ntype Store interface {\n\tSave()\n}\ntype Disk struct{}\nfunc (d *Disk) Save() {}\n",
  };
  expect(await why(sources, "Disk", "Store", "IMPLEMENTS")).toEqual([
    "line 0: Disk",
    "hierarchy: struct `Disk` has every method that interface `Store` asks for (a.go:2)",
    "doubt: inferred, because struct `Disk` names no such base: it conforms by its members",
  ]);
  expect(await why(sources, "Disk.Save", "Store.Save", "OVERRIDES")).toEqual([
    "line 6: Save",
    "hierarchy: struct `Disk` has every method that interface `Store` asks for (a.go:2)",
    "member: one of them is method `Save` of interface `Store` (a.go:3)",
    "doubt: inferred, because struct `Disk` names no such base: it conforms by its members",
  ]);
});

test("what only the team's own indexer binds is told with its name and version", async () => {
  const sources = { "a.ts": "class A { go() {} }\nfunction main(x: any) {\n  x.go();\n}\n" };
  const symbol = own("a.ts", "A#go().");
  const names = [
    { word: "go", symbol, defines: true },
    { word: "go", nth: 1, symbol },
  ];
  const told = { "a.ts": { names } };
  const project = { repoKey: "test", ...(await toldFiles(parser, { sources, told })) };
  const [edge] = resolve(project).files.flatMap(({ path, edges }) =>
    edges.filter(({ kind }) => kind === "CALLS").map((one) => ({ ...one, path })),
  );
  const uses = edge === undefined ? [] : createExplainer(project).edge(edge);
  expect(uses).toMatchObject([
    { line: 3, steps: [{ kind: "indexer", text: "`scip-test@1.2.3`, the indexer of the team's own, binds it" }] },
  ]);
});

test("what the library is handed is told as that", async () => {
  const sources = { "a.ts": `function parse(x) {}\nfunction main(xs: string[]) {\n  xs.map(parse);\n}\n` };
  expect(await why(sources, "main", "parse")).toEqual([
    "line 3: xs.map(…)",
    "passed: `xs.map(…)` runs what it is given: `parse`",
    "scope: `parse` is a function of the same file (a.ts:1)",
    "doubt: inferred, because only the library says that it is run",
  ]);
});

test("PHP: a condition that shows a type is told as one", async () => {
  const sources = {
    "a.php": `<?php\nclass Row { function drop() {} }\nfunction main($x) {\n  if ($x instanceof Row) {\n    $x->drop();\n  }\n}\n`,
  };
  expect((await why(sources, "main", "Row.drop"))[1]).toBe(
    "narrowing: `$x` is shown by a condition to be of type `Row` (a.php:4)",
  );
});

test("C: a function that a header declares is told with the header", async () => {
  const sources = {
    "list.h": "void list_add(int x);\n",
    "list.c": `#include "list.h"\nvoid list_add(int x) {}\n`,
    "main.c": `#include "list.h"\nint main(void) {\n  list_add(1);\n}\n`,
  };
  expect((await why(sources, "main", "list_add")).join("\n")).toContain("list.c:2");
});

describe("what could not be bound", () => {
  test("an undeclared parameter, a name that nothing binds, and a module that is not there", async () => {
    const sources = {
      "a.ts": `import { gone } from "./gone";\nfunction main(x) {\n  x.save();\n  lost.save();\n  gone();\n  const y = x.next();\n  y.save();\n}\n`,
    };
    expect(await missingIn(parser, sources)).toEqual([
      ["line 3: x.save()", "missing: `x` is a parameter of which no type is declared or known (a.ts:2)"],
      ["line 4: lost.save()", "missing: nothing here binds `lost`: no scope, no import, no package that is seen"],
      ["line 5: gone()", "missing: `gone` is imported from `./gone`, which is no file of the repository (a.ts:1)"],
      ["line 6: x.next()", "missing: `x` is a parameter of which no type is declared or known (a.ts:2)"],
      [
        "line 7: y.save()",
        "missing: `y` is assigned `x.next(…)`, of which nothing is known (a.ts:6)",
        "missing: `x` is a parameter of which no type is declared or known (a.ts:2)",
      ],
    ]);
  });

  test("a member that a known type does not have, and a result that no declaration tells", async () => {
    const sources = {
      "a.py": `class Row:\n    pass\ndef give(x):\n    return x\ndef main():\n    Row().drop()\n    give(1).drop()\n`,
    };
    expect(await missingIn(parser, sources)).toEqual([
      [
        "line 6: Row(…).drop()",
        "missing: `Row(…)` is an instance of class `Row`, which is not known to have `drop` (a.py:1)",
      ],
      [
        "line 7: give(…).drop()",
        "missing: nothing says what `give(…)` is; `give` is function `give`, which declares no return type (a.py:3)",
      ],
    ]);
  });
});
