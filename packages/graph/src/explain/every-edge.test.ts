import { assert, asyncProperty } from "fast-check";
import { expect, test } from "vitest";

import { seeds, writeProject } from "../../../../test/support/generated-project.ts";
import { projectOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";
import { resolve } from "../resolve/index.ts";
import { createExplainer } from "./index.ts";

const parser = useParser();

test("every edge that is drawn has steps on its own lines, with a reason where it is inferred, in every language", async () => {
  await assert(
    asyncProperty(seeds, async (numbers) => {
      const project = await projectOf(parser, Object.fromEntries(writeProject(numbers)));
      const paths = new Set(project.files.map(({ path }) => path));
      const explainer = createExplainer(project);
      const edges = resolve(project).files.flatMap((file) => file.edges.map((edge) => ({ ...edge, path: file.path })));
      for (const edge of edges.filter(({ kind }) => kind !== "CONTAINS")) {
        const uses = explainer.edge(edge);
        const lines = edge.lines.slice(0, 3);
        expect([edge, uses.map(({ line }) => line)]).toEqual([edge, lines.length === 0 ? [0] : lines]);
        expect([edge, uses.filter(({ steps }) => steps.length === 0)]).toEqual([edge, []]);
        const doubted = uses.filter(({ steps }) => steps.some(({ kind }) => kind === "doubt")).length;
        expect([edge, edge.tier === "inferred" ? doubted === uses.length : doubted < uses.length]).toEqual([
          edge,
          true,
        ]);
        const places = uses.flatMap(({ steps }) => steps.map(({ file }) => file));
        expect(places.filter((file) => file !== "" && !paths.has(file))).toEqual([]);
      }
    }),
    { numRuns: 4 },
  );
});
