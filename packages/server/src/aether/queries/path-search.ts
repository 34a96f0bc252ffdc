/**
 * Paths between two nodes, found from both ends: the smaller front goes on, so that a hub beside one end costs nothing if
 * the other end is quiet. All simple paths are then walked in memory over the edges that were read, each step only
 * where the goal can still be reached within the length.
 */
import type { TenantDb } from "#kernel/db";

import { type Following, linksAround } from "./links.ts";
import type { Link } from "./store.ts";

export interface PathsAsked {
  /** Each a node, or the overloads of one. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly all: boolean;
  readonly maxLength: number;
  readonly limit: number;
  readonly maxVisited: number;
}

export interface PathsFound {
  /** Edges in order, the shortest path first. */
  readonly paths: readonly (readonly Link[])[];
  readonly visited: number;
  readonly isCut: boolean;
}

interface Front {
  readonly incoming: boolean;
  readonly seen: Set<string>;
  edge: string[];
}

/** Edges read of a front's nodes together, and of each of them at least. */
const FRONT_EDGES = 5000;
const LEAST_EACH = 20;
/** Steps of the walk in memory: what dead ends may cost. */
const MAX_STEPS = 200_000;

export async function findPaths(
  tenant: TenantDb,
  over: Omit<Following, "incoming">,
  asked: PathsAsked,
): Promise<PathsFound> {
  const { read, visited, isCut } = await readBetween(tenant, over, asked);
  const walked = walkPaths(read, asked);
  return { paths: walked.paths, visited, isCut: isCut || walked.isCut };
}

type Read = ReadonlyMap<string, ReadonlyMap<string, Link>>;

async function readBetween(tenant: TenantDb, over: Omit<Following, "incoming">, asked: PathsAsked) {
  const read = new Map<string, Map<string, Link>>();
  const ahead: Front = { incoming: false, seen: new Set(asked.from), edge: [...asked.from] };
  const back: Front = { incoming: true, seen: new Set(asked.to), edge: [...asked.to] };
  let isCut = false;
  for (let length = 0; length < asked.maxLength; length++) {
    if (!asked.all && meet(ahead, back)) break;
    if (ahead.edge.length === 0 || back.edge.length === 0) break;
    const front = ahead.edge.length <= back.edge.length ? ahead : back;
    const each = Math.max(LEAST_EACH, Math.ceil(FRONT_EDGES / front.edge.length));
    const found = await linksAround(tenant, { ...over, incoming: front.incoming }, { ids: front.edge, each });
    isCut ||= found.isCut;
    advance(front, read, found.links);
    if (ahead.seen.size + back.seen.size > asked.maxVisited) {
      isCut = true;
      break;
    }
  }
  return { read, visited: ahead.seen.size + back.seen.size, isCut };
}

function meet(ahead: Front, back: Front): boolean {
  return ahead.edge.some((id) => back.seen.has(id)) || back.edge.some((id) => ahead.seen.has(id));
}

/** Keeps one edge, the first and best, for each pair of nodes. */
function advance(front: Front, read: Map<string, Map<string, Link>>, links: readonly Link[]): void {
  const next = new Set<string>();
  for (const link of links) {
    const out = read.get(link.from_id) ?? new Map<string, Link>();
    read.set(link.from_id, out);
    if (!out.has(link.to_id)) out.set(link.to_id, link);
    const end = front.incoming ? link.from_id : link.to_id;
    if (front.seen.has(end)) continue;
    front.seen.add(end);
    next.add(end);
  }
  front.edge = [...next];
}

/** Shortest first: lengths are tried one after the other, so that a limit leaves out the longest. */
function walkPaths(read: Read, asked: PathsAsked): { readonly paths: Link[][]; readonly isCut: boolean } {
  const togo = distancesTo(read, asked.to);
  const shortest = Math.min(...asked.from.map((id) => togo.get(id) ?? Infinity));
  const paths: Link[][] = [];
  if (shortest > asked.maxLength) return { paths, isCut: false };
  const budget = { steps: MAX_STEPS };
  const longest = asked.all ? asked.maxLength : shortest;
  const limit = asked.all ? asked.limit : 1;
  for (let length = shortest; length <= longest && paths.length <= limit && budget.steps > 0; length++) {
    for (const path of pathsOfLength(read, { togo, length, asked, budget })) {
      paths.push(path);
      if (paths.length > limit || !asked.all) break;
    }
  }
  return { paths: paths.slice(0, limit), isCut: paths.length > limit || budget.steps <= 0 };
}

interface Leg {
  readonly togo: ReadonlyMap<string, number>;
  readonly asked: PathsAsked;
  readonly length: number;
  readonly budget: { steps: number };
}

/** Simple paths of exactly this length, depth first and without recursion. */
function* pathsOfLength(read: Read, leg: Leg): Generator<Link[]> {
  for (const from of leg.asked.from) yield* pathsFrom(read, from, leg);
}

function* pathsFrom(read: Read, from: string, { togo, asked, length, budget }: Leg): Generator<Link[]> {
  const ends = new Set(asked.to);
  const path: Link[] = [];
  const onPath = new Set([from]);
  const open: Iterator<Link>[] = [linksFrom(read, from)];
  while (open.length > 0 && budget.steps > 0) {
    budget.steps--;
    const { value, done } = open.at(-1)?.next() ?? { value: undefined, done: true };
    if (done === true) {
      open.pop();
      const left = path.pop();
      if (left !== undefined) onPath.delete(left.to_id);
      continue;
    }
    const left = length - path.length - 1;
    if (onPath.has(value.to_id) || (togo.get(value.to_id) ?? Infinity) > left) continue;
    if (ends.has(value.to_id)) {
      if (left === 0) yield [...path, value];
      continue;
    }
    path.push(value);
    onPath.add(value.to_id);
    open.push(linksFrom(read, value.to_id));
  }
}

function linksFrom(read: Read, id: string): Iterator<Link> {
  return (read.get(id) ?? new Map<string, Link>()).values();
}

/** Edges from each node to the goal, over what was read. */
function distancesTo(read: Read, goals: readonly string[]): Map<string, number> {
  const users = new Map<string, string[]>();
  for (const [from, out] of read) {
    for (const to of out.keys()) {
      const known = users.get(to);
      if (known === undefined) users.set(to, [from]);
      else known.push(from);
    }
  }
  const distances = new Map(goals.map((goal) => [goal, 0]));
  let front = [...goals];
  for (let distance = 1; front.length > 0; distance++) {
    const next = [...new Set(front.flatMap((id) => users.get(id) ?? []))].filter((id) => !distances.has(id));
    for (const id of next) distances.set(id, distance);
    front = next;
  }
  return distances;
}
