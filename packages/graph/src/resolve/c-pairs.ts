/** Joins what C and C++ write in two places: members with their types, declarations with the definitions they promise. */
import type { Expression, Parameter } from "../facts.ts";
import { attach } from "./attach.ts";
import type { Includes } from "./c-includes.ts";
import { openedAt } from "./c-openings.ts";
import { isInternal, joined, type Scopes } from "./c-scopes.ts";
import { declaringScope, pushTo, type World } from "./project.ts";
import { type Entity, isClassLike, isFunctionLike, type SourceFile } from "./values.ts";

/** What a definition's declarations say besides: default arguments. */
export type Declarations = ReadonlyMap<Entity, readonly Entity[]>;

export function joinDeclarations(world: World, scopes: Scopes, includes: Includes): Declarations {
  const files = world.files.filter(({ facts }) => facts.language === "c" || facts.language === "cpp");
  const all = files.flatMap(({ entities }) => entities);
  const apart = all.filter(({ facts }) => facts.receiver !== undefined);
  const placed = new Map<Entity, string>();
  for (const entity of [...apart.filter(isClassLike), ...apart.filter((one) => !isClassLike(one))]) {
    const namespace = attachMember(entity, scopes, includes);
    if (namespace !== undefined) placed.set(entity, namespace);
  }
  const declarations = new Map<Entity, Entity[]>();
  for (const type of all.filter(isClassLike)) {
    for (const children of type.children.values()) pairAll(children.filter(isFunctionLike), declarations, () => true);
  }
  for (const [, family] of familiesOf(all, { scopes, placed })) {
    pairAll(family, declarations, (declared, defined) => isReached(declared, defined, includes));
  }
  return declarations;
}

/** `Box::Lid::open` joins the type it names, or the namespace, which it gives; each is looked for as any other name. */
function attachMember(entity: Entity, scopes: Scopes, includes: Includes): string | undefined {
  const path = namesOf(entity.facts.receiver?.type.of);
  if (path === undefined) return undefined;
  const visible = includes.visible(entity.file);
  const at = { file: entity.file, scope: declaringScope(entity), owner: entity };
  const around = scopes.around(at);
  for (const namespace of [...around, ...openedAt({ scopes, includes }, at, around)]) {
    const type = findType(scopes, { namespace, path, visible });
    if (type !== undefined && type !== entity) {
      attach(entity, type);
      return undefined;
    }
    const named = joined(namespace, path.join("::"));
    if (!scopes.isNamespace(named)) continue;
    scopes.add(named, entity);
    return named;
  }
  return undefined;
}

interface Wanted {
  readonly namespace: string;
  readonly path: readonly string[];
  readonly visible: ReadonlySet<SourceFile>;
}

function findType(scopes: Scopes, { namespace, path, visible }: Wanted): Entity | undefined {
  const [first = "", ...rest] = path;
  if (rest.length > 0 && scopes.isNamespace(joined(namespace, first))) {
    const inner = findType(scopes, { namespace: joined(namespace, first), path: rest, visible });
    if (inner !== undefined) return inner;
  }
  let found = scopes.members(namespace, first).filter((one) => isClassLike(one) && one.facts.kind !== "Type");
  for (const name of rest) found = found.flatMap((one) => (one.children.get(name) ?? []).filter(isClassLike));
  const seen = found.filter(({ file }) => visible.has(file));
  const [only, ...others] = seen.length > 0 ? seen : found;
  return others.length === 0 || seen.length > 0 ? only : undefined;
}

function namesOf(of: Expression | undefined): readonly string[] | undefined {
  const names: string[] = [];
  let at = of;
  while (at?.kind === "member") {
    names.push(at.name);
    at = at.of;
  }
  if (at?.kind !== "name") return undefined;
  return [...names, at.name].reverse();
}

/** Functions at file and namespace level, by what they are called. */
function familiesOf(
  all: readonly Entity[],
  { scopes, placed }: { readonly scopes: Scopes; readonly placed: ReadonlyMap<Entity, string> },
): ReadonlyMap<string, readonly Entity[]> {
  const families = new Map<string, Entity[]>();
  for (const entity of all) {
    const isFree = entity.parent === undefined || entity.parent.facts.kind === "Module";
    if (entity.facts.kind !== "Macro" && isFunctionLike(entity) && isFree) {
      const namespace = placed.get(entity) ?? namespaceWritten(entity, scopes);
      pushTo(families, joined(namespace, entity.facts.name), entity);
    }
  }
  return families;
}

function namespaceWritten(entity: Entity, scopes: Scopes): string {
  const path = entity.facts.receiver === undefined ? [] : (namesOf(entity.facts.receiver.type.of) ?? []);
  return [scopes.namespaceOf(entity), ...path].filter((part) => part !== "").join("::");
}

/** A definition elsewhere is meant if it can be named from there; of several the one whose file sees the declaration. */
function isReached(declared: Entity, defined: Entity, includes: Includes): boolean {
  if (declared.file === defined.file) return true;
  if (isInternal(declared) || isInternal(defined)) return false;
  return includes.visible(defined.file).has(declared.file) || !isLocalName(defined);
}

function isLocalName({ facts }: Entity): boolean {
  return facts.name === "main";
}

function pairAll(
  family: readonly Entity[],
  declarations: Map<Entity, Entity[]>,
  isMeant: (declared: Entity, defined: Entity) => boolean,
): void {
  if (family.length < 2) return;
  const defined = family.filter(hasBody);
  if (defined.length === 0 || defined.length === family.length) return;
  const turns = new Map<string, number>();
  for (const declared of family.filter((one) => !hasBody(one))) {
    const candidates = defined.filter((one) => isMeant(declared, one) && isSameShape(declared, one));
    const own = candidates.filter(({ file }) => file === declared.file);
    const near = own.length > 0 ? own : candidates;
    const shape = `${declared.file.path} ${shapeOf(declared)}`;
    const turn = turns.get(shape) ?? 0;
    turns.set(shape, turn + 1);
    const chosen =
      near.length > 1 && new Set(near.map(({ file }) => file)).size > 1
        ? byName(declared, near)
        : near[Math.min(turn, near.length - 1)];
    if (chosen === undefined) continue;
    declared.definedBy = chosen;
    pushTo(declarations, chosen, declared);
  }
}

function hasBody({ facts }: Entity): boolean {
  return facts.bodyStart < facts.end;
}

/** `box.h` is implemented by `box.c`. */
function byName(declared: Entity, candidates: readonly Entity[]): Entity | undefined {
  const [only, ...others] = candidates.filter(({ file }) => stemOf(file) === stemOf(declared.file));
  return others.length === 0 ? only : undefined;
}

function stemOf({ path }: SourceFile): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\..*$/, "");
}

/** In C a name has one function; in C++ the parameters tell them apart. */
function isSameShape(a: Entity, b: Entity): boolean {
  if (a.file.facts.language === "c" && b.file.facts.language === "c") return true;
  const [of, to] = [a.facts.parameters, b.facts.parameters];
  return of.length === to.length && of.every((one, at) => isSameType(one, to[at]));
}

function isSameType(a: Parameter, b: Parameter | undefined): boolean {
  if (a.type === undefined || b?.type === undefined) return true;
  return lastName(a.type.of) === lastName(b.type.of) && a.isAddress === b.isAddress;
}

function lastName(of: Expression): string {
  return "name" in of ? of.name : "";
}

function shapeOf({ facts }: Entity): string {
  return facts.parameters
    .map(({ type, isAddress }) => (type === undefined ? "" : `${lastName(type.of)}${isAddress === true ? "*" : ""}`))
    .join();
}
