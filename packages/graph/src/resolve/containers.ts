/**
 * Values that live in containers: what a list, dictionary or object holds, by key and all together. It is read from the
 * literal that made it and from what is stored where it is kept, each time somebody asks; nothing is copied about.
 */
import type { Expression, Key, Taking } from "../facts.ts";
import type { Resolver } from "./rules.ts";
import { PROTOTYPE_KEY } from "./stores.ts";
import {
  asInferred,
  type At,
  type Contents,
  type Entity,
  exactly,
  type External,
  type Found,
  type Kept,
  NOTHING,
  unite,
  type Value,
  type Variable,
} from "./values.ts";

/** A container in containers in containers; more places that keep one say nothing of what it holds. */
const MAX_KEPT = 4;
/** Containers that are spread into each other, beyond which none is. */
const MAX_SPREAD = 4;

type Literal = Expression & { readonly kind: "literal" };

/** A literal with what it holds. */
export function written(made: External, literal: Literal, { file, scope }: At): External {
  const { items, entries, type, scope: own = scope } = literal;
  if (items === undefined && entries === undefined && type !== "map") return made;
  return { ...made, contents: { literal: { held: literal, file, scope: own }, kept: [], from: 0 } };
}

/** A container of values that are known, by key or without one. */
export function listing(of: External, listed: NonNullable<Contents["listed"]>): External {
  return { ...of, instance: true, arguments: [], contents: { kept: [], listed, from: 0 } };
}

/** What is no container itself, though it comes from one. */
export function withoutContents(value: External): External {
  if (value.contents === undefined) return value;
  const { contents: _contents, ...rest } = value;
  return rest;
}

/** The same without places of its items. */
export function unordered(container: External): External {
  const { contents } = container;
  return contents === undefined ? container : { ...container, contents: { ...contents, from: -1 } };
}

/** What a place holds, knowing what is stored there. */
export function keptBy(place: Variable | Entity, found: Found): Found {
  if (!place.file.stores.has(place)) return found;
  return keptAt({ place, path: [] }, found);
}

function keptAt(kept: Kept, found: Found): Found {
  const values = found.values.map((value) => {
    if (value.kind !== "external" || !value.instance) return value;
    const contents = value.contents ?? { kept: [], from: 0 };
    if (contents.kept.length >= MAX_KEPT || contents.kept.some((one) => one.place === kept.place)) return value;
    return { ...value, contents: { ...contents, kept: [...contents.kept, kept] } };
  });
  return { ...found, values };
}

/** What is held under one key; without one, under any. */
interface Slot {
  readonly key?: Key | undefined;
  /** Absent where it cannot be followed. */
  readonly value?: () => Found;
  /** It replaces what was there before. */
  readonly replaces?: boolean;
}

/** What an index takes from a container; undefined if nothing is known of what it holds. */
export function takenFrom(resolver: Resolver, container: External, { key, from }: Taking): Found | undefined {
  const { contents } = container;
  if (contents === undefined || !container.instance) return undefined;
  if (from !== undefined) {
    const isKnown = from >= 0 && contents.from >= 0;
    return exactly({ ...container, contents: { ...contents, from: isKnown ? contents.from + from : -1 } });
  }
  return key === undefined ? allIn(resolver, contents) : asInferred(underKey(resolver, contents, key));
}

/** Everything that a container may hold. */
export function allIn(resolver: Resolver, contents: Contents): Found {
  const slots = cutSlots(slotsOf(resolver, contents, 0), contents.from);
  return asInferred(unite(slots.map((slot) => resolver.dereference(valuesOf(slot)))));
}

/** What it holds under a key, or else whatever may lie under any. */
export function underKey(resolver: Resolver, contents: Contents, key: Key): Found {
  const slots = slotsOf(resolver, contents, 0);
  const wanted = typeof key === "number" ? placeAt(slots, contents, key) : key;
  if (wanted === undefined) return allIn(resolver, contents);
  const named = slotsUnder(slots, wanted);
  if (named.length > 0) return unite(named.map(valuesOf));
  const parts = slots.filter((slot) => slot.key === undefined).map(valuesOf);
  // What is not known may lie under the key just as well.
  return parts.every(({ values }) => values.length > 0) ? unite(parts) : NOTHING;
}

/** What it surely holds under a key. */
export function namedIn(resolver: Resolver, contents: Contents, key: string): Found {
  return unite(slotsUnder(slotsOf(resolver, contents, 0), key).map(valuesOf));
}

function slotsUnder(slots: readonly Slot[], key: Key): readonly Slot[] {
  const named = slots.filter((slot) => slot.key === key);
  const last = named.findLastIndex(({ replaces }) => replaces === true);
  return last < 0 ? named : named.slice(last);
}

function valuesOf({ value }: Slot): Found {
  return value === undefined ? NOTHING : value();
}

/** A number may be the place of an item, counted from the end if it is negative. */
function placeAt(slots: readonly Slot[], { from, literal }: Contents, key: number): number | undefined {
  if (from < 0) return undefined;
  if (key >= 0) return key + from;
  const isOpen = slots.some((slot) => slot.key === undefined);
  if (literal?.held.items === undefined || isOpen) return undefined;
  return 1 + key + Math.max(-1, ...slots.map((slot) => (typeof slot.key === "number" ? slot.key : -1)));
}

/** In the order in which they are put in. */
function slotsOf(resolver: Resolver, contents: Contents, depth: number): readonly Slot[] {
  const { literal, kept, listed } = contents;
  const slots: Slot[] = [];
  if (literal !== undefined) {
    resolver.dependencies.met(literal.file.path);
    addItems({ resolver, slots, depth }, literal);
    addEntries({ resolver, slots, depth }, literal);
  }
  for (const { key, value } of listed ?? []) slots.push({ key, value: () => value ?? NOTHING });
  for (const one of kept) addStored({ resolver, slots, depth }, one);
  return kept.length === 0 ? slots : slots.map((slot) => within(resolver, slot, kept));
}

interface Filling {
  readonly resolver: Resolver;
  readonly slots: Slot[];
  readonly depth: number;
}

type Written = NonNullable<Contents["literal"]>;

/** Places count as long as it is known how many come before. */
function addItems({ resolver, slots, depth }: Filling, { held, file, scope }: Written): void {
  let place: number | undefined = 0;
  for (const item of held.items ?? []) {
    if (item.kind !== "spread") {
      const value = item.kind === "other" ? {} : { value: () => valueOf(resolver, item, { file, scope }) };
      slots.push({ key: place, ...value });
      if (place !== undefined) place++;
      continue;
    }
    const inner: readonly Slot[] = spreadSlots(resolver, item, { at: { file, scope }, depth });
    const isOrdered = inner.length > 0 && inner.every(({ key }, at) => key === at);
    for (const { value } of inner) {
      slots.push({ key: isOrdered ? place : undefined, ...(value && { value }) });
      if (place !== undefined) place++;
    }
    if (!isOrdered) place = undefined;
  }
}

function addEntries({ resolver, slots, depth }: Filling, { held, file, scope }: Written): void {
  const at: At = { file, scope };
  for (const entry of held.entries ?? []) {
    const { key, value } = entry;
    if (value?.kind === "spread") {
      const spread = spreadSlots(resolver, value, { at, depth });
      slots.splice(key === PROTOTYPE_KEY ? 0 : slots.length, 0, ...spread);
    } else if (entry.line !== undefined && value?.kind !== "definition") {
      slots.push({
        key,
        value: () => exactly({ kind: "variable", variable: resolver.pairAt(entry, at) }),
        replaces: true,
      });
    } else if (value === undefined) slots.push({ key });
    else slots.push({ key, value: () => valueOf(resolver, value, at), replaces: key !== undefined });
  }
}

/** What one place in the program has put in, one key below the place. */
function addStored({ resolver, slots, depth }: Filling, { place, path }: Kept): void {
  const { file } = place;
  resolver.dependencies.met(file.path);
  for (const one of file.stores.get(place) ?? []) {
    if (!path.every((key, at) => one.path[at] === key)) continue;
    const at: At = { file, scope: one.scope };
    if (one.isSpread && one.path.length === path.length) {
      const spread = spreadSlots(resolver, one, { at, depth }).map(({ key, value }) => spreadSlot(key, value));
      slots.splice(one.isBehind === true ? 0 : slots.length, 0, ...spread);
    } else if (!one.isSpread && one.path.length === path.length + 1) {
      const key = one.path[path.length];
      slots.push({ key, value: () => valueOf(resolver, one.value, at), replaces: one.unconditional });
    }
  }
}

/** What is appended has no place that is known. */
function spreadSlot(key: Key | undefined, value: Slot["value"]): Slot {
  return { ...(typeof key === "string" && { key }), ...(value && { value }) };
}

/** What is written as a spread: an object of its own beside the expression that is spread. */
interface Spread {
  readonly value: Expression;
}

interface Spreading {
  readonly at: At;
  readonly depth: number;
}

/** What another container gives. It may hold this one: beyond a depth it is asked as a whole, with the spread as the key. */
function spreadSlots(resolver: Resolver, spread: Spread, { at, depth }: Spreading): readonly Slot[] {
  const found = valueOf(resolver, spread.value, at);
  if (found.values.length === 0) return [{}];
  const parts = found.values.map((one) => partsOf(resolver, one, depth));
  const slots = parts.flatMap((part) => part ?? []);
  if (parts.every((part) => part !== undefined)) return slots;
  const value = () => resolver.once(spread, () => resolver.elements(valueOf(resolver, spread.value, at)));
  return [...slots, { value }];
}

/** Undefined if it is not known what lies where. */
function partsOf(resolver: Resolver, one: Value, depth: number): readonly Slot[] | undefined {
  if (one.kind !== "external" || one.contents === undefined || one.contents.from < 0) return undefined;
  return depth >= MAX_SPREAD ? undefined : cutSlots(slotsOf(resolver, one.contents, depth + 1), one.contents.from);
}

function cutSlots(slots: readonly Slot[], from: number): readonly Slot[] {
  if (from <= 0) return slots;
  return slots.flatMap((slot) => {
    if (typeof slot.key !== "number") return [slot];
    return slot.key < from ? [] : [{ ...slot, key: slot.key - from }];
  });
}

/** The expression is the key, so that a container that holds something of itself ends. */
export function valueOf(resolver: Resolver, value: Expression, at: Pick<At, "file" | "scope">): Found {
  return resolver.once(value, () => resolver.dereference(resolver.evaluate(value, at)));
}

/** Containers in a container know what is stored in them through the outer one. */
function within(resolver: Resolver, slot: Slot, kept: readonly Kept[]): Slot {
  const { key, value } = slot;
  const deeper = key === undefined ? [] : kept.filter((one) => isDeeper(one, key));
  if (value === undefined || key === undefined || deeper.length === 0) return slot;
  return {
    ...slot,
    value: () =>
      deeper.reduce(
        (found, { place, path }) => keptAt({ place, path: [...path, key] }, found),
        resolver.dereference(value()),
      ),
  };
}

function isDeeper({ place, path }: Kept, key: Key): boolean {
  const length = path.length + 1;
  return (place.file.stores.get(place) ?? []).some(
    (one) =>
      one.path.length >= length && one.path[path.length] === key && path.every((part, at) => one.path[at] === part),
  );
}

/** Everything that it may hold, by key as far as that is known. */
export function listed(resolver: Resolver, { contents }: External): readonly { key?: Key; value: Found }[] {
  if (contents === undefined) return [];
  const slots = cutSlots(slotsOf(resolver, contents, 0), contents.from);
  return slots.map((slot) => ({
    ...(slot.key !== undefined && contents.from >= 0 && { key: slot.key }),
    value: resolver.dereference(valuesOf(slot)),
  }));
}

/** The items in their order, if it is known how many there are. */
export function orderOf(resolver: Resolver, { contents }: External): number | undefined {
  if (contents === undefined || contents.from < 0) return undefined;
  const slots = cutSlots(slotsOf(resolver, contents, 0), contents.from);
  return slots.every(({ key }, at) => key === at) ? slots.length : undefined;
}

/** Keys that a container is known to have. */
export function keysOf(resolver: Resolver, { contents }: External): readonly string[] {
  if (contents === undefined) return [];
  const keys = slotsOf(resolver, contents, 0).flatMap(({ key }) => (typeof key === "string" ? [key] : []));
  return [...new Set(keys)];
}
