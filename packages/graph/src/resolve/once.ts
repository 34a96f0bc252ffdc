/**
 * Remembers what was computed for a key, and finds the least fixed point where computations need each other
 * (`a = b; b = a.next()`): the first of a cycle is computed again until nothing grows, so that the answer is the same
 * whichever member of the cycle is asked first.
 */
import { type Found, NOTHING, unite } from "./values.ts";

interface Entry {
  found: Found;
  state: "running" | "provisional" | "done";
  /** The lowest running computation that this one leans on, by its depth. */
  leansOn: number;
  /** Somebody asked for it while it was running. */
  isAskedWithin: boolean;
  /** When its last computation began (running) or ended (provisional). */
  time: number;
}

/** Longer chains of assignments than any reader follows; what lies beyond is unknown. */
const MAX_DEPTH = 100;
/** A cycle that still grows after so many rounds makes new types out of types for ever. */
const MAX_ROUNDS = 6;

export function createOnce(): (key: object, compute: () => Found) => Found {
  const entries = new Map<object, Entry>();
  const running: Entry[] = [];
  const provisional: Entry[] = [];
  let time = 0;
  let growth = 0;

  /** Whether the answer can be used as it is; in a cycle that is the one of the round under way. */
  function isKnown(entry: Entry): boolean {
    if (entry.state === "done") return true;
    if (entry.state === "running") entry.isAskedWithin = true;
    else if (entry.time < (running[entry.leansOn]?.time ?? 0)) return false;
    const asking = running.at(-1);
    if (asking !== undefined) asking.leansOn = Math.min(asking.leansOn, entry.leansOn);
    return true;
  }

  function runRound(entry: Entry, compute: () => Found): void {
    entry.time = ++time;
    const found = compute();
    const merged = entry.found.values.length === 0 ? found : unite([entry.found, found]);
    if (merged.values.length > entry.found.values.length) growth++;
    entry.found = merged;
  }

  function settle(entry: Entry, depth: number, firstProvisional: number): void {
    if (entry.leansOn === depth) {
      entry.state = "done";
      for (const settled of provisional.splice(firstProvisional)) settled.state = "done";
      return;
    }
    entry.state = "provisional";
    entry.time = ++time;
    provisional.push(entry);
    for (const other of provisional.slice(firstProvisional)) other.leansOn = Math.min(other.leansOn, entry.leansOn);
    const asking = running.at(-1);
    if (asking !== undefined) asking.leansOn = Math.min(asking.leansOn, entry.leansOn);
  }

  return (key, compute) => {
    const known = entries.get(key);
    if (known !== undefined && isKnown(known)) return known.found;
    if (running.length >= MAX_DEPTH) return NOTHING;
    const entry: Entry = known ?? { found: NOTHING, state: "running", leansOn: 0, isAskedWithin: false, time };
    entries.set(key, entry);
    entry.state = "running";
    const depth = running.push(entry) - 1;
    const firstProvisional = provisional.length;
    entry.leansOn = depth;
    for (let round = 0, before = -1; round < MAX_ROUNDS && before !== growth; round++) {
      before = growth;
      runRound(entry, compute);
      if (!entry.isAskedWithin || entry.leansOn < depth) break;
    }
    running.pop();
    settle(entry, depth, firstProvisional);
    return entry.found;
  };
}
