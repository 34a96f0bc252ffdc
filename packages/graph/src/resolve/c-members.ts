/**
 * Members of structs that hold functions: whoever calls one of them may run any function that is put there, anywhere.
 * The struct is known where it is put, so that members of one name in other structs are never meant.
 */
import type { Expression } from "../facts.ts";
import { type Literal, MAX_PUT_DEPTH, type Put, putsIn } from "./c-puts.ts";
import { declaringScope, pushTo, type World } from "./project.ts";
import type { Resolver } from "./rules.ts";
import { type At, type Entity, type Found, isFunctionLike, type SourceFile } from "./values.ts";

/** A name that is put in more often than this is no function's. */
const MAX_PLACES = 256;

interface PlacedPut {
  readonly put: Put;
  readonly file: SourceFile;
}

/** Makes the function that says which fields hold a function. */
export function createHolders(world: World): (resolver: Resolver, held: Entity) => readonly Entity[] {
  const byName = new Map<string, PlacedPut[]>();
  for (const file of world.files) {
    for (const put of putsIn(file.facts)) for (const name of put.names) pushTo(byName, name, { put, file });
  }
  return (resolver, held) => {
    if (!isFunctionLike(held) || held.facts.bodyStart >= held.facts.end) return [];
    resolver.dependencies.read(held.facts.name);
    const places = byName.get(held.facts.name) ?? [];
    if (places.length > MAX_PLACES) return [];
    return [...new Set(places.flatMap((place) => fieldsFilled(resolver, place, held)))];
  };
}

function fieldsFilled(resolver: Resolver, { put: { into, scope }, file }: PlacedPut, held: Entity): readonly Entity[] {
  const at: At = { file, scope };
  resolver.dependencies.met(file.path);
  const isHeld = (value: Expression): boolean => holds(resolver.evaluate(value, at), held);
  if (into.kind === "place") return isHeld(into.value) ? fieldsIn(resolver.evaluate(into.target, at)) : [];
  return resolver
    .typed(into.type, at)
    .values.flatMap((one) =>
      one.kind === "instance"
        ? filledBy(resolver, { struct: one.entity, literal: into.literal, depth: 0 }, isHeld)
        : [],
    );
}

function holds({ values }: Found, held: Entity): boolean {
  return values.some((one) => one.kind === "entity" && one.entity === held);
}

function fieldsIn({ values }: Found): readonly Entity[] {
  return values.flatMap((one) => (one.kind === "entity" && one.entity.facts.kind === "Field" ? [one.entity] : []));
}

interface Making {
  readonly struct: Entity;
  readonly literal: Literal;
  readonly depth: number;
}

/** Fields that an initialiser of a struct, or of an array of them, puts such a value into. */
function filledBy(
  resolver: Resolver,
  { struct, literal, depth }: Making,
  isHeld: (value: Expression) => boolean,
): readonly Entity[] {
  if (depth > MAX_PUT_DEPTH) return [];
  resolver.dependencies.read(struct.facts.name);
  return pairsOf(literal, fieldsOf(struct)).flatMap(({ into, value }) => {
    if (value.kind !== "literal") return into !== undefined && isHeld(value) ? [into] : [];
    const inner = into === undefined ? [struct] : structsOf(resolver, into);
    return inner.flatMap((one) => filledBy(resolver, { struct: one, literal: value, depth: depth + 1 }, isHeld));
  });
}

interface Pair {
  /** Undefined for an element of an array. */
  readonly into: Entity | undefined;
  readonly value: Expression;
}

function pairsOf({ items = [], entries = [] }: Literal, fields: readonly Entity[]): readonly Pair[] {
  const named = entries.flatMap(({ key, value }): readonly Pair[] => {
    const into = fields.find(({ facts }) => facts.name === key);
    return value === undefined || (key !== undefined && into === undefined) ? [] : [{ into, value }];
  });
  const isArray =
    items.some(({ kind }) => kind === "literal") && items.every((one) => one.kind === "literal" && isList(one));
  const placed = items.flatMap((value, index): readonly Pair[] => {
    const into = isArray ? undefined : fields[index];
    return into === undefined && !isArray ? [] : [{ into, value }];
  });
  return [...named, ...placed];
}

function isList({ type }: Literal): boolean {
  return type === "list" || type === "map";
}

function fieldsOf({ children }: Entity): readonly Entity[] {
  const fields = [...children.values()]
    .flat()
    .filter(({ facts }) => facts.kind === "Field" && !facts.modifiers.includes("static"));
  return fields.sort((a, b) => a.facts.start - b.facts.start);
}

function structsOf(resolver: Resolver, field: Entity): readonly Entity[] {
  const { type } = field.facts;
  if (type === undefined) return [];
  const found = resolver.typed(type, { file: field.file, scope: declaringScope(field), owner: field });
  return found.values.flatMap((one) => (one.kind === "instance" ? [one.entity] : []));
}
