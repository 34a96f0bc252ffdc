/** JavaScript's and TypeScript's own rules: exports, re-exports, CommonJS, globals. */
import type { FileFacts, Import, LiteralType } from "../facts.ts";
import { isGlobalScript } from "../global-scripts.ts";
import { SCRIPT_CONTAINERS } from "./container-rules.ts";
import { createExtensions } from "./extensions.ts";
import { SCRIPT_LIBRARY_CALLS } from "./library-runners.ts";
import { SCRIPT_RESULTS, SCRIPT_ROOT } from "./library.ts";
import { memberOfOpened } from "./opened-types.ts";
import { declaringScope, pushTo, type World } from "./project.ts";
import { type NameIn, NO_OFFER, type Offer, PLAIN_RULES, type Rules } from "./rules.ts";
import { PRIMITIVES, SCRIPT_BUILTIN_TYPES, SCRIPT_GLOBALS } from "./script-globals.ts";
import { createScriptModules, SCRIPT_LANGUAGES } from "./script-modules.ts";
import { memberOfRecord, utilityType } from "./script-utility-types.ts";
import { createStars } from "./stars.ts";
import { type Entity, entityValue, type Module, type SourceFile, type Value } from "./values.ts";

/** How facts name what replaces the exports of a whole file. */
const WHOLE = "=";

const ELEMENT_CALLBACKS: ReadonlySet<string> = new Set(
  "every filter find findIndex findLast findLastIndex flatMap forEach map some".split(" "),
);
const SAME_MEMBERS = "concat filter reverse slice sort splice toReversed toSorted toSpliced".split(" ");

const LITERALS: Readonly<Partial<Record<LiteralType, string>>> = {
  string: "String",
  number: "Number",
  boolean: "Boolean",
  list: "Array",
  map: "Object",
  regex: "RegExp",
};

export function scriptRules(world: World): Rules {
  const find = createScriptModules(world);
  const moduleOf = (file: SourceFile, found: Import): Module | undefined => find(file, found);
  const exportsOf = createExports(moduleOf);
  const stars = createStars(moduleOf, (found) => found.reexport);
  const onPrototypes = createExtensions(world, new Set(SCRIPT_LANGUAGES), () => true);
  const opened = createOpened(world);
  return {
    ...PLAIN_RULES,
    family: "script",
    reading: { untyped: new Set(["javascript"]) },
    languages: [...SCRIPT_LANGUAGES],
    builtinPackage: "globalThis",
    builtinNamed: (name) => PRIMITIVES.get(name) ?? (SCRIPT_GLOBALS.has(name) ? name : undefined),
    builtinTypes: SCRIPT_BUILTIN_TYPES,
    results: SCRIPT_RESULTS,
    library: SCRIPT_LIBRARY_CALLS,
    root: { symbol: "Object", members: SCRIPT_ROOT },
    transparentTypes: new Set(["Readonly", "Partial", "Required", "NonNullable", "Pick", "Omit"]),
    decoratorsRun: true,
    containers: SCRIPT_CONTAINERS,
    elementMembers: new Set(["at", "find", "findLast", "get", "pop", "shift"]),
    sameMembers: new Set(SAME_MEMBERS),
    elementCallbacks: ELEMENT_CALLBACKS,
    indirectCalls: new Set(["call", "apply"]),
    bindingMembers: new Set(["bind"]),
    wholeExport: WHOLE,
    wholeNames: new Set([WHOLE, "default"]),
    moduleOf,
    starFiles: stars,
    offer: (file, name) =>
      name === WHOLE ? wholeOf(exportsOf(file), file) : offerOf({ exportsOf, stars }, file, name),
    ambient: createGlobals(world),
    outsideType: utilityType,
    outsideMember: memberOfRecord,
    extensionMember: (resolver, at, wanted) => {
      const written = onPrototypes.find(resolver, at, wanted);
      return written.values.length > 0 ? written : memberOfOpened(resolver, opened(wanted.receiver), wanted);
    },
    literal: (type) => LITERALS[type],
  };
}

/** Interfaces of the platform that `declare global`, or a file that is no module, opens again. */
function createOpened(world: World): (receiver: Value) => readonly Entity[] {
  const byName = new Map<string, Entity[]>();
  for (const file of world.files) {
    if (!SCRIPT_LANGUAGES.has(file.facts.language)) continue;
    for (const entity of file.entities) {
      const { kind, name } = entity.facts;
      if (kind !== "Interface" || entity.parent !== undefined || !SCRIPT_GLOBALS.has(name)) continue;
      if (declaringScope(entity) > 0 || isGlobalScript(file.facts)) pushTo(byName, name, entity);
    }
  }
  return (receiver) => {
    const isPlatform = receiver.kind === "external" && receiver.instance && receiver.package === "globalThis";
    return isPlatform ? (byName.get(receiver.symbol) ?? []) : [];
  };
}

/** What is declared once, in a file that is no module; a name of the platform keeps its meaning. */
function createGlobals(world: World): Rules["ambient"] {
  let declared: ReadonlyMap<string, readonly SourceFile[]> | undefined;
  return (file, name) => {
    if (file.facts.language === "javascript" || SCRIPT_GLOBALS.has(name)) return NO_OFFER;
    declared ??= filesByGlobal(world);
    const [one, other] = declared.get(name) ?? [];
    if (one === undefined || other !== undefined || one === file) return NO_OFFER;
    const entities = one.names[0]?.get(name)?.entities ?? [];
    return { values: entities.map((entity) => entityValue(entity)), elsewhere: [] };
  };
}

function filesByGlobal({ files }: World): ReadonlyMap<string, readonly SourceFile[]> {
  const byName = new Map<string, SourceFile[]>();
  for (const file of files) {
    if (!isGlobalScript(file.facts)) continue;
    for (const name of file.names[0]?.keys() ?? []) pushTo(byName, name, file);
  }
  return byName;
}

type Exports = ReadonlyMap<string, Offer>;

interface Lookup {
  readonly exportsOf: (file: SourceFile) => Exports;
  readonly stars: (file: SourceFile) => readonly SourceFile[];
}

function offerOf({ exportsOf, stars }: Lookup, file: SourceFile, name: string): Offer {
  const named = exportsOf(file);
  const own = named.get(name);
  if (own !== undefined) return own;
  if (name === "default") return named.get(WHOLE) ?? wholeOfNames(named, file);
  const holder = stars(file).find((one) => exportsOf(one).has(name));
  return holder === undefined
    ? NO_OFFER
    : { values: [], elsewhere: [{ module: { kind: "module", file: holder }, name }] };
}

/** Where nothing is the default, a default import takes the object of all names, as bundlers and Node do with CommonJS. */
function wholeOfNames(named: Exports, file: SourceFile): Offer {
  return named.size > 0 ? { values: [{ kind: "module", file }], elsewhere: [] } : NO_OFFER;
}

/** A file that exports nothing as a whole is the object of all it exports. */
function wholeOf(named: Exports, file: SourceFile): Offer {
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
  const elsewhere = onlyRenamed(file.facts);
  for (const entity of file.entities) {
    const { name, exported, modifiers, signature } = entity.facts;
    if (entity.parent !== undefined || !exported) continue;
    if (elsewhere.has(name) && !modifiers.includes("default") && !/^export\b/.test(signature)) continue;
    draft(modifiers.includes("default") ? "default" : name).values.push(entityValue(entity));
  }
  addReexports(moduleOf, file, draft);
  for (const { name, value } of file.facts.exports) {
    const known = drafts.get(name);
    if (known !== undefined && (known.elsewhere.length > 0 || known.values.some(({ kind }) => kind !== "variable")))
      continue;
    const sources = [{ scope: 0, value, element: false }];
    draft(name).values.push({ kind: "variable", variable: { file, sources, parameterOf: undefined } });
  }
  return drafts;
}

/** Names that lists of exports give other names only. */
function onlyRenamed({ exports }: FileFacts): ReadonlySet<string> {
  const names = exports.flatMap(({ value }) => (value.kind === "name" ? [value.name] : []));
  const offered = new Set(exports.map(({ name }) => name));
  return new Set(names).difference(offered);
}

function addReexports(
  moduleOf: FindModule,
  file: SourceFile,
  draft: (name: string) => { readonly values: Value[]; readonly elsewhere: NameIn[] },
): void {
  for (const found of file.facts.imports) {
    const module = found.reexport ? moduleOf(file, found) : undefined;
    if (module === undefined) continue;
    if (found.form === "name") draft(found.local).elsewhere.push({ module, name: found.imported });
    if (found.form === "namespace") {
      // `module.exports = require("m")` stands for whatever m stands for.
      if (found.local === WHOLE) draft(WHOLE).elsewhere.push({ module, name: WHOLE });
      else draft(found.local).values.push(module);
    }
  }
}
