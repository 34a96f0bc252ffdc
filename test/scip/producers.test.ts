/**
 * Indexers as their makers publish them, run over projects of ours: whatever they say beyond our own graph, or against it,
 * is listed here with the reason. docs/graph.md tells the kinds.
 */
import { execFileSync } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { indexFolder } from "../../packages/graph/src/disk.ts";
import { type Drawn, draw, type Sources } from "../support/resolved-graph.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { PYTHON, TYPESCRIPT } from "./samples.ts";

const require = createRequire(import.meta.url);

interface Compared {
  readonly ours: Drawn;
  readonly told: Drawn;
  readonly tool: string;
  readonly merged: number;
  readonly stale: readonly string[];
}

/** Our graph of a project without and with what an indexer says of it. */
async function compare(sources: Sources, command: readonly string[]): Promise<Compared> {
  using folder = temporaryFolder(sources);
  using outside = temporaryFolder({ "environment.json": "[]" });
  const index = join(outside.path, "index.scip");
  const [script = "", ...rest] = command;
  const given = rest.map((word) => word.replace("ENVIRONMENT", join(outside.path, "environment.json")));
  execFileSync(process.execPath, [script, "index", ...given, "--output", index], { cwd: folder.path, stdio: "pipe" });
  const ours = await indexFolder(folder.path, { workers: 1 });
  const told = await indexFolder(folder.path, { workers: 1, scip: [index] });
  const { tool = "", merged = 0, stale = [] } = told.scip[0] ?? {};
  return { ours: draw(ours.graph), told: draw(told.graph), tool, merged, stale };
}

/** Edges that only the second graph has, or that are exact in it alone. */
function gained({ ours, told }: Compared): readonly string[] {
  const known = new Set(ours.edges);
  return told.edges.filter(
    (edge) => !known.has(edge) || (ours.tierOf(edge) !== "exact" && told.tierOf(edge) === "exact"),
  );
}

function lost({ ours, told }: Compared): readonly string[] {
  const left = new Set(told.edges);
  return ours.edges.filter((edge) => !left.has(edge));
}

/** Edges and why only the indexer has them. Ours may come to have any of them; what is not here has to be looked at. */
type Explained = Readonly<Record<string, string>>;

const PART = "a name within a longer chain, or one that is written to, is no use of its own to us";

const FROM_TYPESCRIPT: Explained = {
  "CALLS src/cart.ts:Cart.sum src/pricing.ts:Priced.total":
    "what map hands on is bounded by the type parameter of the class",
  "CALLS src/main.ts:load src/pricing.ts:Item.label":
    "the element of a class with a type argument, through an optional type",
  "REFERENCES src/cart.ts:Cart.add src/cart.ts:Cart.items": PART,
  "REFERENCES src/cart.ts:Cart.each src/cart.ts:Cart.items": PART,
  "REFERENCES src/cart.ts:Cart.sum src/cart.ts:Cart.items": PART,
  "REFERENCES src/pricing.ts:Book.name src/pricing.ts:Book.title": PART,
  "REFERENCES src/pricing.ts:Item.constructor src/pricing.ts:Item": PART,
};

const BOUND = "the element of a list of a type parameter";
const SUBSCRIPTED = "a type is made that is written with its arguments, Cart[Item]()";

const FROM_PYTHON: Explained = {
  "CALLS shop/cart.py:Cart.sum shop/pricing.py:Item.total": BOUND,
  "CALLS shop/cart.py:checkout shop/cart.py:Cart.add": SUBSCRIPTED,
  "CALLS shop/cart.py:checkout shop/cart.py:Cart.each": SUBSCRIPTED,
  "CALLS shop/cart.py:checkout shop/cart.py:Cart.first": SUBSCRIPTED,
  "CALLS shop/cart.py:checkout shop/cart.py:Cart.sum": SUBSCRIPTED,
  "CALLS shop/cart.py:checkout shop/pricing.py:Item.label": SUBSCRIPTED,
  "REFERENCES shop/pricing.py:Item.__init__ shop/pricing.py:Item": PART,
};

function unexplained(edges: readonly string[], explained: Explained): readonly string[] {
  return edges.filter((edge) => explained[edge] === undefined);
}

describe("scip-typescript over our sample", () => {
  test("agrees with every edge of ours, and adds what can be explained", async () => {
    const found = await compare(TYPESCRIPT, [
      require.resolve("@sourcegraph/scip-typescript/dist/src/main.js"),
      "--no-progress-bar",
    ]);
    expect(found).toMatchObject({ tool: expect.stringMatching(/^scip-typescript@\d+\.\d+/), merged: 4, stale: [] });
    expect(lost(found)).toEqual([]);
    expect(unexplained(gained(found), FROM_TYPESCRIPT)).toEqual([]);
  });
});

describe("scip-python over our sample", () => {
  test("agrees with every edge of ours, and adds what can be explained", async () => {
    const found = await compare(PYTHON, [
      require.resolve("@sourcegraph/scip-python/index.js"),
      "--quiet",
      "--project-name=sample-shop",
      "--project-version=1.0.0",
      "--environment=ENVIRONMENT",
    ]);
    expect(found).toMatchObject({ tool: expect.stringMatching(/^scip-python@\d+\.\d+/), merged: 3, stale: [] });
    expect(lost(found)).toEqual([]);
    expect(unexplained(gained(found), FROM_PYTHON)).toEqual([]);
  });
});
