/** JavaScript: what `super` is in a method of an object: what the object has for a prototype. */
import type { Expression } from "../facts.ts";
import { valueOf } from "./containers.ts";
import { declaringScope, entityAt } from "./project.ts";
import type { Resolver } from "./rules.ts";
import { PROTOTYPE_KEY } from "./stores.ts";
import {
  asInferred,
  type At,
  type Entity,
  type Found,
  isVariableLike,
  NOTHING,
  unite,
  type Variable,
} from "./values.ts";

/** Objects of a file that are looked at for the one with the method. */
const MAX_OBJECTS = 64;

export function superOfObject(resolver: Resolver, { file, scope }: At): Found {
  let method = entityAt(file, scope);
  while (method !== undefined && method.facts.kind !== "Method") method = method.parent;
  if (method === undefined || resolver.rulesOf(file).containers?.prototypeMember === undefined) return NOTHING;
  return unite([writtenIn(resolver, method), ...givenLater(resolver, method)]);
}

/** `{ __proto__: p, go() { super.go(); } }`. */
function writtenIn(resolver: Resolver, method: Entity): Found {
  const { file, parent } = method;
  if (parent === undefined || !isVariableLike(parent)) return NOTHING;
  const literal = parent.facts.value;
  const entries = literal?.kind === "literal" ? (literal.entries ?? []) : [];
  const prototypes = entries.filter(({ key }) => key === PROTOTYPE_KEY);
  const at = { file, scope: declaringScope(parent) };
  return unite(
    prototypes.map(({ value }) => (value?.kind === "spread" ? valueOf(resolver, value.value, at) : NOTHING)),
  );
}

/** `Object.setPrototypeOf(o, p)`, where `o` has the method. */
function givenLater(resolver: Resolver, method: Entity): readonly Found[] {
  const { file } = method;
  const given = [...file.stores].flatMap(([place, stores]) => {
    const prototypes = stores.filter(({ isBehind, path }) => isBehind === true && path.length === 0);
    return prototypes.length > 0 ? [{ place, prototypes }] : [];
  });
  if (given.length === 0 || given.length > MAX_OBJECTS) return [];
  const index = file.entities.indexOf(method);
  return given
    .filter(({ place }) => literalsOf(place).some((literal) => holds(literal, index)))
    .flatMap(({ prototypes }) =>
      prototypes.map(({ value, scope }) => asInferred(valueOf(resolver, value, { file, scope }))),
    );
}

function literalsOf(place: Variable | Entity): readonly (Expression | undefined)[] {
  return "facts" in place ? [place.facts.value] : place.sources.map(({ value }) => value);
}

function holds(literal: Expression | undefined, definition: number): boolean {
  const entries = literal?.kind === "literal" ? (literal.entries ?? []) : [];
  return entries.some(({ value }) => value?.kind === "definition" && value.index === definition);
}
