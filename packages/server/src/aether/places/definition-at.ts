import { FACTS_VERSION, type FileFacts, nameAt, type NameAt } from "@aether/graph";
import type { z } from "zod";

import type { TenantDb } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";

import { presentNode } from "../browse/present.ts";
import { fileTexts, type NodeRow, nodesAtLine, nodesById } from "../browse/store.ts";
import { definitionAtInput, definitionAtOutput } from "../contract.ts";
import { asking, type GraphNeeds } from "../queries/asked-node.ts";
import { graphCompletenessOf } from "../queries/completeness.ts";
import { requireKept, resolveScope, type Scope, type ScopedRepo } from "../scope/index.ts";
import { type DefinedAt, definedAt } from "./defined-at.ts";
import { looseAtLine, usesAtLine } from "./store.ts";

/** `definition_at`: what the name at a place of a file means. */
export function definitionAt(needs: GraphNeeds) {
  return operation({
    name: "definition_at",
    kind: "query",
    summary: "What the name at a file, line and column means: a definition, a local name, or why nothing is known.",
    permission: "code:read",
    input: definitionAtInput,
    output: definitionAtOutput,
    errors: ["NOT_FOUND"],
    http: { method: "GET", path: "/repositories/{repo}/definition" },
    async run(context, input) {
      const asks = asking(needs, context);
      const scope = await resolveScope(asks.tenant, [input.repo], input);
      const [repo] = scope.repos;
      if (repo === undefined) throw new Fault("NOT_FOUND", `no repository named "${input.repo}" is indexed`);
      const [file] = await fileTexts(asks.tenant, [repo], [{ trackId: repo.trackId, path: input.path }]);
      if (file === undefined) throw new Fault("NOT_FOUND", `"${input.path}" is not an indexed file of ${repo.name}`);
      const text = file.content.split("\n")[input.line - 1];
      if (text === undefined) {
        throw new Fault("NOT_FOUND", `"${input.path}" has ${file.line_count} lines`, { lines: file.line_count });
      }
      const [named, around] = [
        nameAt(text, input.column),
        await nodesAtLine(asks.tenant, [repo], { path: input.path, line: input.line, limit: 1 }),
      ];
      const place = { repo, scope, path: input.path, line: input.line, text: file.content };
      const meant = named === undefined ? NOTHING : await meaningOf(asks.tenant, { ...place, named });
      await requireKept(asks.tenant, scope, input);
      return {
        name: named?.name ?? null,
        ...meant,
        enclosing: around[0] === undefined ? null : presentNode(scope, around[0]),
        completeness: await graphCompletenessOf(asks, repo, {
          of: "names",
          names: named ? [named.name] : [],
          kinds: ["CALLS", "INSTANTIATES", "REFERENCES"],
        }),
      };
    },
  });
}

interface NamedPlace {
  readonly repo: ScopedRepo;
  readonly scope: Scope;
  readonly path: string;
  readonly line: number;
  readonly text: string;
  readonly named: NameAt;
}

type Meaning = Pick<z.input<typeof definitionAtOutput>, "found" | "definitions" | "local" | "lines" | "reason">;

const NOTHING: Meaning = { found: "enclosing", definitions: [], local: null, lines: [], reason: null };

/** A name's own definition, then local names, which hide all others, then what the graph knows of the line. */
async function meaningOf(tenant: TenantDb, place: NamedPlace): Promise<Meaning> {
  const { repo, scope, path, line, named } = place;
  const known = await definedAt(tenant, repo, { ...place, column: named.column, version: FACTS_VERSION });
  const here = await definitionHere(tenant, place, known.facts);
  if (here !== undefined) return { ...NOTHING, found: "here", definitions: present(scope, [here]) };
  const lines = known.lines.map((one) => ({ file: one.path, line: one.line, kind: one.kind }));
  const [first] = lines;
  const isLocal = lines.every((one) => one.file === path && (one.kind === "parameter" || one.kind === "variable"));
  if (first !== undefined && isLocal) {
    const kind = first.kind === "parameter" ? "parameter" : "variable";
    return { ...NOTHING, found: "local", local: { line: first.line, kind }, lines };
  }
  const uses = await usesAtLine(tenant, repo, { path, line, names: namesMeant(known.facts, named) });
  const ids = uses.map((use) => use.to_id);
  const rows = amongLines(await nodesById(tenant, [repo], ids), known);
  if (rows.length > 0) {
    const tiers = new Map(uses.map((use) => [use.to_id, use.tier]));
    return { ...NOTHING, found: "meant", definitions: present(scope, rows, tiers), lines };
  }
  const imported = lines.find((one) => one.file === path && one.kind === "import");
  if (imported !== undefined) {
    return { ...NOTHING, found: "local", local: { line: imported.line, kind: "import" }, lines };
  }
  if (lines.length > 0) return { ...NOTHING, found: "meant", lines };
  const reason = await looseAtLine(tenant, repo, { path, line, name: named.name });
  return reason === undefined ? NOTHING : { ...NOTHING, found: "unresolved", reason };
}

/** The definition whose own name stands at the place. */
async function definitionHere(
  tenant: TenantDb,
  { repo, path, line, named }: NamedPlace,
  facts: FileFacts | undefined,
): Promise<NodeRow | undefined> {
  const own = facts?.definitions.find(
    (one) => one.name === named.name && one.nameLine === line && one.nameColumn === named.column,
  );
  if (own === undefined) return undefined;
  const rows = await nodesAtLine(tenant, [repo], { path, line: own.startLine, limit: 50 });
  return rows.find((one) => one.name === own.name && one.start_line === own.startLine);
}

/** The name, and what imports that bind it call it where it comes from. */
function namesMeant(facts: FileFacts | undefined, { name, isMember }: NameAt): readonly string[] {
  const imports = isMember ? [] : (facts?.imports ?? []).filter((one) => one.local === name && one.form === "name");
  return [...new Set([name, ...imports.map(({ imported }) => imported)])];
}

/** Of what the line uses under the name, that which the lines define; all of it where they define something else. */
function amongLines(rows: readonly NodeRow[], { lines }: DefinedAt): readonly NodeRow[] {
  const meant = rows.filter((row) =>
    lines.some(({ path, line }) => path === row.path && row.start_line <= line && line <= row.end_line),
  );
  return meant.length > 0 ? meant : rows;
}

function present(scope: Scope, rows: readonly NodeRow[], tiers?: ReadonlyMap<string, string>): Meaning["definitions"] {
  return rows.map((row) => ({ node: presentNode(scope, row), tier: tiers?.get(row.node_id) ?? null }));
}
