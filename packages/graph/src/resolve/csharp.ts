/** C#'s own rules: namespaces that any file can add to, usings, types in several parts, extensions, the library. */
import type { LiteralType } from "../facts.ts";
import { createExtensions } from "./csharp-extensions.ts";
import {
  CSHARP_ELEMENT_MEMBERS,
  CSHARP_KEYWORDS,
  CSHARP_RESULTS,
  CSHARP_ROOT,
  CSHARP_SAME_MEMBERS,
  CSHARP_TYPES,
} from "./csharp-library.ts";
import { createNamespaces } from "./csharp-namespaces.ts";
import { CSHARP_CONVERSIONS } from "./csharp-types.ts";
import { createUsings } from "./csharp-usings.ts";
import { elementOf, outsideElement, outsideFunction, outsideGives, outsideMember } from "./csharp-values.ts";
import { CSHARP_LIBRARY_CALLS } from "./library-runners.ts";
import type { World } from "./project.ts";
import { PLAIN_RULES, type Rules } from "./rules.ts";

const LITERALS: Readonly<Partial<Record<LiteralType, string>>> = {
  string: "String",
  number: "Int32",
  float: "Double",
  single: "Single",
  long: "Int64",
  unsigned: "UInt32",
  boolean: "Boolean",
  character: "Char",
  list: "Array",
  class: "Type",
};

export function csharpRules(world: World): Rules {
  const namespaces = createNamespaces(world);
  const usings = createUsings(namespaces);
  const extensions = createExtensions(namespaces, (file, scope) => usings.namespacesUsed(file, scope));
  return {
    ...PLAIN_RULES,
    library: CSHARP_LIBRARY_CALLS,
    indirectCalls: new Set(["Invoke", "BeginInvoke", "DynamicInvoke"]),
    family: "csharp",
    reading: { localsBeginAtDeclaration: true },
    languages: ["csharp"],
    builtinPackage: "System",
    builtinNamed: (name) => CSHARP_KEYWORDS[name] ?? (CSHARP_TYPES.get(name) === "System" ? name : undefined),
    results: CSHARP_RESULTS,
    root: { symbol: "Object", members: CSHARP_ROOT },
    unknownTypes: new Set(["dynamic"]),
    typeScope: "inherited",
    overloads: true,
    typesApart: true,
    typesByArity: true,
    variablesCanBeCalled: true,
    primaryConstructors: true,
    conversions: CSHARP_CONVERSIONS,
    elementMembers: CSHARP_ELEMENT_MEMBERS,
    sameMembers: CSHARP_SAME_MEMBERS,
    markSuffix: "Attribute",
    constructsPlace: () => true,
    moduleOf: (file, found) => usings.moduleOf(file, found),
    offerOfPackage: (module, name) => usings.offer(module, name),
    filesOfPackage: (module, name, from) => (from === undefined ? [] : usings.files(module, name, from)),
    ambient: (_file, name, at) => usings.ambient(name, at),
    extensionFunction: (resolver, wanted) => extensions.find(resolver, wanted),
    outsideMember,
    outsideElement,
    outsideFunction,
    outsideGives,
    elementOf,
    literal: (type) => LITERALS[type],
  };
}
