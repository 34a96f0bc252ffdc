/**
 * C and C++: a name means what the file and all that it includes declare under it, in the namespaces around. A
 * declaration stands for its definition (`c-pairs.ts`).
 */
import type { Import, LiteralType } from "../facts.ts";
import { createIncludes, isInclude } from "./c-includes.ts";
import { ELEMENT_MEMBERS, LIBRARY, POINTERS, PRIMITIVES, SAME_MEMBERS, STD_NAMES } from "./c-library.ts";
import { createHolders } from "./c-members.ts";
import { openedAt, type Reading } from "./c-openings.ts";
import { chooseInC } from "./c-overloads.ts";
import { joinDeclarations } from "./c-pairs.ts";
import { createScopes, isInternal, joined } from "./c-scopes.ts";
import { C_LIBRARY_CALLS } from "./library-runners.ts";
import type { World } from "./project.ts";
import { type Call, NO_OFFER, type Offer, PLAIN_RULES, type Resolver, type Rules } from "./rules.ts";
import {
  type At,
  type Entity,
  entityValue,
  exactly,
  type External,
  type Found,
  type Instance,
  isClassLike,
  isFunctionLike,
  type Module,
  NOTHING,
  type SourceFile,
  unite,
  type Value,
} from "./values.ts";

const LITERALS: Readonly<Partial<Record<LiteralType, string>>> = {
  string: "char",
  number: "int",
  float: "double",
  single: "float",
  long: "long",
  unsigned: "unsigned",
  character: "char",
  boolean: "bool",
};

/** `Box* box_`, `Box& box_`. */
function isAddress({ facts: { name, signature } }: Entity): boolean {
  return new RegExp(`[*&](?:\\s|const\\b)*${name.replace(/\W/g, "")}\\b`).test(signature);
}

export function cRules(world: World): Rules {
  const includes = createIncludes(world);
  const scopes = createScopes(world);
  const declarations = joinDeclarations(world, scopes, includes);
  const reading: Reading = { includes, scopes };
  return {
    ...PLAIN_RULES,
    library: C_LIBRARY_CALLS,
    family: "c",
    reading: { localsBeginAtDeclaration: true },
    languages: ["c", "cpp"],
    builtinPackage: "libc",
    builtinNamed: (name) => (PRIMITIVES.has(name) || LIBRARY.has(name) ? name : undefined),
    typeScope: "inherited",
    callMakesInstance: true,
    callMember: "operator()",
    constructsPlace: (place) => !isAddress(place),
    macrosExpand: true,
    elementMembers: ELEMENT_MEMBERS,
    sameMembers: SAME_MEMBERS,
    moduleOf: (file, found) => moduleOf(reading, file, found),
    offerOfPackage: ({ name: namespace, of }, name) => offerOf(reading, { file: of, name, namespaces: [namespace] }),
    ambient: (file, name, at) => ambient(reading, { ...at, file }, name),
    packageOf: (entity) => ({ kind: "package", name: scopes.namespaceOf(entity), of: entity.file }),
    memberBesides,
    placesHolding: createHolders(world),
    pointedTo,
    elementOf,
    typesApart: true,
    namedByArguments: (resolver, name, call) => besideArguments(reading, resolver, { name, call }),
    overridesBySignature: true,
    choose: (resolver, targets, call) => chooseInC(resolver, { targets, call }, declarations),
    literal: (type) => LITERALS[type],
  };
}

function moduleOf({ includes, scopes }: Reading, file: SourceFile, found: Import): Module | undefined {
  if (isInclude(found)) return includes.moduleOf(file, found);
  if (found.form !== "namespace") return undefined;
  if (scopes.isNamespace(found.module)) return { kind: "package", name: found.module, of: file };
  return found.module.startsWith("std::") ? inStd(found.module.slice("std::".length).replaceAll("::", ".")) : undefined;
}

function inStd(symbol: string): External {
  return { kind: "external", family: "c", package: "std", symbol, instance: false, arguments: [] };
}

interface Query {
  readonly file: SourceFile;
  readonly name: string;
  /** Innermost first: the first that has the name hides the others. */
  readonly namespaces: readonly string[];
}

/** The namespaces around, then those that `using` opens, then what cannot be seen but must be meant. */
function ambient(reading: Reading, at: At, name: string): Offer {
  const { file } = at;
  const namespaces = reading.scopes.around(at);
  const own = offerIn(reading, { file, name, namespaces });
  if (own.values.length > 0) return own;
  const opened = openedAt(reading, at, namespaces);
  const used = offerIn(reading, { file, name, namespaces: opened });
  if (used.values.length > 0) return used;
  if (name === "std" || (opened.includes("std") && STD_NAMES.has(name))) {
    return { values: [inStd(name === "std" ? "" : name)], elsewhere: [] };
  }
  return unseen(reading, { file, name, namespaces: [...namespaces, ...opened] });
}

function offerIn({ scopes, includes }: Reading, { file, name, namespaces }: Query): Offer {
  const visible = includes.visible(file);
  for (const namespace of namespaces) {
    const members = scopes.members(namespace, name).filter((one) => visible.has(one.file));
    const values: Value[] = unique(members).map((entity) => entityValue(entity));
    for (const variable of scopes.bound(namespace, name)) {
      if (members.length === 0 && visible.has(variable.file)) values.push({ kind: "variable", variable });
    }
    const inner = joined(namespace, name);
    if (values.length === 0 && scopes.isNamespace(inner)) values.push({ kind: "package", name: inner, of: file });
    if (values.length > 0) return { values, elsewhere: [] };
  }
  return NO_OFFER;
}

/** What programs add to `std` is little of it. */
function offerOf(reading: Reading, query: Query): Offer {
  const offer = offerIn(reading, query);
  const [namespace = ""] = query.namespaces;
  if (offer.values.length > 0 || !/^std(?:::|$)/.test(namespace)) return offer;
  const path = [...namespace.split("::").slice(1), query.name];
  return { values: [inStd(path.join("."))], elsewhere: [] };
}

function unique(entities: readonly Entity[]): readonly Entity[] {
  return [...new Set(entities.map((one) => one.definedBy ?? one))];
}

/**
 * What no include shows, but one definition of the program must be: a type that is only declared here, and a function
 * where a header is missing that could have declared it.
 */
function unseen({ scopes, includes }: Reading, { file, name, namespaces }: Query): Offer {
  const canMiss = !includes.isWhole(file) && !LIBRARY.has(name);
  for (const namespace of namespaces) {
    const members = unique(scopes.members(namespace, name)).filter(
      (one) => !isInternal(one) && (isClassLike(one) || (canMiss && isFunctionLike(one))),
    );
    const [only, ...others] = members;
    if (only !== undefined) return others.length === 0 ? { values: [entityValue(only)], elsewhere: [] } : NO_OFFER;
  }
  return NO_OFFER;
}

/** The second of a pair is what a map holds; a class knows itself and its bases by their names. */
function memberBesides(resolver: Resolver, receiver: Value, name: string): Found {
  if (name === "second") return exactly(receiver);
  if (receiver.kind !== "instance") return NOTHING;
  const named = resolver
    .ancestors(receiver.entity)
    .find((one) => one.kind === "instance" && one.entity.facts.name === name);
  return named?.kind === "instance" ? exactly(entityValue(named.entity)) : NOTHING;
}

/** Functions in the namespaces of what is passed (argument-dependent lookup). */
function besideArguments(
  reading: Reading,
  resolver: Resolver,
  { name, call: { site, at } }: { readonly name: string; readonly call: Call },
): Found {
  const namespaces = new Set<string>();
  for (const argument of site.arguments ?? []) {
    for (const value of resolver.dereference(resolver.evaluate(argument, at)).values) {
      if (value.kind === "instance") namespaces.add(reading.scopes.namespaceOf(value.entity));
    }
  }
  namespaces.delete("");
  const { values } = offerIn(reading, { file: at.file, name, namespaces: [...namespaces] });
  return exactly(...values.filter((value) => value.kind === "entity" && isFunctionLike(value.entity)));
}

/** `*p` and `p->`: smart pointers by their argument, own ones by their operators, and a plain pointer by its type. */
function pointedTo(resolver: Resolver, value: Value): Found {
  if (value.kind === "external") {
    const isPointer = value.instance && POINTERS.has(value.symbol.slice(value.symbol.lastIndexOf(".") + 1));
    return isPointer ? (value.arguments[0] ?? NOTHING) : exactly(value);
  }
  if (value.kind !== "instance") return exactly(value);
  for (const operator of ["operator->", "operator*"]) {
    const found = operatorOf(resolver, value, operator);
    if (found.values.length > 0) return found;
  }
  return exactly(value);
}

function elementOf(resolver: Resolver, value: Instance): Found {
  const indexed = operatorOf(resolver, value, "operator[]");
  if (indexed.values.length > 0) return indexed;
  const first = operatorOf(resolver, value, "begin");
  if (first.values.length === 0) return exactly(value);
  return unite(first.values.map((one) => pointedTo(resolver, one)));
}

/** What an operator gives that is no function of two operands. */
function operatorOf(resolver: Resolver, value: Instance, name: string): Found {
  const operators = resolver
    .member(value, name)
    .values.filter(
      (one) => one.kind === "entity" && one.entity.facts.parameters.length <= (name === "operator[]" ? 1 : 0),
    );
  const first = operators[0];
  return first === undefined ? NOTHING : resolver.result(first);
}
