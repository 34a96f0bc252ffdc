/** Groups of nodes that reach each other (Tarjan, SIAM J. Comput. 1972; without recursion), O(nodes + links). */

export interface Group {
  readonly members: readonly string[];
  /** Links between members. */
  readonly links: ReadonlyMap<string, readonly string[]>;
}

interface Frame {
  readonly id: string;
  next: number;
}

/** Groups of two and more, or of one that links to itself; the largest first, then by their first member. */
export function findGroups(pairs: readonly (readonly [string, string])[]): Group[] {
  const links = new Map<string, string[]>();
  for (const [from, to] of pairs) {
    const known = links.get(from);
    if (known === undefined) links.set(from, [to]);
    else known.push(to);
  }
  return components(links)
    .filter((members) => members.length > 1 || links.get(members[0] ?? "")?.includes(members[0] ?? "") === true)
    .map((found) => {
      const members = found.sort();
      const inside = new Set(members);
      const within = members.map((id) => [id, (links.get(id) ?? []).filter((to) => inside.has(to))] as const);
      return { members, links: new Map(within) };
    })
    .sort((a, b) => b.members.length - a.members.length || ((a.members[0] ?? "") < (b.members[0] ?? "") ? -1 : 1));
}

function components(links: ReadonlyMap<string, readonly string[]>): string[][] {
  const order = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const onStack = new Set<string>();
  const found: string[][] = [];
  const enter = (id: string): Frame => {
    order.set(id, order.size);
    low.set(id, order.size - 1);
    stack.push(id);
    onStack.add(id);
    return { id, next: 0 };
  };
  const lower = (id: string, to: number | undefined) => low.set(id, Math.min(low.get(id) ?? 0, to ?? 0));
  const leave = (id: string, above: Frame | undefined) => {
    if (above !== undefined) lower(above.id, low.get(id));
    if (low.get(id) !== order.get(id)) return;
    const members = stack.splice(stack.lastIndexOf(id));
    for (const member of members) onStack.delete(member);
    found.push(members);
  };
  for (const start of links.keys()) {
    const frames = order.has(start) ? [] : [enter(start)];
    for (let frame = frames.at(-1); frame !== undefined; frame = frames.at(-1)) {
      const to = links.get(frame.id)?.[frame.next++];
      if (to === undefined) {
        frames.pop();
        leave(frame.id, frames.at(-1));
      } else if (!order.has(to)) frames.push(enter(to));
      else if (onStack.has(to)) lower(frame.id, order.get(to));
    }
  }
  return found;
}

/** Nodes from which a shortest cycle is looked for: a group of thousands has a short one through any few of them. */
const TRIED = 20;

/** One of the shortest cycles through the first members. */
export function shortestCycle(
  members: readonly string[],
  links: ReadonlyMap<string, readonly string[]>,
): readonly string[] {
  const cycles = members.slice(0, TRIED).map((id) => cycleThrough(id, links));
  return cycles.reduce((best, cycle) => (cycle.length < best.length ? cycle : best), cycles[0] ?? []);
}

function cycleThrough(start: string, links: ReadonlyMap<string, readonly string[]>): string[] {
  const cameFrom = new Map<string, string>();
  const waiting = [start];
  for (const id of waiting) {
    for (const to of links.get(id) ?? []) {
      if (to === start) return backFrom(id, start, cameFrom);
      if (cameFrom.has(to)) continue;
      cameFrom.set(to, id);
      waiting.push(to);
    }
  }
  return [];
}

function backFrom(end: string, start: string, cameFrom: ReadonlyMap<string, string>): string[] {
  const cycle = [end];
  for (let id = end; id !== start;) {
    id = cameFrom.get(id) ?? start;
    cycle.unshift(id);
  }
  return cycle;
}
