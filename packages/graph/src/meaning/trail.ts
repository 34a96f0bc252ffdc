/** From what a name is bound to, to the lines that define it: imports, exports and assignments on the way are lines too. */
import type { Expression, Import } from "../facts.ts";
import { overridden } from "../resolve/overrides.ts";
import { outerScope } from "../resolve/project.ts";
import type { Resolver } from "../resolve/rules.ts";
import {
  type At,
  type BoundName,
  type Entity,
  type External,
  isClassLike,
  isVariableLike,
  type Module,
  type Source,
  type SourceFile,
  type Value,
} from "../resolve/values.ts";
import { type Assigned, reaching, type Use } from "./reaching.ts";

export interface DefiningLine {
  readonly path: string;
  readonly line: number;
  /** What stands there: a definition, a parameter, an assignment or declaration of a variable, an import, an export. */
  readonly kind: "definition" | "parameter" | "variable" | "import" | "export";
}

/** One question on its way through the files. */
export interface Trail {
  readonly resolver: Resolver;
  readonly use: Use;
  readonly seen: Set<string>;
}

/** Names that stand for names, beyond which nothing is followed. */
const MAX_STEPS = 200;

export type Member = Expression & { readonly kind: "member" };
type Lines = readonly DefiningLine[];

export function startTrail(resolver: Resolver, use: Use): Trail {
  return { resolver, use, seen: new Set() };
}

/** True for the first look at something, while there are steps left. */
function isNew({ seen }: Trail, key: string): boolean {
  if (seen.has(key) || seen.size >= MAX_STEPS) return false;
  seen.add(key);
  return true;
}

export function linesOfName(trail: Trail, name: string, at: At): Lines {
  const { resolver } = trail;
  if (!isNew(trail, `name ${at.file.path} ${at.scope} ${name}`)) return [];
  const { bound, scope } = boundAt(trail, name, at);
  const imports = bound?.imports ?? [];
  const values = notReplaced(resolver, meant(resolver, resolver.lookup(name, { ...at, scope }).values, at));
  const own = values.filter((value) => imports.length === 0 || !isFromImport(bound, value));
  return [
    ...imports.flatMap((one) => linesOfImport(trail, at.file, one)),
    ...own.flatMap((one) => linesOfValue(trail, one, name)),
  ];
}

/** What binds the name for the place, and the scope to look from: where locals begin with their declaration, one further out. */
function boundAt(
  { resolver, use }: Trail,
  name: string,
  at: At,
): { readonly bound: BoundName | undefined; readonly scope: number } {
  const isOrdered = at.file === use.file && resolver.rulesOf(at.file).reading?.localsBeginAtDeclaration === true;
  let from = at.scope;
  for (let scope = at.scope; scope >= 0; scope = outerScope(at.file, scope)) {
    const bound = at.file.names[scope]?.get(name);
    const outer = outerScope(at.file, scope);
    if (bound === undefined) continue;
    if (!isOrdered || outer < 0 || !isLater(bound, use.line)) return { bound, scope: from };
    from = outer;
  }
  return { bound: undefined, scope: from };
}

function linesOfImport(trail: Trail, file: SourceFile, found: Import): Lines {
  return [{ path: file.path, line: found.line, kind: "import" }, ...linesBeyond(trail, file, found)];
}

/** What the statement on the asked line imports or passes on under the name; undefined if none does. */
export function linesOfStatement(trail: Trail, name: string): Lines | undefined {
  const { file, line } = trail.use;
  const found = file.facts.imports.filter(
    (one) => one.line === line && (one.local === name || one.imported === name) && one.form !== "effect",
  );
  return found.length === 0 ? undefined : found.flatMap((one) => linesBeyond(trail, file, one));
}

function linesBeyond(trail: Trail, file: SourceFile, found: Import): Lines {
  const rules = trail.resolver.rulesOf(file);
  const module = rules.moduleOf(file, found);
  if (module === undefined) return [];
  if (found.form === "name") return linesOfExported(trail, module, found.imported);
  if (rules.wholeExport !== undefined) return linesOfExported(trail, module, rules.wholeExport);
  return trail.resolver.imported(file, found).flatMap((value) => linesOfValue(trail, value, found.local));
}

function linesOfExported(trail: Trail, module: Module, name: string): Lines {
  const { resolver } = trail;
  if (module.kind !== "module")
    return resolver.exported(module, name).flatMap((value) => linesOfValue(trail, value, name));
  const { file } = module;
  if (!isNew(trail, `export ${file.path} ${name}`)) return [];
  const rules = resolver.rulesOf(file);
  const written = writtenExports(trail, file, name);
  if (written.length > 0) return written;
  const whole = name === "default" && rules.wholeExport !== undefined ? rules.wholeExport : name;
  const ofWhole = whole === name ? [] : writtenExports(trail, file, whole);
  if (ofWhole.length > 0) return ofWhole;
  if (rules.namesCanBeModules && file.names[0]?.has(name) === true) return linesOfName(trail, name, { file, scope: 0 });
  const { values, elsewhere } = rules.offer(file, name);
  const others = values.filter((value) => value.kind !== "module" || value.file !== file);
  return [
    ...others.flatMap((value) => linesOfValue(trail, value, name)),
    ...elsewhere.flatMap((one) => linesOfExported(trail, one.module, one.name)),
  ];
}

/** Of `export { a as b }`, `exports.b = a`, `export … from`: the lines themselves, and what stands behind them. */
function writtenExports(trail: Trail, file: SourceFile, name: string): Lines {
  const { path, facts } = file;
  const own = facts.exports.filter((one) => one.name === name);
  const passedOn = facts.imports.filter((one) => one.reexport && one.form !== "all" && one.local === name);
  return [
    ...[...own, ...passedOn].map(({ line }) => ({ path, line, kind: "export" as const })),
    ...own.flatMap(({ value }) => linesOfExpression(trail, value, { file, scope: 0 })),
    ...passedOn.flatMap((one) => linesBeyond(trail, file, one)),
  ];
}

/** What an expression is a name for. */
function linesOfExpression(trail: Trail, value: Expression, at: At): Lines {
  switch (value.kind) {
    case "name":
      return linesOfName(trail, value.name, at);
    case "member":
      return linesOfMember(trail, value, at);
    case "definition": {
      const entity = at.file.entities[value.index];
      return entity === undefined ? [] : linesOfEntity(trail, entity);
    }
    default:
      return [];
  }
}

export function linesOfMember(trail: Trail, member: Member, at: At): Lines {
  const { resolver } = trail;
  if (!isNew(trail, `member ${at.file.path} ${at.scope} ${JSON.stringify(member)}`)) return [];
  const holders = resolver.dereference(resolver.evaluate(member.of, at)).values;
  const passed = holders.flatMap((one) => (one.kind === "module" ? linesOfExported(trail, one, member.name) : []));
  const imports = linesOfDotted(member, at);
  if (passed.length > 0) return [...imports, ...passed];
  const values = notReplaced(resolver, resolver.evaluate(member, at).values);
  return [...imports, ...values.flatMap((value) => linesOfValue(trail, value, member.name))];
}

/** `import a.b` defines the `b` of `a.b` as well. */
function linesOfDotted(member: Member, { file }: At): Lines {
  const dotted = dottedName(member);
  if (dotted === "") return [];
  const imports = file.facts.imports.filter((one) => one.form === "module" && isWithin(one.module, dotted));
  const bound = imports.filter(({ local }) => local === dotted.slice(0, dotted.indexOf(".")));
  return bound.map(({ line }) => ({ path: file.path, line, kind: "import" }));
}

function isWithin(module: string, dotted: string): boolean {
  return module === dotted || module.startsWith(`${dotted}.`);
}

/** Empty where it is more than names. */
function dottedName(member: Member): string {
  let dotted = "";
  let at: Expression = member;
  for (; at.kind === "member"; at = at.of) dotted = `.${at.name}${dotted}`;
  return at.kind === "name" ? `${at.name}${dotted}` : "";
}

/** A method stands for those that it replaces. */
function notReplaced(resolver: Resolver, values: readonly Value[]): readonly Value[] {
  if (values.length < 2) return values;
  const replaced = new Set(
    values.flatMap((value) => (value.kind === "entity" ? overridden(resolver, value.entity) : [])),
  );
  return values.filter((value) => value.kind !== "entity" || !replaced.has(value.entity));
}

function linesOfValue(trail: Trail, value: Value, name: string): Lines {
  switch (value.kind) {
    case "entity":
    case "instance":
      return linesOfEntity(trail, value.entity);
    case "variable":
      return linesOfSources(trail, { ...value.variable, name });
    case "module":
      return trail.resolver.rulesOf(value.file).namesCanBeModules ? firstLine(value.file) : [];
    case "type-parameter":
      return [{ path: value.owner.file.path, line: value.owner.facts.nameLine, kind: "parameter" }];
    case "external":
      return linesOfExternal(trail.use.file, value);
    default:
      return [];
  }
}

/** Of what lies outside the import that names it is known. */
function linesOfExternal(file: SourceFile, { package: owner, symbol }: External): Lines {
  const dotted = symbol === "" ? owner : `${owner}.${symbol}`;
  const imports = file.facts.imports.filter((one) => one.form === "module" && isWithin(one.module, dotted));
  return imports.map(({ line }) => ({ path: file.path, line, kind: "import" }));
}

function linesOfEntity(trail: Trail, entity: Entity): Lines {
  const { file, facts, parent } = entity;
  const own: DefiningLine = { path: file.path, line: facts.nameLine, kind: "definition" };
  if (!isVariableLike(entity)) return [own];
  const scope = parent === undefined ? 0 : parent.bodyScope;
  const assigned = file.names[scope]?.get(facts.name)?.variable;
  const first: Source = { scope, element: false, line: facts.nameLine, ...(facts.value && { value: facts.value }) };
  const all = linesOfSources(trail, { file, sources: [first, ...(assigned?.sources ?? [])], name: facts.name });
  return all.map((one) => (one.path === own.path && one.line === own.line ? own : one));
}

function linesOfSources(trail: Trail, assigned: Assigned): Lines {
  const { file } = assigned;
  const kept = reaching(trail.resolver, assigned, trail.use);
  const lines = kept.flatMap(({ line, isParameter, parameter }): DefiningLine[] => {
    const kind = isParameter === true || parameter !== undefined ? "parameter" : "variable";
    return line === undefined ? [] : [{ path: file.path, line, kind }];
  });
  if (trail.resolver.rulesOf(file).reading?.untyped?.has(file.facts.language) !== true) return lines;
  // Where nothing declares types, a place that only takes over another stands for that one too.
  const others = kept.flatMap(({ value, scope, element }) =>
    value === undefined || element || value.kind === "definition"
      ? []
      : linesOfExpression(trail, value, { file, scope }),
  );
  return [...lines, ...others];
}

function isLater({ entities, imports, variable }: BoundName, line: number): boolean {
  if (entities.length + imports.length > 0 || variable === undefined) return false;
  return variable.sources.every((source) => (source.line ?? 0) > line);
}

/** What other statements of the same scope give the name stands for itself. */
function isFromImport(bound: BoundName | undefined, value: Value): boolean {
  if (value.kind === "variable") return bound?.variable !== value.variable;
  return value.kind !== "entity" || bound?.entities.includes(value.entity) !== true;
}

/** Where types and values are named apart, a place that asks for one is not answered with the other. */
function meant(resolver: Resolver, values: readonly Value[], { file, isType }: At): readonly Value[] {
  if (resolver.rulesOf(file).family !== "script" || file.facts.language === "javascript") return values;
  return values.filter((value) => {
    if (value.kind === "variable") return isType !== true;
    if (value.kind !== "entity") return true;
    const { kind } = value.entity.facts;
    if (kind === "Class" || kind === "Enum" || kind === "Module") return true;
    return isType === undefined || isClassLike(value.entity) === isType;
  });
}

/** The first thing that a file holds. */
function firstLine({ path, facts }: SourceFile): readonly DefiningLine[] {
  const starts = [
    ...facts.definitions.slice(0, 1).map(({ startLine }) => startLine),
    ...[facts.imports, facts.bindings, facts.sites].flatMap((all) => all.slice(0, 1).map(({ line }) => line)),
  ];
  return [{ path, line: starts.length === 0 ? 1 : Math.min(...starts), kind: "definition" }];
}
