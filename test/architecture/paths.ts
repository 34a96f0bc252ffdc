/** Paths over a directed graph given as name → names. */
export type Links = ReadonlyMap<string, Iterable<string>>;

/** One list a strongly connected group of two or more, or of one that names itself; sorted, so that answers are stable. */
export function findCycles(links: Links): string[][] {
  const reach = new Map([...links.keys()].map((from) => [from, reachableFrom(links, links.get(from) ?? [])]));
  const cycles = new Map<string, string[]>();
  for (const [from, seen] of reach) {
    if (!seen.has(from)) continue;
    const group = [...seen].filter((other) => reach.get(other)?.has(from) === true).sort();
    cycles.set(group.join("\n"), group);
  }
  return [...cycles.values()];
}

/** Everything that can be reached, the starts included. O(nodes + links). */
export function reachableFrom(links: Links, starts: Iterable<string>): Set<string> {
  const seen = new Set(starts);
  const waiting = [...seen];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const to of links.get(next) ?? []) {
      if (seen.has(to)) continue;
      seen.add(to);
      waiting.push(to);
    }
  }
  return seen;
}
