/** PHP's own rules: names are full before they are looked up, by the namespace and the `use` of their file. */
import type { Import } from "../facts.ts";
import { PHP_LIBRARY_CALLS } from "./library-runners.ts";
import { createIncludes } from "./php-includes.ts";
import { isPhpFunction, isPhpType } from "./php-library.ts";
import { createPhpNames, type PhpNames } from "./php-names.ts";
import { entityAt, holderOf, outerScope, type World } from "./project.ts";
import { NO_OFFER, type Offer, PLAIN_RULES, type Rules } from "./rules.ts";
import {
  type At,
  entityValue,
  exactly,
  type Found,
  instanceOf,
  isClassLike,
  type Module,
  NOTHING,
  type SourceFile,
  type Value,
} from "./values.ts";

/** Types that have no members, beside those that hold elements. */
const PLAIN_TYPES =
  "array bool boolean callable double false float int integer iterable mixed never null object string true void".split(
    " ",
  );
const PLAIN_TYPE_NAMES: ReadonlySet<string> = new Set(PLAIN_TYPES);
/** What facts call an array whose elements have a type. */
const ARRAY = "array[]";

export function phpRules(world: World): Rules {
  const names = createPhpNames(world);
  const included = createIncludes(world);
  const moduleOf = (file: SourceFile, found: Import): Module | undefined =>
    found.required === true ? included(file, found.module) : names.moduleOf(found.module, found.imported);
  return {
    ...PLAIN_RULES,
    library: PHP_LIBRARY_CALLS,
    indirectCalls: new Set(["__invoke", "call"]),
    family: "php",
    languages: ["php"],
    builtinPackage: "php",
    builtinNamed: builtin,
    unknownTypes: PLAIN_TYPE_NAMES,
    isLocal: (name) => name.startsWith("$"),
    inheritsSignatures: true,
    callMember: "__invoke",
    elementMembers: new Set(["from", "tryFrom"]),
    sameMembers: new Set(["cases"]),
    moduleOf,
    offerOfPackage: (module, name) => ({
      values: names.find(module.name, name).map((one) => entityValue(one)),
      elsewhere: [],
    }),
    filesOfPackage: (module, name) => [...new Set(names.find(module.name, name).map(({ file }) => file))],
    ambient: (file, name, at) => ambient(names, name, { ...at, file }),
    extensionMember: (_resolver, _at, { receiver, name }) => memberOfEnum(receiver, name),
    literal: (type) => (type === "list" ? "list" : undefined),
  };
}

function builtin(name: string): string | undefined {
  if (name === ARRAY) return "list";
  return PLAIN_TYPE_NAMES.has(name) || isPhpFunction(name) ? name : undefined;
}

function ambient(names: PhpNames, name: string, at: At): Offer {
  if (name.startsWith("$") || name === ARRAY) return NO_OFFER;
  if (name === "self" || name === "static" || name === "parent") return ownType(names, name, at);
  if (name.includes("\\")) return named(names, fullName(name, at));
  const namespace = namespaceOf(at);
  const own = names.find(namespace, name);
  if (own.length > 0) return { values: own.map((one) => entityValue(one)), elsewhere: [] };
  if (namespace === "") return isPhpType(name) ? named(names, name) : NO_OFFER;
  // Functions and constants that a namespace lacks are those of the global one; types are not.
  const outer = names.find("", name).filter((one) => !isClassLike(one));
  return { values: outer.map((one) => entityValue(one)), elsewhere: [] };
}

/** By the full name: what the repository has, or what lies outside of it. */
function named(names: PhpNames, full: string): Offer {
  const cut = full.lastIndexOf("\\");
  const [namespace, name] = [full.slice(0, Math.max(0, cut)), full.slice(cut + 1)];
  const module = names.moduleOf(namespace, name);
  return module === undefined ? NO_OFFER : { values: [], elsewhere: [{ module, name }] };
}

function ownType(names: PhpNames, name: string, at: At): Offer {
  const holder = holderOf(at.file, at.scope);
  if (holder === undefined || !isClassLike(holder)) return NO_OFFER;
  if (name !== "parent") return { values: [entityValue(holder)], elsewhere: [] };
  const base = holder.facts.bases.find(({ kind }) => kind === "extends")?.type.of;
  return base?.kind === "name" ? named(names, fullName(base.name, at)) : NO_OFFER;
}

/** `\A\B`, `namespace\B`, a name whose first part a `use` stands for, or one of the namespace around. */
function fullName(name: string, at: At): string {
  if (name.startsWith("\\")) return name.slice(1);
  const cut = name.indexOf("\\");
  const first = cut < 0 ? name : name.slice(0, cut);
  const rest = cut < 0 ? "" : name.slice(cut);
  const namespace = namespaceOf(at);
  if (rest !== "" && first.toLowerCase() === "namespace") return joined(namespace, rest.slice(1));
  for (let scope = at.scope; scope >= 0; scope = outerScope(at.file, scope)) {
    const found = at.file.names[scope]?.get(first)?.imports[0];
    if (found !== undefined) return joined(found.module, found.imported) + rest;
  }
  return joined(namespace, name);
}

function joined(namespace: string, name: string): string {
  return namespace === "" ? name : `${namespace}\\${name}`;
}

function namespaceOf({ file, scope }: At): string {
  for (let entity = entityAt(file, scope); entity !== undefined; entity = entity.parent) {
    if (entity.facts.kind === "Module") return entity.facts.name;
  }
  return file.facts.packageName;
}

/** What every enum has; its cases are kept as what it gives. */
function memberOfEnum(receiver: Value, name: string): Found {
  const isEnum = receiver.kind === "entity" && receiver.entity.facts.kind === "Enum";
  if (!isEnum || !ENUM_MEMBERS.has(name)) return NOTHING;
  const symbol = `BackedEnum.${name}`;
  const cases = [exactly(instanceOf(receiver.entity))];
  return exactly({ kind: "external", family: "php", package: "php", symbol, instance: false, arguments: cases });
}
const ENUM_MEMBERS: ReadonlySet<string> = new Set(["cases", "from", "tryFrom"]);
