import * as fc from "fast-check";
import { expect, test } from "vitest";

import { findGroups, shortestCycle } from "./cycle-search.ts";

test("a chain has no cycle, a ring is one, and a node that links to itself is one alone", () => {
  expect(
    findGroups([
      ["a", "b"],
      ["b", "c"],
    ]),
  ).toEqual([]);
  const groups = findGroups([
    ["a", "b"],
    ["b", "c"],
    ["c", "a"],
    ["c", "b"],
    ["d", "d"],
    ["x", "a"],
  ]);
  expect(groups.map(({ members }) => members)).toEqual([["a", "b", "c"], ["d"]]);
  expect(groups.map(({ members, links }) => shortestCycle(members, links))).toEqual([["b", "c"], ["d"]]);
});

test("a ring of 100,000 is found without running out of stack", () => {
  const size = 100_000;
  const [ring] = findGroups(Array.from({ length: size }, (_, at) => [`${at}`, `${(at + 1) % size}`] as const));
  expect(ring?.members).toHaveLength(size);
});

test("two are in one group exactly when each reaches the other", () => {
  const node = fc.integer({ min: 0, max: 7 }).map(String);
  fc.assert(
    fc.property(fc.array(fc.tuple(node, node), { maxLength: 20 }), (pairs) => {
      const groups = findGroups(pairs);
      const groupOf = (id: string) => groups.findIndex(({ members }) => members.includes(id));
      for (const a of "01234567") {
        for (const b of "01234567") {
          const together = reaches(pairs, a, b) && reaches(pairs, b, a);
          expect(together).toBe(groupOf(a) >= 0 && groupOf(a) === groupOf(b));
        }
      }
      for (const { members, links } of groups) {
        const cycle = shortestCycle(members, links);
        cycle.forEach((id, at) => expect(links.get(id)).toContain(cycle[(at + 1) % cycle.length]));
      }
    }),
  );
});

/** Over one link or more. */
function reaches(pairs: readonly (readonly [string, string])[], from: string, to: string): boolean {
  const seen = new Set<string>();
  const waiting = [from];
  for (const id of waiting) {
    for (const [one, other] of pairs) {
      if (one !== id || seen.has(other)) continue;
      seen.add(other);
      waiting.push(other);
    }
  }
  return seen.has(to);
}
