/**
 * What callers pass: a parameter without a declared type holds what the calls of the project give for it, whichever call
 * is looked at. It is kept as text, by ids that do not move, so that files that are not drawn again keep what they gave.
 */
import type { Dependencies } from "./dependencies.ts";
import type { Nodes } from "./nodes.ts";
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
  for (const all of given) {
    for (const { parameter, value } of all) {
      const values = gathered.get(parameter);
      if (values === undefined) gathered.set(parameter, [value]);
      else if (values.length <= MAX_PASSED && !values.includes(value)) values.push(value);
    }
  }
  for (const values of gathered.values()) if (values.length > MAX_PASSED) values.length = 0;
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

/** Text for a function, a type or an instance of the project; everything else is no use to whoever gets it. */
export function passedValue(nodes: Nodes, value: Value): string | undefined {
  if (value.kind !== "entity" && value.kind !== "instance") return undefined;
  const id = nodes.ownId(value.entity);
  if (id === undefined) return undefined;
  if (value.kind === "instance") return `${INSTANCE}${id}`;
  return `${value.isBare === true ? BARE : FUNCTION}${id}`;
}

/** What calls pass for a parameter of a function, by its position. */
export type PassedTo = (owner: Entity, position: number) => Found;

export function createPassedTo(values: PassedValues, nodes: Nodes, dependencies: Dependencies): PassedTo {
  const known = new Map<string, Found>();
  return (owner, position) => {
    const key = parameterKey(nodes, owner, position);
    if (key === undefined) return NOTHING;
    dependencies.read(key);
    let found = known.get(key);
    if (found === undefined) {
      const passed = (values.get(key) ?? []).flatMap((text) => readValue(nodes, text));
      known.set(key, (found = asInferred(exactly(...passed))));
    }
    return found;
  };
}

function readValue(nodes: Nodes, text: string): readonly Value[] {
  const entity = nodes.entityOf(text.slice(1));
  if (entity === undefined) return [];
  if (text.startsWith(INSTANCE)) return [instanceOf(entity)];
  const named = entityValue(entity);
  return [text.startsWith(BARE) && named.kind === "entity" ? { ...named, isBare: true } : named];
}
