import { expect, test } from "vitest";

import { own, type ToldName } from "../../../../test/support/scip-index.ts";
import { toldFiles } from "../../../../test/support/told-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";
import { resolve } from "../resolve/index.ts";
import { createExplainer } from "./index.ts";

const parser = useParser();

test("what the team's own indexer confirms has our steps, and its name and version after them", async () => {
  const sources = { "a.ts": "function go() {}\nfunction main() {\n  go();\n}\n" };
  const symbol = own("a.ts", "go().");
  const names: ToldName[] = [
    { word: "go", symbol, defines: true },
    { word: "go", nth: 1, symbol },
  ];
  const project = { repoKey: "test", ...(await toldFiles(parser, { sources, told: { "a.ts": { names } } })) };
  const edges = resolve(project).files.flatMap((file) => file.edges.map((edge) => ({ ...edge, path: file.path })));
  const [edge] = edges.filter(({ kind }) => kind === "CALLS");
  const uses = edge === undefined ? [] : createExplainer(project).edge(edge);
  expect(uses.map(({ steps }) => steps.map(({ kind, text }) => `${kind}: ${text}`))).toEqual([
    [
      "scope: `go` is a function of the same file",
      "indexer: `scip-test@1.2.3`, the indexer of the team's own, binds it",
    ],
  ]);
});
