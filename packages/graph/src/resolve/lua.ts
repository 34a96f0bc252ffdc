/** Lua's own rules: what a file returns is its module; globals are known where a `require` leads to the one that sets them. */
import type { Import } from "../facts.ts";
import { LUA_LIBRARY_CALLS } from "./library-runners.ts";
import { LUA_RESULTS } from "./library.ts";
import { createAdditions } from "./lua-additions.ts";
import { createLuaModules } from "./lua-modules.ts";
import type { World } from "./project.ts";
import { NO_OFFER, type Offer, PLAIN_RULES, type Rules } from "./rules.ts";
import { createStars } from "./stars.ts";
import { entityValue, type Module, type SourceFile, type Variable } from "./values.ts";

/** Functions and tables of the standard library (5.1 to 5.4) and of LuaJIT. */
const GLOBALS: ReadonlySet<string> = new Set(
  (
    "_G _VERSION assert bit bit32 collectgarbage coroutine debug dofile error getfenv getmetatable io ipairs jit load " +
    "loadfile loadstring math module next os package pairs pcall print rawequal rawget rawlen rawset require select " +
    "setfenv setmetatable string table tonumber tostring type unpack utf8 warn xpcall"
  ).split(" "),
);
/** How facts name what a file returns. */
const WHOLE = "=";

export function luaRules(world: World): Rules {
  const find = createLuaModules(world);
  const moduleOf = (file: SourceFile, found: Import): Module | undefined => find(file, found.module);
  const returned = createReturned();
  const required = createStars(
    moduleOf,
    () => true,
    () => true,
  );
  return {
    ...PLAIN_RULES,
    library: LUA_LIBRARY_CALLS,
    family: "lua",
    languages: ["lua"],
    builtinPackage: "lua",
    builtinNamed: (name) => (GLOBALS.has(name) ? name : undefined),
    results: LUA_RESULTS,
    callMember: "__call",
    wholeExport: WHOLE,
    moduleOf,
    starFiles: required,
    offer: (file, name) => offer(returned, file, name),
    ambient: (file, name) => globalOf(required(file), name),
    extensionMember: createAdditions(world, (name) => GLOBALS.has(name)),
    literal: (type) => (type === "string" ? "string" : undefined),
  };
}

/** One place a file, which holds all that the file may return. */
function createReturned(): (file: SourceFile) => Variable | undefined {
  const known = new Map<SourceFile, Variable>();
  return (file) => {
    let variable = known.get(file);
    if (variable !== undefined) return variable;
    const values = file.facts.exports.filter(({ name }) => name === WHOLE);
    if (values.length === 0) return undefined;
    const sources = values.map(({ value }) => ({ scope: 0, value, element: false }));
    known.set(file, (variable = { file, sources, parameterOf: undefined }));
    return variable;
  };
}

/** A file that returns nothing may be a module by `module(…)`, whose members are its globals. */
function offer(returned: (file: SourceFile) => Variable | undefined, file: SourceFile, name: string): Offer {
  const variable = returned(file);
  if (variable === undefined) return globalOf([file], name);
  return name === WHOLE ? { values: [{ kind: "variable", variable }], elsewhere: [] } : NO_OFFER;
}

/** Set in one of the files alone: of two that set it nobody knows which comes last. */
function globalOf(files: readonly SourceFile[], name: string): Offer {
  const holders = files.filter(
    (file) => file.names[0]?.get(name)?.entities.some(({ facts }) => facts.exported) === true,
  );
  const [only, ...others] = holders;
  if (only === undefined || others.length > 0) return NO_OFFER;
  const entities = (only.names[0]?.get(name)?.entities ?? []).filter(({ facts }) => facts.exported);
  return { values: entities.map((entity) => entityValue(entity)), elsewhere: [] };
}
