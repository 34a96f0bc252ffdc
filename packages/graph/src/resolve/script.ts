/** JavaScript's and TypeScript's own rules: exports, re-exports, CommonJS, globals. */
import type { Import, LiteralType } from "../facts.ts";
import { SCRIPT_RESULTS, SCRIPT_ROOT } from "./library.ts";
import type { World } from "./project.ts";
import { type NameIn, NO_OFFER, type Offer, type Rules } from "./rules.ts";
import { PRIMITIVES, SCRIPT_BUILTIN_TYPES, SCRIPT_GLOBALS } from "./script-globals.ts";
import { createScriptModules, SCRIPT_LANGUAGES } from "./script-modules.ts";
import { entityValue, type Module, type SourceFile, type Value } from "./values.ts";

/** How facts name what replaces the exports of a whole file. */
const WHOLE = "=";

const SAME_MEMBERS = "concat filter reverse slice sort splice toReversed toSorted toSpliced values".split(" ");

const LITERALS: Readonly<Partial<Record<LiteralType, string>>> = {
  string: "String",
  number: "Number",
  boolean: "Boolean",
  list: "Array",
  regex: "RegExp",
};

export function scriptRules(world: World): Rules {
  const find = createScriptModules(world);
  const moduleOf = (file: SourceFile, found: Import): Module | undefined => find(file, found.module);
  const exportsOf = createExports(moduleOf);
  return {
    family: "script",
    languages: [...SCRIPT_LANGUAGES],
    builtinPackage: "globalThis",
    builtinNamed: (name) => PRIMITIVES.get(name) ?? (SCRIPT_GLOBALS.has(name) ? name : undefined),
    builtinTypes: SCRIPT_BUILTIN_TYPES,
    results: SCRIPT_RESULTS,
    root: { symbol: "Object", members: SCRIPT_ROOT },
    transparentTypes: new Set(["Readonly", "Partial", "Required", "NonNullable", "Awaited", "Pick", "Omit"]),
    unknownTypes: new Set(),
    selfTypes: new Set(),
    aliasesAreTypes: false,
    firstParameterIsReceiver: false,
    ownNameIsOuter: false,
    typeScope: "hidden",
    overloads: false,
    decoratorsRun: true,
    laterReplaces: false,
    callMakesInstance: false,
    elementMembers: new Set(["at", "find", "findLast", "get", "pop", "shift"]),
    sameMembers: new Set(SAME_MEMBERS),
    indirectCalls: new Set(["call", "apply"]),
    callMember: undefined,
    wholeExport: WHOLE,
    wholeNames: new Set([WHOLE, "default"]),
    namesCanBeModules: false,
    moduleOf,
    offer: (file, name) => (name === WHOLE ? wholeOf(exportsOf(file), file) : offerOf(exportsOf(file), name)),
    offerOfPackage: () => NO_OFFER,
    filesOfPackage: () => [],
    ambient: () => NO_OFFER,
    literal: (type) => LITERALS[type],
  };
}

interface Exports {
  readonly named: ReadonlyMap<string, Offer>;
  readonly stars: readonly Module[];
}

function offerOf({ named, stars }: Exports, name: string): Offer {
  const own = named.get(name);
  if (own !== undefined) return own;
  if (name === "default") return named.get(WHOLE) ?? NO_OFFER;
  return { values: [], elsewhere: stars.map((module) => ({ module, name })) };
}

/** A file that exports nothing as a whole is the object of all it exports. */
function wholeOf({ named }: Exports, file: SourceFile): Offer {
  return named.get(WHOLE) ?? { values: [{ kind: "module", file }], elsewhere: [] };
}

type FindModule = (file: SourceFile, found: Import) => Module | undefined;

function createExports(moduleOf: FindModule): (file: SourceFile) => Exports {
  const known = new Map<SourceFile, Exports>();
  return (file) => {
    let found = known.get(file);
    if (found === undefined) known.set(file, (found = readExports(moduleOf, file)));
    return found;
  };
}

function readExports(moduleOf: FindModule, file: SourceFile): Exports {
  const drafts = new Map<string, { readonly values: Value[]; readonly elsewhere: NameIn[] }>();
  const draft = (name: string) => {
    let found = drafts.get(name);
    if (found === undefined) drafts.set(name, (found = { values: [], elsewhere: [] }));
    return found;
  };
  for (const entity of file.entities) {
    const { name, exported, modifiers } = entity.facts;
    if (entity.parent !== undefined || !exported) continue;
    draft(modifiers.includes("default") ? "default" : name).values.push(entityValue(entity));
  }
  const stars = addReexports(moduleOf, file, draft);
  for (const { name, value } of file.facts.exports) {
    const known = drafts.get(name);
    if (known !== undefined && (known.elsewhere.length > 0 || known.values.some(({ kind }) => kind !== "variable")))
      continue;
    const sources = [{ scope: 0, value, element: false }];
    draft(name).values.push({ kind: "variable", variable: { file, sources, parameterOf: undefined } });
  }
  return { named: drafts, stars };
}

function addReexports(
  moduleOf: FindModule,
  file: SourceFile,
  draft: (name: string) => { readonly values: Value[]; readonly elsewhere: NameIn[] },
): readonly Module[] {
  const stars: Module[] = [];
  for (const found of file.facts.imports) {
    const module = found.reexport ? moduleOf(file, found) : undefined;
    if (module === undefined) continue;
    if (found.form === "name") draft(found.local).elsewhere.push({ module, name: found.imported });
    else if (found.form === "namespace") {
      // `module.exports = require("m")` stands for whatever m stands for.
      if (found.local === WHOLE) draft(WHOLE).elsewhere.push({ module, name: WHOLE });
      else draft(found.local).values.push(module);
    } else if (found.form === "all" && module.kind !== "external") stars.push(module);
  }
  return stars;
}
