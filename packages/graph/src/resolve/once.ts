/**
 * Remembers what was computed for a key, and finds the least fixed point where computations need each other
 * (`a = b; b = a.next()`): the first of a cycle is computed again until nothing grows, so that the answer is the same
 * whichever member of the cycle is asked first.
 */
import type { Dependencies } from "./dependencies.ts";
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

interface Memory {
  readonly entries: Map<object, Entry>;
  readonly running: Entry[];
  readonly provisional: Entry[];
  time: number;
  /** Counts every answer that got larger. */
  growth: number;
}

/** Makes the memory of one run of resolution. */
export function createOnce(dependencies: Dependencies): (key: object, compute: () => Found) => Found {
  const memory: Memory = { entries: new Map(), running: [], provisional: [], time: 0, growth: 0 };
  return (key, compute) => {
    const known = memory.entries.get(key);
    if (known !== undefined && isKnown(memory, known)) {
      dependencies.used(key);
      return known.found;
    }
    if (memory.running.length >= MAX_DEPTH) return NOTHING;
    const entry: Entry = known ?? { found: NOTHING, state: "running", leansOn: 0, isAskedWithin: false, time: 0 };
    memory.entries.set(key, entry);
    dependencies.shared(key, () => run(memory, entry, compute));
    return entry.found;
  };
}

/** Whether the answer can be used as it is; in a cycle that is the one of the round under way. */
function isKnown(memory: Memory, entry: Entry): boolean {
  if (entry.state === "done") return true;
  if (entry.state === "running") entry.isAskedWithin = true;
  else if (entry.time < (memory.running[entry.leansOn]?.time ?? 0)) return false;
  leanOn(memory, entry.leansOn);
  return true;
}

function leanOn({ running }: Memory, depth: number): void {
  const asking = running.at(-1);
  if (asking !== undefined) asking.leansOn = Math.min(asking.leansOn, depth);
}

function run(memory: Memory, entry: Entry, compute: () => Found): void {
  entry.state = "running";
  const depth = memory.running.push(entry) - 1;
  const firstProvisional = memory.provisional.length;
  entry.leansOn = depth;
  for (let round = 0, before = -1; round < MAX_ROUNDS && before !== memory.growth; round++) {
    before = memory.growth;
    runRound(memory, entry, compute);
    if (!entry.isAskedWithin || entry.leansOn < depth) break;
  }
  memory.running.pop();
  if (entry.leansOn < depth) {
    keepForNow(memory, entry, firstProvisional);
    return;
  }
  entry.state = "done";
  for (const settled of memory.provisional.splice(firstProvisional)) settled.state = "done";
}

function runRound(memory: Memory, entry: Entry, compute: () => Found): void {
  entry.time = ++memory.time;
  const found = compute();
  const merged = entry.found.values.length === 0 ? found : unite([entry.found, found]);
  if (merged.values.length > entry.found.values.length) memory.growth++;
  entry.found = merged;
}

/** Its answer holds until the first of the cycle is computed again. */
function keepForNow(memory: Memory, entry: Entry, firstProvisional: number): void {
  entry.state = "provisional";
  entry.time = ++memory.time;
  memory.provisional.push(entry);
  for (const other of memory.provisional.slice(firstProvisional)) {
    other.leansOn = Math.min(other.leansOn, entry.leansOn);
  }
  leanOn(memory, entry.leansOn);
}
