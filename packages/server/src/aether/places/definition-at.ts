import { FACTS_VERSION, type FileFacts, readFacts } from "@aether/graph";
import type { z } from "zod";

import type { TenantDb } from "#kernel/db";
import { Fault } from "#kernel/errors";
import { operation } from "#kernel/operation";

import { presentNode } from "../browse/present.ts";
import { fileTexts, type NodeRow, nodesAtLine, nodesById } from "../browse/store.ts";
import { definitionAtInput, definitionAtOutput } from "../contract.ts";
import { unpackFacts } from "../ingest/content-store.ts";
import { asking, type GraphNeeds } from "../queries/asked-node.ts";
import { graphCompletenessOf } from "../queries/completeness.ts";
import { requireKept, resolveScope, type Scope, type ScopedRepo } from "../scope/index.ts";
import { type Local, localNamed, nameAt } from "./name-at.ts";
import { looseAtLine, packedFacts, usesAtLine } from "./store.ts";

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
      const meant = await meaningOf(asks.tenant, { repo, scope, path: input.path, line: input.line, named });
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

interface Place {
  readonly repo: ScopedRepo;
  readonly scope: Scope;
  readonly path: string;
  readonly line: number;
  readonly named: ReturnType<typeof nameAt>;
}

type Meaning = Pick<z.input<typeof definitionAtOutput>, "found" | "definitions" | "local" | "reason">;

const NOTHING: Meaning = { found: "enclosing", definitions: [], local: null, reason: null };

/** A name's own definition, then local names, which hide all others, then what the graph knows of the line. */
async function meaningOf(tenant: TenantDb, place: Place): Promise<Meaning> {
  const { repo, scope, path, line, named } = place;
  if (named === undefined) return NOTHING;
  const facts = await factsOf(tenant, repo, path);
  const own = facts?.definitions.find(
    (one) => one.name === named.name && one.nameLine === line && one.nameColumn === named.column,
  );
  if (own !== undefined) {
    const rows = await nodesAtLine(tenant, [repo], { path, line: own.startLine, limit: 50 });
    const row = rows.find((one) => one.name === own.name && one.start_line === own.startLine);
    if (row !== undefined) return { ...NOTHING, found: "here", definitions: present(scope, [row]) };
  }
  const local = facts === undefined || named.isMember ? undefined : localNamed(facts, { name: named.name, line });
  if (local !== undefined && local.kind !== "import") return { ...NOTHING, found: "local", local: shown(local) };
  const names = [named.name, ...(local?.imported === undefined ? [] : [local.imported])];
  const uses = await usesAtLine(tenant, repo, { path, line, names });
  const rows = await nodesById(
    tenant,
    [repo],
    uses.map((use) => use.to_id),
  );
  if (rows.length > 0) {
    const tiers = new Map(uses.map((use) => [use.to_id, use.tier]));
    return { ...NOTHING, found: "meant", definitions: present(scope, rows, tiers) };
  }
  if (local !== undefined) return { ...NOTHING, found: "local", local: shown(local) };
  const reason = await looseAtLine(tenant, repo, { path, line, name: named.name });
  return reason === undefined ? NOTHING : { ...NOTHING, found: "unresolved", reason };
}

function shown({ line, kind }: Local): Meaning["local"] {
  return { line, kind };
}

function present(scope: Scope, rows: readonly NodeRow[], tiers?: ReadonlyMap<string, string>): Meaning["definitions"] {
  return rows.map((row) => ({ node: presentNode(scope, row), tier: tiers?.get(row.node_id) ?? null }));
}

async function factsOf(tenant: TenantDb, repo: ScopedRepo, path: string): Promise<FileFacts | undefined> {
  const packed = await packedFacts(tenant, repo, { path, version: FACTS_VERSION });
  return packed === undefined ? undefined : readFacts(unpackFacts(packed));
}
