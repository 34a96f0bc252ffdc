/** The steps of edges and of uses that could not be bound, with the lines they stand on. */
import type { EvidenceStep, UseEvidence } from "@aether/graph";
import type { z } from "zod";

import { fileTexts, type NodeRow } from "../browse/store.ts";
import type { explainOutput } from "../contract.ts";
import { toNodeId } from "../ingest/ids.ts";
import type { Asking } from "../queries/completeness.ts";
import type { ScopedRepo } from "../scope/index.ts";
import type { Explainers } from "./explainers.ts";
import type { Related } from "./relate.ts";
import { openSnapshot } from "./snapshot-facts.ts";
import type { LooseUse } from "./store.ts";

type Output = z.input<typeof explainOutput>;
type Use = Output["edges"][number]["uses"][number];

export interface Telling extends Asking {
  readonly tenantId: string;
  readonly explainers: Explainers;
  readonly repo: ScopedRepo;
}

export interface ToTell {
  readonly start: NodeRow;
  /** The ends of all links, and what calls are bound to. */
  readonly rows: ReadonlyMap<string, NodeRow>;
  readonly links: readonly Related[];
  readonly loose: readonly LooseUse[];
}

export interface Told {
  /** In the order of the links. */
  readonly uses: readonly (readonly Use[])[];
  readonly unresolved: Output["unresolved"];
  readonly isIncomplete: boolean;
}

const MAX_SOURCE_CHARS = 200;

export async function tellSteps(telling: Telling, toTell: ToTell): Promise<Told> {
  const { start, rows, links, loose } = toTell;
  if (links.length + loose.length === 0) return { uses: [], unresolved: [], isIncomplete: false };
  const pathOf = (id: string): string => rows.get(id)?.path ?? "";
  const edges = links.map(({ kind, from_id: from, to_id: to, through, lines, tier }) => ({
    path: pathOf(from),
    kind,
    from: toNodeId(from),
    to: toNodeId(through ?? to),
    lines,
    tier,
  }));
  const uses = loose.map(({ from_id, name, line }) => ({ path: start.path, from: toNodeId(from_id), name, line }));
  const { tenant, tenantId, explainers, repo, signal } = telling;
  const key = `${tenantId}:${repo.trackId}:${repo.number}`;
  const open: Parameters<Explainers["use"]>[0]["open"] = (thread) => openSnapshot(tenant, repo, thread);
  const [ofEdges, ofLoose] = await explainers.use({ key, signal, open }, async (thread) => [
    await thread.edges(edges),
    await thread.loose(uses),
  ]);
  const sourceOf = await sources(telling, [start.path, ...edges.map(({ path }) => path)]);
  const shown = links.map((link, at) => {
    const found = known(ofEdges[at] ?? [], link);
    return found.map((use) => withSource(use, sourceOf(pathOf(link.from_id), use.line), dispatchStep(link, rows)));
  });
  const unresolved = loose.map(({ name, reason, line }, at) => {
    const use = ofLoose[at] ?? { line, use: name, steps: [] };
    return { name, reason, ...withSource(use, sourceOf(start.path, line), []) };
  });
  return {
    uses: shown,
    unresolved,
    isIncomplete: [...shown.flat(), ...unresolved].some(({ steps }) => steps.length === 0),
  };
}

/** An edge that the facts do not give has its lines and nothing more. */
function known(uses: readonly UseEvidence[], { lines }: Related): readonly UseEvidence[] {
  return uses.length > 0 ? uses : lines.slice(0, 1).map((line) => ({ line, use: "", steps: [] }));
}

function withSource({ line, use, steps }: UseEvidence, source: string, after: readonly EvidenceStep[]): Use {
  return { line, source, use, steps: [...steps, ...after] };
}

function dispatchStep({ through, to_id }: Related, rows: ReadonlyMap<string, NodeRow>): readonly EvidenceStep[] {
  const [called, runs] = [rows.get(through ?? ""), rows.get(to_id)];
  if (called === undefined || runs === undefined) return [];
  const text = `\`${runs.qualified_name}\` overrides \`${called.qualified_name}\`, so the call may run it instead`;
  return [{ kind: "dispatch", text, file: runs.path, line: runs.start_line }];
}

/** Lines of files by number, trimmed and cut. */
async function sources({ tenant, repo }: Telling, paths: readonly string[]) {
  const files = [...new Set(paths)].filter((path) => path !== "").map((path) => ({ trackId: repo.trackId, path }));
  const texts = await fileTexts(tenant, [repo], files);
  const lines = new Map(texts.map(({ path, content }) => [path, content.split("\n")]));
  return (path: string, line: number): string => {
    const text = lines.get(path)?.[line - 1]?.trim() ?? "";
    return text.length <= MAX_SOURCE_CHARS ? text : `${text.slice(0, MAX_SOURCE_CHARS - 1)}…`;
  };
}
