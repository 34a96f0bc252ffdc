import type { Key } from "../facts.ts";
/**
 * What callers pass: a parameter without a declared type holds what the calls of the project give for it, whichever call
 * is looked at. It is kept as text, by ids that do not move, so that files that are not drawn again keep what they gave.
 */
import type { InstalledUnder, PassedTo } from "./asked.ts";
import { listed, listing } from "./containers.ts";
import type { Dependencies } from "./dependencies.ts";
import type { Nodes } from "./nodes.ts";
import type { Resolver } from "./rules.ts";
import {
  asInferred,
  type Entity,
  entityValue,
  exactly,
  type Found,
  instanceOf,
  NOTHING,
  type Value,
} from "./values.ts";

/** One value that a call passes for a parameter. */
export interface Passed {
  readonly parameter: string;
  readonly value: string;
}

/** Values by parameter; none where there are too many to mean anything. */
export type PassedValues = ReadonlyMap<string, readonly string[]>;
export const NOTHING_PASSED: PassedValues = new Map();

/** A call that may reach nine functions proves none of them. */
const MAX_PASSED = 8;

/** In the order in which they are given, each once. */
export function gatherPassed(given: Iterable<readonly Passed[]>): PassedValues {
  const gathered = new Map<string, string[]>();
  // Many different containers say nothing, and take nothing from the others.
  const containers = new Map<string, string[]>();
  for (const all of given) {
    for (const { parameter, value } of all) {
      const lists = value.startsWith(CONTAINER) ? containers : gathered;
      const values = lists.get(parameter);
      if (values === undefined) lists.set(parameter, [value]);
      else if (values.length <= MAX_PASSED && !values.includes(value)) values.push(value);
    }
  }
  for (const values of gathered.values()) if (values.length > MAX_PASSED) values.length = 0;
  for (const [parameter, values] of containers) {
    if (values.length <= MAX_PASSED) gathered.set(parameter, [...(gathered.get(parameter) ?? []), ...values]);
  }
  return gathered;
}

/** Parameters that hold something else. */
export function changedPassed(before: PassedValues, after: PassedValues): ReadonlySet<string> {
  const changed = new Set<string>();
  for (const [parameter, values] of after) {
    if (!isSame(before.get(parameter) ?? [], values)) changed.add(parameter);
  }
  for (const [parameter, values] of before) {
    if (values.length > 0 && !after.has(parameter)) changed.add(parameter);
  }
  return changed;
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

/** Text for a parameter; undefined where its function has no id of its own. */
export function parameterKey(nodes: Nodes, owner: Entity, position: number): string | undefined {
  const id = nodes.ownId(owner);
  return id === undefined ? undefined : `${id}#${position}`;
}

const FUNCTION = "f";
const BARE = "b";
const INSTANCE = "i";
const CONTAINER = "c";
/** More of it would be data. */
const MAX_CONTAINER_CHARS = 2_000;
const MAX_CONTAINERS = 2;

/** Text for a function, a type or an instance of the project; everything else is no use to whoever gets it. */
export function passedValue(nodes: Nodes, value: Value): string | undefined {
  if (value.kind !== "entity" && value.kind !== "instance") return undefined;
  const id = nodes.ownId(value.entity);
  if (id === undefined) return undefined;
  if (value.kind === "instance") return `${INSTANCE}${id}`;
  return `${value.isBare === true ? BARE : FUNCTION}${id}`;
}

/** Text for a container, by what it holds; containers in containers in containers say nothing. */
export function passedContainer(
  of: { readonly resolver: Resolver; readonly nodes: Nodes },
  value: Value,
  depth = 0,
): string | undefined {
  const { resolver, nodes } = of;
  if (value.kind !== "external" || value.contents === undefined || depth > MAX_CONTAINERS) return undefined;
  const { family, package: name, symbol } = value;
  const held = listed(resolver, value).flatMap(({ key, value: found }) => {
    const texts = found.values.flatMap((one) => passedValue(nodes, one) ?? passedContainer(of, one, depth + 1) ?? []);
    return texts.length === 0 ? [] : [[key ?? null, texts]];
  });
  const text = `${CONTAINER}${JSON.stringify([family, name, symbol, held])}`;
  return held.length === 0 || text.length > MAX_CONTAINER_CHARS ? undefined : text;
}

/** Stands for a value that nothing is known of. */
export const UNKNOWN_VALUE = "?";

export interface Handed {
  readonly passed: PassedTo;
  readonly installed: InstalledUnder;
}

export function createHanded(values: PassedValues, nodes: Nodes, dependencies: Dependencies): Handed {
  const known = new Map<string, Found>();
  const under = (key: string): Found => {
    dependencies.read(key);
    let found = known.get(key);
    if (found === undefined) {
      const passed = (values.get(key) ?? []).flatMap((text) => readValue(nodes, text));
      known.set(key, (found = asInferred(exactly(...passed))));
    }
    return found;
  };
  return {
    passed: (owner, position) => {
      const key = parameterKey(nodes, owner, position);
      return key === undefined ? NOTHING : under(key);
    },
    // Whose object it is nobody says: only what is the same in all of them is known.
    installed: (symbol) => {
      const found = under(symbol);
      return values.get(symbol)?.length === 1 ? found : NOTHING;
    },
  };
}

function readValue(nodes: Nodes, text: string): readonly Value[] {
  if (text.startsWith(CONTAINER)) return [readContainer(nodes, text)];
  const entity = nodes.entityOf(text.slice(1));
  if (entity === undefined) return [];
  if (text.startsWith(INSTANCE)) return [instanceOf(entity)];
  const named = entityValue(entity);
  return [text.startsWith(BARE) && named.kind === "entity" ? { ...named, isBare: true } : named];
}

/** As `passedContainer` wrote it. */
function readContainer(nodes: Nodes, text: string): Value {
  const written: readonly [string, string, string, readonly (readonly [Key | null, readonly string[]])[]] = JSON.parse(
    text.slice(CONTAINER.length),
  );
  const [family, name, symbol, held] = written;
  const entries = held.map(([key, texts]) => ({
    ...(key !== null && { key }),
    value: exactly(...texts.flatMap((one) => readValue(nodes, one))),
  }));
  return listing({ kind: "external", family, package: name, symbol, instance: true, arguments: [] }, entries);
}
