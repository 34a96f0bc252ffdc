/**
 * Remembers what was computed for a key, and finds the least fixed point where computations need each other
 * (`a = b; b = a.next()`): the first of a cycle is computed again until nothing grows, so that the answer is the same
 * whichever member of the cycle is asked first. What lies deeper than the stack may grow is put off: it is computed
 * below the first one, and then whatever had to do without it is computed again, the deepest first. Chains of any length
 * have an answer so, and it is the same wherever they are entered.
 */
import type { Budget } from "./budget.ts";
import type { Dependencies } from "./dependencies.ts";
import { type Found, NOTHING, unite } from "./values.ts";

type Compute = () => Found;

interface Entry {
  found: Found;
  state: "running" | "provisional" | "done";
  /** The lowest running computation that this one leans on, by its depth. */
  leansOn: number;
  /** Somebody asked for it while it was running. */
  isAskedWithin: boolean;
  /** When its last computation began (running) or ended (provisional). */
  time: number;
  /** Something of what it rests on had not steps enough. */
  isCut: boolean;
}

/** A computation that was asked for where the stack was as high as it may be. */
interface PutOff {
  readonly entry: Entry;
  readonly key: object;
  readonly compute: Compute;
}

/** Computations in each other; each takes some dozens of frames of the stack. */
const MAX_DEPTH = 100;
/** A cycle that still grows after so many rounds makes new types out of types for ever. */
const MAX_ROUNDS = 6;

interface Memory {
  readonly dependencies: Dependencies;
  readonly budget: Budget;
  readonly entries: Map<object, Entry>;
  readonly running: Entry[];
  readonly provisional: Entry[];
  /** Since the first of those that run began, in the order in which they were met. */
  putOff: PutOff[];
  /** How many of them those that had to do without them were computed with since. */
  caughtUp: number;
  time: number;
  /** Counts every answer that got larger. */
  growth: number;
}

/** Makes the memory of one run of resolution. */
export function createOnce(dependencies: Dependencies, budget: Budget): (key: object, compute: Compute) => Found {
  const memory: Memory = {
    dependencies,
    budget,
    entries: new Map(),
    running: [],
    provisional: [],
    putOff: [],
    caughtUp: 0,
    time: 0,
    growth: 0,
  };
  return (key, compute) => {
    const known = memory.entries.get(key);
    const entry = known ?? {
      found: NOTHING,
      state: "running",
      leansOn: 0,
      isAskedWithin: false,
      time: 0,
      isCut: false,
    };
    if (known === undefined) memory.entries.set(key, entry);
    if (known !== undefined && isKnown(memory, known)) dependencies.used(key);
    else if (memory.running.length < MAX_DEPTH) dependencies.shared(key, () => run(memory, entry, compute));
    else putOff(memory, { entry, key, compute }, known !== undefined);
    if (entry.isCut) budget.touch();
    return entry.found;
  };
}

/** Whether the answer can be used as it is; in a cycle that is the one of the round under way. */
function isKnown(memory: Memory, entry: Entry): boolean {
  if (entry.state === "done") return true;
  if (entry.state === "running") entry.isAskedWithin = true;
  else if (!isFresh(memory, entry)) return false;
  leanOn(memory, entry.leansOn);
  return true;
}

function isFresh({ running }: Memory, { time, leansOn }: Entry): boolean {
  return time >= (running[leansOn]?.time ?? 0);
}

function leanOn({ running }: Memory, depth: number): void {
  const asking = running.at(-1);
  if (asking !== undefined) asking.leansOn = Math.min(asking.leansOn, depth);
}

/** Until it is computed, its answer is that of the round before; whoever uses it leans on the first one. */
function putOff(memory: Memory, one: PutOff, isKnownOfBefore: boolean): void {
  const [first] = memory.running;
  memory.dependencies.used(one.key);
  leanOn(memory, 0);
  if (first !== undefined) first.isAskedWithin = true;
  if (isKnownOfBefore) return;
  one.entry.state = "provisional";
  memory.provisional.push(one.entry);
  memory.putOff.push(one);
}

function run(memory: Memory, entry: Entry, compute: Compute): void {
  entry.state = "running";
  const depth = memory.running.push(entry) - 1;
  const firstProvisional = memory.provisional.length;
  entry.leansOn = depth;
  for (let round = 0, before = -1; round < MAX_ROUNDS && (before !== memory.growth || isBehind(memory)); round++) {
    before = memory.growth;
    if (depth === 0 && isBehind(memory)) catchUp(memory, entry);
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
  if (depth === 0) {
    memory.putOff = [];
    memory.caughtUp = 0;
  }
}

function isBehind({ putOff: all, caughtUp }: Memory): boolean {
  return caughtUp < all.length;
}

/** Computes what was put off, more of which may be met on the way, and then the earlier ones with what the later gave. */
function catchUp(memory: Memory, first: Entry): void {
  for (let at = memory.caughtUp; at < memory.putOff.length; at++) runPutOff(memory, memory.putOff[at]);
  const all = memory.putOff.length;
  first.time = ++memory.time;
  for (let at = all - 1; at >= 0; at--) runPutOff(memory, memory.putOff[at]);
  memory.caughtUp = all;
}

function runPutOff(memory: Memory, one: PutOff | undefined): void {
  if (one === undefined || one.entry.state === "done" || (one.entry.time > 0 && isFresh(memory, one.entry))) return;
  memory.dependencies.shared(one.key, () => run(memory, one.entry, one.compute));
}

function runRound(memory: Memory, entry: Entry, compute: Compute): void {
  entry.time = ++memory.time;
  let found = NOTHING;
  const { isSpent, isTouched } = memory.budget.within(() => {
    found = compute();
  });
  entry.isCut = isSpent || isTouched;
  const merged = entry.found.values.length === 0 ? found : unite([entry.found, found]);
  if (merged.values.length > entry.found.values.length) memory.growth++;
  entry.found = isSpent ? NOTHING : merged;
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
