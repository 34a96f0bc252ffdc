/** Rust's own rules: modules and crates, impl blocks, `Self`, what a type derives or dereferences to, the library. */
import type { LiteralType } from "../facts.ts";
import { RUST_LIBRARY_CALLS } from "./library-runners.ts";
import type { World } from "./project.ts";
import { PLAIN_RULES, type Rules } from "./rules.ts";
import { createImpls } from "./rust-impls.ts";
import { libraryMember, libraryResult, TRANSPARENT } from "./rust-library.ts";
import { chosenMembers, isMeant, memberBesides, memberOfOutside, thisAt } from "./rust-members.ts";
import { createModules } from "./rust-modules.ts";
import { ambient, asModule, declaredModule, filesOf, moduleOf, offerOf } from "./rust-paths.ts";
import { isPrelude } from "./rust-prelude.ts";
import { type Found, instanceOf, isClassLike } from "./values.ts";

const LITERALS: Readonly<Partial<Record<LiteralType, string>>> = {
  string: "str",
  boolean: "bool",
  list: "Vec",
  character: "char",
};

export function rustRules(world: World): Rules {
  const modules = createModules(world);
  const impls = createImpls(world, modules);
  return {
    ...PLAIN_RULES,
    library: RUST_LIBRARY_CALLS,
    family: "rust",
    reading: { localsBeginAtDeclaration: true },
    languages: ["rust"],
    builtinPackage: "std",
    // A number is the argument of a type.
    builtinNamed: (name) => (isPrelude(name) || /^\d+$/.test(name) ? name : undefined),
    unknownTypes: new Set(["_"]),
    transparentTypes: TRANSPARENT,
    ownNameIsOuter: true,
    callMakesInstance: true,
    modulesAreClosed: true,
    basesOnlyAdd: true,
    moduleOf: (file, found) => moduleOf(modules, file, found),
    boundModule: (file, found) => declaredModule(modules, file, found),
    standingOf: (file) => modules.standingOf(file),
    packageOf: (entity) => asModule(modules.ofEntity(entity)),
    offerOfPackage: (module, name) => offerOf(modules, module.name, name),
    filesOfPackage: (module, name) => filesOf(modules, module.name, name),
    ambient: (file, name, at) => ambient(impls, file, { name, at }),
    thisAt: (resolver, at) => thisAt(resolver, at),
    chosenMembers,
    isInNamespace: (entity, { isQualifier }) => isMeant(entity, isQualifier === true),
    outsideMember: (value, name) => libraryMember(value, name) ?? memberOfOutside(impls, value, name),
    outsideResult: (_resolver, value, given) => libraryResult(value, given.map(asValues)),
    memberBesides: (resolver, value, name) => memberBesides(resolver, impls, { value, name }),
    literal: (type) => LITERALS[type],
  };
}

/** A type without fields is written as a value by its name. */
function asValues(found: Found): Found {
  const values = found.values.map((one) =>
    one.kind === "entity" && isClassLike(one.entity) ? instanceOf(one.entity) : one,
  );
  return { ...found, values };
}
