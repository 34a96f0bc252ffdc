/** Answers of the graph to questions that ask for it: the nodes, and a sentence that says why they are the answer. */
import type { TenantDb } from "#kernel/db";
import { flagsOf } from "#kernel/search";

import { nodesCalled } from "../../browse/nodes.ts";
import { edgesOf, type NodeRow, nodesById } from "../../browse/store.ts";
import { USES } from "../../queries/uses.ts";
import type { Scope } from "../../scope/index.ts";
import { resolveFrames, resolvePlace, type RoutedRow } from "./places.ts";
import { type NamedRoute, readNamedRoute, readPlace, type RouteKind } from "./read-route.ts";
import { isErrorMessage, plainMessage, readTrace } from "./stack-trace.ts";

export type RouteTo = RouteKind | "place" | "trace" | "message" | "grep";

export interface Route {
  readonly to: RouteTo;
  /** The definitions that the question is about. */
  readonly of: readonly NodeRow[];
  readonly why: string;
  /** The answer, best first. */
  readonly rows: readonly RoutedRow[];
  /** What is searched for behind them, or instead where there are none; undefined: nothing more is. */
  readonly words: string | undefined;
}

interface Asked {
  /** As it was written, filters aside: traces need their lines. */
  readonly text: string;
  readonly words: string;
}

const CALLS = ["CALLS", "INSTANTIATES"] as const;
/** Definitions of one name that a question is taken to be about. */
const MEANT_MAX = 10;
const EDGES_MAX = 500;
const STEPS_OF_IMPACT = 3;

/** Undefined where words are to answer. */
export async function followRoute(tenant: TenantDb, scope: Scope, asked: Asked): Promise<Route | undefined> {
  const trace = readTrace(asked.text);
  if (trace !== undefined) {
    const rows = await resolveFrames(tenant, scope, trace.frames);
    const why = `a stack trace of ${trace.frames.length} frames: those of the repositories asked come first, the innermost before the others, vendored ones behind`;
    return { to: "trace", of: [], why, rows, words: trace.message };
  }
  const place = readPlace(asked.words);
  if (place !== undefined) {
    const { rows, isBeyond } = await resolvePlace(tenant, scope, place);
    const line = isBeyond ? `the file, which has no line ${place.line},` : "the definition around the line";
    const why = `a place in a file: ${place.line === undefined ? "the file" : line} comes first`;
    if (rows.length > 0) return { to: "place", of: [], why, rows, words: asked.words };
  }
  if (isErrorMessage(asked.text)) {
    const words = plainMessage(asked.words);
    if (words === asked.words || words === "") return undefined;
    return {
      to: "message",
      of: [],
      why: "a message of an error: numbers, addresses and folders are left out",
      rows: [],
      words,
    };
  }
  const named = readNamedRoute(asked.words);
  return named && followNamed(tenant, scope, { ...named, words: asked.words });
}

async function followNamed(
  tenant: TenantDb,
  scope: Scope,
  { to, name, words }: NamedRoute & Pick<Asked, "words">,
): Promise<Route | undefined> {
  const found = await nodesCalled(tenant, scope.repos, { name, limit: MEANT_MAX });
  const of = found.filter(({ path, kind }) => path !== "" && kind !== "File" && kind !== "Section");
  if (of.length === 0) return undefined;
  if (to === "definition")
    return { to, of, why: `where ${name} is defined: it is searched for by its name`, rows: [], words };
  if (to === "explanation") {
    return {
      to,
      of,
      why: `how ${name} works: it comes first, with what calls it and what it calls`,
      rows: [],
      words: name,
    };
  }
  const rows = await related(tenant, scope, { to, of });
  const many = of.length === 1 ? name : `${of.length} definitions of the name ${name}`;
  if (rows.length > 0) return { to, of, why: `${TOLD[to]} ${many}, by the graph`, rows, words: undefined };
  return {
    to,
    of,
    why: `the graph knows nothing that is ${TOLD[to]} ${many}: what has the words is shown`,
    rows,
    words: name,
  };
}

const TOLD = {
  callers: "a caller of",
  uses: "a use of",
  callees: "called by",
  impact: `within ${STEPS_OF_IMPACT} steps a user of`,
} as const;

type Graphed = keyof typeof TOLD;

async function related(
  tenant: TenantDb,
  scope: Scope,
  { to, of }: { readonly to: Graphed; readonly of: readonly NodeRow[] },
): Promise<NodeRow[]> {
  const kinds = to === "uses" || to === "impact" ? USES : CALLS;
  const seen = new Set(of.map(keyOf));
  const found: NodeRow[] = [];
  let from = of;
  for (let step = 0; step < (to === "impact" ? STEPS_OF_IMPACT : 1) && from.length > 0; step++) {
    const next = await oneStep(tenant, scope, { from, kinds, incoming: to !== "callees" });
    from = next.filter((row) => row.path !== "" && !seen.has(keyOf(row)));
    for (const row of from) seen.add(keyOf(row));
    found.push(...from);
  }
  return found;
}

async function oneStep(
  tenant: TenantDb,
  { repos }: Scope,
  asked: { readonly from: readonly NodeRow[]; readonly kinds: readonly string[]; readonly incoming: boolean },
): Promise<NodeRow[]> {
  const tracks = new Set(asked.from.map(({ track_id }) => track_id));
  const at = repos.filter(({ trackId }) => tracks.has(trackId));
  const starts = new Set(asked.from.map(keyOf));
  const ids = asked.from.map(({ node_id }) => node_id);
  const edges = await edgesOf(tenant, at, { ...asked, ids, limit: EDGES_MAX });
  const ends = edges
    .map(({ track_id, from_id, to_id }) =>
      (asked.incoming ? [to_id, from_id] : [from_id, to_id]).map((id) => `${track_id} ${id}`),
    )
    .filter(([start = ""]) => starts.has(start))
    .map(([, end = ""]) => end);
  const order = new Map(ends.reverse().map((end, place) => [end, -place]));
  const rows = await nodesById(tenant, at, [...new Set(ends.map((end) => end.split(" ")[1] ?? ""))]);
  const kept = rows.filter((row) => order.has(keyOf(row)));
  return kept.sort((a, b) => isAside(a) - isAside(b) || (order.get(keyOf(a)) ?? 0) - (order.get(keyOf(b)) ?? 0));
}

/** 1 for tests, examples, vendored and generated code and the like. */
function isAside({ path }: NodeRow): number {
  return flagsOf(path, "") === 0 ? 0 : 1;
}

function keyOf({ track_id, node_id }: NodeRow): string {
  return `${track_id} ${node_id}`;
}
