/** Rust's impl blocks: which type each is about, wherever that stands. */
import type { TypeExpression } from "../facts.ts";
import { attach } from "./attach.ts";
import { declaringScope, outerScope, pushTo, type World } from "./project.ts";
import { typeName } from "./rust-library.ts";
import type { Modules } from "./rust-modules.ts";
import { outside } from "./rust-names.ts";
import { isPrelude } from "./rust-prelude.ts";
import type { Item } from "./rust-tree.ts";
import { type At, type Entity, isClassLike, isExtension } from "./values.ts";

export interface Impls {
  readonly modules: Modules;
  /** What a block is about, if the repository has it. */
  readonly types: Map<Entity, Entity>;
  /** Blocks for outside types by the type's name. */
  readonly ofOutside: Map<string, Entity[]>;
  /** The repository's traits that such blocks implement: they give what a block does not write. */
  readonly traitsOfOutside: Map<string, Entity[]>;
  readonly ofAll: OfAll[];
}

/** A block for whatever type meets its bounds. */
interface OfAll {
  readonly block: Entity;
  /** If the repository has it. */
  readonly trait: Entity | undefined;
  /** Traits of the repository that a type must have. */
  readonly bounds: readonly Entity[];
}

export function createImpls(world: World, modules: Modules): Impls {
  const state: Impls = { modules, types: new Map(), ofOutside: new Map(), traitsOfOutside: new Map(), ofAll: [] };
  attachImpls(world, state);
  return state;
}

/** Inherent blocks come first, since they win; then traits of the repository, then outside ones, of which less is known. */
function attachImpls(world: World, state: Impls): void {
  const impls: { readonly impl: Entity; readonly order: number }[] = [];
  for (const file of world.files) {
    if (file.facts.language !== "rust") continue;
    for (const impl of file.entities) if (isExtension(impl)) impls.push({ impl, order: orderOf(state, impl) });
  }
  impls.sort((a, b) => a.order - b.order);
  for (const { impl } of impls) attachImpl(state, impl);
}

function attachImpl(state: Impls, impl: Entity): void {
  const { receiver } = impl.facts;
  if (receiver === undefined) return;
  if (isOfAll(impl, receiver.type)) {
    state.ofAll.push({ block: impl, trait: traitOf(state, impl), bounds: boundsOf(state, impl, receiver.type) });
    return;
  }
  const type = typeNamed(state, impl, receiver.type);
  if (type?.kind === "entity") {
    state.types.set(impl, type.entity);
    attach(impl, type.entity);
  } else if (type?.kind === "external") attachOutside(state, impl, typeName(type.external));
}

function attachOutside(state: Impls, impl: Entity, type: string): void {
  pushTo(state.ofOutside, type, impl);
  const trait = traitOf(state, impl);
  if (trait !== undefined) pushTo(state.traitsOfOutside, type, trait);
}

function orderOf(state: Impls, impl: Entity): number {
  if (impl.facts.bases.length === 0) return 0;
  return traitOf(state, impl) === undefined ? 2 : 1;
}

/** `impl<T> Shout for T`. */
function isOfAll(impl: Entity, { of }: TypeExpression): boolean {
  return of.kind === "name" && impl.facts.typeParameters?.some(({ name }) => name === of.name) === true;
}

function boundsOf(state: Impls, impl: Entity, { of }: TypeExpression): readonly Entity[] {
  const bound = impl.facts.typeParameters?.find(({ name }) => of.kind === "name" && of.name === name)?.bound;
  if (bound === undefined) return [];
  const named = [bound, ...bound.or].map((type) => typeNamed(state, impl, type));
  return named.flatMap((one) => (one?.kind === "entity" ? [one.entity] : []));
}

/** The trait that a block implements, if the repository has it. */
function traitOf(state: Impls, impl: Entity): Entity | undefined {
  const [base] = impl.facts.bases;
  const trait = base && typeNamed(state, impl, base.type);
  return trait?.kind === "entity" ? trait.entity : undefined;
}

/** What a type in the head of an impl block names; nothing for its own type parameters. */
function typeNamed(state: Impls, impl: Entity, type: TypeExpression): Item | undefined {
  let path = pathIn(type);
  let [at, scope] = [impl.file, declaringScope(impl)];
  // An alias of an alias is followed, but not for ever.
  for (let step = 0; step < 4 && path.length > 0; step++) {
    const [head = ""] = path;
    if (step === 0 && impl.facts.typeParameters?.some(({ name }) => name === head) === true) return undefined;
    const found = typesAt(state, { file: at, scope }, path);
    const alias = found?.kind === "entity" && found.entity.facts.kind === "Type" ? found.entity : undefined;
    if (alias?.facts.type === undefined) return found;
    path = pathIn(alias.facts.type);
    [at, scope] = [alias.file, declaringScope(alias)];
  }
  return undefined;
}

function pathIn(type: TypeExpression): readonly string[] {
  const path: string[] = [];
  let at = type.of;
  while (at.kind === "member") {
    path.unshift(at.name);
    at = at.of;
  }
  return at.kind === "name" ? [at.name.replace(/::$/, ""), ...path] : [];
}

function typesAt(
  { modules }: Impls,
  { file, scope }: Pick<At, "file" | "scope">,
  path: readonly string[],
): Item | undefined {
  const [head = "", ...rest] = path;
  const mod = modules.around(file, scope);
  if (mod === undefined) return undefined;
  for (let at = scope; at > mod.scope && rest.length === 0; at = outerScope(file, at)) {
    const local = file.names[at]?.get(head)?.entities.find(isClassLike);
    if (local !== undefined) return { kind: "entity", entity: local };
  }
  const found = modules.resolve(mod, path).filter((one) => one.kind !== "entity" || isClassLike(one.entity));
  const [first] = found;
  if (first !== undefined) return first;
  return rest.length === 0 && isPrelude(head) ? { kind: "external", external: outside("std", head) } : undefined;
}
