import { expect, test } from "vitest";

import { projectOf, type Sources } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";
import { resolve } from "../resolve/index.ts";
import { createExplainer } from "./index.ts";

const parser = useParser();

/** The most steps that any use of the sources has; fails where the explainer does not come to an end. */
async function mostSteps(sources: Sources): Promise<number> {
  const project = await projectOf(parser, sources);
  const explainer = createExplainer(project);
  const counts = resolve(project).files.flatMap(({ path, edges, unresolved }) => [
    ...edges.flatMap((edge) => explainer.edge({ ...edge, path }).map(({ steps }) => steps.length)),
    ...unresolved.map((use) => explainer.loose({ ...use, path })?.steps.length ?? 0),
  ]);
  return Math.max(0, ...counts);
}

test("cycles of imports, bases, aliases and assignments are told once and end", async () => {
  const sources = {
    "a.ts": `export * from "./b";\nexport { x as y } from "./b";\nexport class A extends B {}\nclass B extends A { go() {} }\ntype C = D;\ntype D = C;\nfunction main(c: C, a: A) {\n  a.go();\n  c.go();\n  let p = q;\n  let q = p;\n  p.go();\n}\n`,
    "b.ts": `export * from "./a";\nexport { y as x } from "./a";\nimport { x } from "./a";\nx();\n`,
  };
  expect(await mostSteps(sources)).toBeLessThanOrEqual(10);
});

test("a chain of many calls and one of many names are told in ten steps at most", async () => {
  const names = Array.from({ length: 300 }, (_none, n) => `const v${n + 1} = v${n};`).join("\n");
  const sources = {
    "a.ts": `class A { go(): A { return this; } }\nfunction chain(a: A) { a${".go()".repeat(300)}; }\n`,
    "b.ts": `class B { go() {} }\nconst v0 = new B();\n${names}\nfunction last() { v300.go(); }\n`,
  };
  expect(await mostSteps(sources)).toBeLessThanOrEqual(10);
});
