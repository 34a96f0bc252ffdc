/** Walks the edges of one snapshot, breadth first. */
import type { TenantDb } from "#kernel/db";
import { flagsOf, UNIT_FLAGS } from "#kernel/search";

import { type NodeRow, nodesById } from "../browse/store.ts";
import { toNodeId } from "../ingest/ids.ts";
import { endOf, type Following, linksAround } from "./links.ts";
import type { Link } from "./store.ts";

export interface Walk extends Following {
  /** Where it begins, as the database writes ids. */
  readonly from: readonly string[];
}

export interface Step {
  readonly row: NodeRow;
  readonly facts: { distance: number; via: string; tier: string; lines: number[] };
}

/** A walk that goes on where the page before ended: it is made anew and its first `skip` steps are left out. */
export interface Page {
  readonly depth: number;
  readonly skip: number;
  readonly limit: number;
}

export interface Reached {
  readonly steps: readonly Step[];
  /** There are further steps behind these. */
  readonly hasMore: boolean;
  /** Steps of all pages. */
  readonly found: Found;
  /** A node on the way has more edges than were followed. */
  readonly isCut: boolean;
}

/** So many, or `more` than that. */
export interface Found {
  readonly count: number;
  readonly more: boolean;
}

/** Edges that are put in reading order together: a page is the same whatever was read behind it. */
const WINDOW = 1000;
/** Edges followed of each node further away than one step, and of all of them together. */
const LEAST_EACH = 20;
const LEVEL_EDGES = 4000;

/** Some statements a level; what a hub has beyond the page costs nothing. */
export async function walkFrom(tenant: TenantDb, walk: Walk, page: Page): Promise<Reached> {
  const seen = new Set(walk.from);
  // Whole windows before the page are not read: their nodes keep their places by their edges alone.
  const passed = page.depth === 1 ? Math.floor(page.skip / WINDOW) * WINDOW : 0;
  const [skip, wanted] = [page.skip - passed, page.skip - passed + page.limit];
  const steps: Step[] = [];
  let isCut = false;
  let known = 0;
  let frontier = [...walk.from];
  for (let distance = 1; distance <= page.depth && frontier.length > 0 && steps.length <= wanted; distance++) {
    const each =
      page.depth === 1
        ? windowsFor(page.skip + page.limit)
        : Math.max(LEAST_EACH, Math.ceil(LEVEL_EDGES / frontier.length));
    const found = await linksAround(tenant, walk, { ids: frontier, each });
    isCut ||= found.isCut;
    const reached = [...reachedBy(found.links, { walk, seen, distance })];
    known += reached.length;
    const level = await stepsOf(tenant, walk, reached.slice(passed));
    steps.push(...level);
    frontier = level.map(({ row }) => row.node_id);
  }
  const hasMore = steps.length > wanted || (isCut && page.depth === 1);
  // Where the page was full before the last level, what lies beyond was not looked at.
  const isEnd = frontier.length === 0 || steps.length <= wanted || steps.at(-1)?.facts.distance === page.depth;
  return { steps: steps.slice(skip, wanted), hasMore, isCut, found: { count: known, more: isCut || !isEnd } };
}

/** Whole windows that hold so many edges and one more. */
function windowsFor(wanted: number): number {
  return (Math.floor(wanted / WINDOW) + 1) * WINDOW;
}

/** What these edges reach and was not seen before: by its first edge, which has the best evidence, with the lines of all. */
function reachedBy(
  links: readonly Link[],
  { walk, seen, distance }: { readonly walk: Walk; readonly seen: Set<string>; readonly distance: number },
): Map<string, Step["facts"]> {
  const reached = new Map<string, Step["facts"]>();
  for (const link of links) {
    const [id, via] = [endOf(link, walk.incoming), endOf(link, !walk.incoming)];
    const known = reached.get(id);
    // Lines of another node on the way lie in another file, unless that node is an overload of the one that was asked.
    if (known !== undefined && (distance === 1 || known.via === toNodeId(via))) known.lines = united(known.lines, link);
    if (seen.has(id)) continue;
    seen.add(id);
    reached.set(id, { distance, via: toNodeId(via), tier: link.tier, lines: [...link.lines] });
  }
  return reached;
}

function united(lines: readonly number[], link: Link): number[] {
  return [...new Set([...lines, ...link.lines])].sort((one, other) => one - other);
}

/** Nodes read by one statement. */
const NODES = 10_000;

/** In the order in which people read, window by window. */
async function stepsOf(
  tenant: TenantDb,
  walk: Walk,
  reached: readonly (readonly [string, Step["facts"]])[],
): Promise<Step[]> {
  const ids = reached.map(([id]) => id);
  const rows = new Map<string, NodeRow>();
  for (let at = 0; at < ids.length; at += NODES) {
    for (const row of await nodesById(tenant, [walk.at], ids.slice(at, at + NODES))) rows.set(row.node_id, row);
  }
  const steps = reached.flatMap(([id, facts]) => {
    const row = rows.get(id);
    return row === undefined ? [] : [{ row, facts }];
  });
  return inReadingOrder(steps);
}

/** The product's own code, then tests, then what lies outside, each by place: among every thousand, so that pages stay. */
export function inReadingOrder<T extends { readonly row: NodeRow }>(steps: readonly T[]): T[] {
  const ordered: T[] = [];
  for (let at = 0; at < steps.length; at += WINDOW) {
    const grouped = steps.slice(at, at + WINDOW).map((step) => ({ step, group: groupOf(step.row.path) }));
    grouped.sort((one, other) => one.group - other.group || byPlace(one.step.row, other.step.row));
    ordered.push(...grouped.map(({ step }) => step));
  }
  return ordered;
}

function groupOf(path: string): number {
  if (path === "") return 2;
  return (flagsOf(path, "") & UNIT_FLAGS.test) === 0 ? 0 : 1;
}

function byPlace(one: NodeRow, other: NodeRow): number {
  if (one.path !== other.path) return one.path < other.path ? -1 : 1;
  return one.start_line - other.start_line || (one.node_id < other.node_id ? -1 : 1);
}
