/** What a file puts into containers and objects: by assigning to a key, and by well-known members (`xs.append(f)`). */
import type { Expression, FileFacts, Key, Site } from "../facts.ts";
import { describedIn } from "./descriptors.ts";

/** Something that is put in. */
export interface Stored {
  /** The keys that lead there from the place; undefined where any is meant. */
  readonly path: readonly (Key | undefined)[];
  readonly value: Expression;
  readonly scope: number;
  /** All that the value holds is put in, instead of the value. */
  readonly isSpread: boolean;
  readonly unconditional: boolean;
  /** Everything else that the place has comes before it: it is a prototype. */
  readonly isBehind?: true;
}

/** Where it is put: into what a name, or a member of `this`, holds. */
export interface StoredAt {
  readonly name: string;
  readonly isMember: boolean;
  readonly stored: Stored;
}

/** Which arguments a member puts in: all of them, one, or what one holds. */
interface Putting {
  readonly argument: number | "all";
  readonly isSpread?: true;
  /** The place is the first argument instead of what stands before the dot: `Object.assign(o, p)`. */
  readonly into?: "argument";
  /** What it holds are descriptors of what is put in. */
  readonly isDescribed?: true;
  readonly isBehind?: true;
  /** What types are given are the members of their instances: `util.inherits(B, A)`. */
  readonly isOfTypes?: true;
  /** Only where it is said whose member it is. */
  readonly isOfLibrary?: true;
}

const ALL: Putting = { argument: "all" };
const FIRST: Putting = { argument: 0 };
const SECOND: Putting = { argument: 1 };
const DESCRIBED: Putting = { argument: 1, isDescribed: true, into: "argument", isOfLibrary: true };
const HELD_BY_FIRST: Putting = { argument: 0, isSpread: true };

const PYTHON: ReadonlyMap<string, Putting> = new Map([
  ["append", FIRST],
  ["appendleft", FIRST],
  ["add", FIRST],
  ["insert", SECOND],
  ["setdefault", SECOND],
  ["extend", HELD_BY_FIRST],
  ["update", HELD_BY_FIRST],
]);
const SCRIPT: ReadonlyMap<string, Putting> = new Map([
  ["push", ALL],
  ["unshift", ALL],
  ["add", FIRST],
  ["set", SECOND],
  ["assign", { argument: "all", isSpread: true, into: "argument" }],
  ["setPrototypeOf", { argument: 1, isSpread: true, into: "argument", isBehind: true, isOfLibrary: true }],
  ["inherits", { argument: 1, isSpread: true, into: "argument", isBehind: true, isOfTypes: true }],
  ["defineProperty", DESCRIBED],
  ["defineProperties", DESCRIBED],
]);
const PUTTING: Readonly<Record<string, ReadonlyMap<string, Putting>>> = {
  python: PYTHON,
  javascript: SCRIPT,
  typescript: SCRIPT,
  tsx: SCRIPT,
};

/** The key under which an object of JavaScript is given its prototype. */
export const PROTOTYPE_KEY = "__proto__";

/** Whether a call describes members of its first argument, in an object that is its second. */
export function isDescribing(callee: Expression): boolean {
  return callee.kind === "member" && SCRIPT.get(callee.name) === DESCRIBED && isOfLibrary(callee);
}

function isMeant(put: Putting, target: Expression & { readonly kind: "member" }): boolean {
  if (put.isOfTypes === true) return target.of.kind === "name" && target.of.name === "util";
  return put.isOfLibrary !== true || isOfLibrary(target);
}

function isOfLibrary({ of }: Expression & { readonly kind: "member" }): boolean {
  return of.kind === "name" && (of.name === "Object" || of.name === "Reflect");
}

/** Everything that is put anywhere, in the order of the source within each kind. */
export function storedIn({ language, stores, sites }: FileFacts): readonly StoredAt[] {
  const found: StoredAt[] = [];
  for (const { target, value, scope, unconditional } of stores) {
    const place = placeOf(target);
    if (place === undefined) continue;
    const stored = { path: place.path, value, scope, isSpread: false, unconditional: unconditional === true };
    found.push({ ...place, stored: PUTTING[language] === SCRIPT ? asPrototype(stored) : stored });
  }
  const putting = PUTTING[language];
  if (putting === undefined) return found;
  for (const site of sites) {
    const { kind, target, arguments: given } = site;
    if (kind !== "call" || target.kind !== "member" || given === undefined) continue;
    const put = putting.get(target.name);
    if (put !== undefined && isMeant(put, target)) addPut(found, { site, given, put }, target);
  }
  return found;
}

/** `o.__proto__ = p`. */
function asPrototype(stored: Stored): Stored {
  if (stored.path.at(-1) !== PROTOTYPE_KEY) return stored;
  return { ...stored, path: stored.path.slice(0, -1), isSpread: true, isBehind: true };
}

interface Putter {
  readonly site: Site;
  readonly given: readonly Expression[];
  readonly put: Putting;
}

function addPut(found: StoredAt[], putter: Putter, target: Expression & { readonly kind: "member" }): void {
  const { given, put } = putter;
  const isArgument = put.into === "argument";
  const first = isArgument ? (given[0] ?? target) : target.of;
  const place = placeOf(put.isOfTypes === true ? prototypeOf(first) : first);
  if (place === undefined) return;
  if (put.isDescribed === true) addDescribed(found, putter, place);
  else addValues(found, putter, place);
  if (put.isSpread === true && !isArgument) addNamed(found, putter, place);
}

function addValues(found: StoredAt[], { site, given: all, put }: Putter, place: Placed): void {
  const start = put.into === "argument" ? 1 : 0;
  const values = put.argument === "all" ? all.slice(start) : all.slice(put.argument, put.argument + 1);
  for (const argument of values) {
    if (argument.kind === "other" || argument.kind === "named") continue;
    const isSpread = put.isSpread === true || argument.kind === "spread";
    const given = argument.kind === "spread" ? argument.value : argument;
    const value = put.isOfTypes === true ? prototypeOf(given) : given;
    const path = isSpread ? place.path : [...place.path, undefined];
    const behind = put.isBehind === true ? { isBehind: true as const } : {};
    found.push({ ...place, stored: { path, value, scope: site.scope, isSpread, unconditional: false, ...behind } });
  }
}

function prototypeOf(type: Expression): Expression {
  return { kind: "member", of: type, name: "prototype" };
}

function addDescribed(found: StoredAt[], { site, given }: Putter, place: Placed): void {
  for (const { key, value, getter } of describedIn(given[1])) {
    const held: Expression | undefined = getter === undefined ? value : { kind: "call", of: getter };
    if (held === undefined) continue;
    const stored = { value: held, scope: site.scope, isSpread: false, unconditional: false };
    found.push({ ...place, stored: { ...stored, path: [...place.path, key] } });
  }
}

/** `d.update(k=f)`. */
function addNamed(found: StoredAt[], { site, given }: Putter, place: Placed): void {
  for (const one of given) {
    if (one.kind !== "named") continue;
    const stored = { value: one.value, scope: site.scope, isSpread: false, unconditional: false };
    found.push({ ...place, stored: { ...stored, path: [...place.path, one.name] } });
  }
}

interface Placed {
  readonly name: string;
  readonly isMember: boolean;
  readonly path: readonly (Key | undefined)[];
}

/** Keys in keys, beyond which nothing is followed. */
const MAX_PATH = 4;

/** The place at the root of `a.b[0]`, and the keys from there. */
function placeOf(target: Expression): Placed | undefined {
  const path: (Key | undefined)[] = [];
  let base = target;
  while (base.kind === "index" || base.kind === "member") {
    if (path.length > MAX_PATH || (base.kind === "index" && base.from !== undefined)) return undefined;
    path.unshift(base.kind === "member" ? base.name : base.key);
    base = base.of;
  }
  if (base.kind === "name") return { name: base.name, isMember: false, path };
  const [name, ...rest] = path;
  return base.kind === "this" && typeof name === "string" ? { name, isMember: true, path: rest } : undefined;
}
