/** From what an edge is drawn for to its steps. */
import type { Import, Site } from "../facts.ts";
import type { Cause } from "../resolve/edge-set.ts";
import { overridden } from "../resolve/overrides.ts";
import type { Resolver } from "../resolve/rules.ts";
import { calledBy, usedBy } from "../resolve/targets.ts";
import {
  type At,
  type Entity,
  exactly,
  type External,
  isClassLike,
  isConstructor,
  isFunctionLike,
  isProperty,
  isVariableLike,
  type PlacedBase,
  type SourceFile,
  type Value,
} from "../resolve/values.ts";
import type { ScipFacts } from "../scip-facts.ts";
import { doubtOf } from "./doubts.ts";
import { outsideName, spelled, spelledType, spelledUse, titled, titledWithin, valueInWords } from "./spell.ts";
import { type EvidenceStep, inLanguage, settled, type UseEvidence } from "./steps.ts";
import { anyHolds, lineOf, placeless, type Steps, step, type Trace, type Wanted } from "./trace.ts";

/** What is explained: an edge to whatever `isTarget` says. */
export interface Explained {
  readonly file: SourceFile;
  readonly isTarget: (target: Entity | External) => boolean;
  /** By this use the edge is no more than `inferred`. */
  readonly isInferred: boolean;
}

export function explainCause(trace: Trace, of: Explained, cause: Cause): UseEvidence {
  const told: UseEvidence[] = [];
  trace.resolver.budget.within(() => {
    const { steps, ...one } = toldOf(trace, of, cause);
    told.push({ ...one, steps: of.isInferred ? [...steps, doubtOf(trace.resolver, { of, cause, steps })] : steps });
  });
  const [{ line, use, steps: own } = NOTHING_TOLD] = told;
  const { scip } = of.file.facts;
  const isTold = scip !== undefined && (own.length === 0 || isNamed(scip, cause));
  const steps = isTold && !own.some(({ kind }) => kind === "indexer") ? [...own, toldBy(scip)] : own;
  return inLanguage({ line, use, steps: settled(steps) }, of.file.facts.language);
}

/** Whether the indexer binds the very use: the edge is drawn as it says, whatever our own rules make of it. */
function isNamed({ uses }: ScipFacts, cause: Cause): boolean {
  if (!("target" in cause)) return false;
  for (let at = 0; at < uses.length; at += 3) {
    if (uses[at + 1] === cause.line && uses[at + 2] === cause.column) return true;
  }
  return false;
}

/** Its reasons are its own. */
function toldBy({ tool }: ScipFacts): EvidenceStep {
  return placeless("indexer", `\`${tool}\`, the indexer of the team's own, binds it`);
}

const NOTHING_TOLD: UseEvidence = { line: 0, use: "", steps: [] };

function toldOf(trace: Trace, of: Explained, cause: Cause): UseEvidence {
  if ("tool" in cause) return { line: 0, use: "", steps: [toldBy(cause)] };
  if ("target" in cause) return ofSite(trace, of, cause);
  if ("module" in cause) return ofImport(trace, of, cause);
  return "base" in cause ? ofBase(trace, of, cause) : ofDefinition(trace, of, cause);
}

function ofSite(trace: Trace, of: Explained, site: Site): UseEvidence {
  const { resolver } = trace;
  const at: At = { file: of.file, scope: site.scope };
  const isType = site.kind === "new" || site.kind === "type" || site.kind === "decorator";
  const place: At = { ...at, isCallee: site.kind === "call", isType, call: site };
  const wanted: Wanted = (value) => isRun(resolver, { site, at, isTarget: of.isTarget }, value);
  const found = resolver.evaluate(site.target, place).values;
  const use: Use = { site, at, isTarget: of.isTarget };
  const ways = (): Steps[] => [
    trace.expression({ expression: site.target, at: place }, wanted),
    trace.expression({ expression: site.target, at }, wanted),
  ];
  if (!isReached(resolver, use)) {
    const { scip } = of.file.facts;
    const other = handedOver(trace, use) ?? (scip === undefined ? undefined : [toldBy(scip)]);
    if (other !== undefined) return { line: site.line, use: useInWords(site), steps: other };
  }
  const steps = ways().find((one) => one.length > 0) ?? heldBy(found);
  return { line: site.line, use: useInWords(site), steps: [...steps, ...chosen(resolver, use, found)] };
}

function heldBy([first]: readonly Value[]): Steps {
  return first === undefined ? [] : [placeless("member", `it is ${valueInWords(first)}`)];
}

function isReached(resolver: Resolver, use: Use): boolean {
  const { site, at } = use;
  const isType = site.kind === "new" || site.kind === "type" || site.kind === "decorator";
  const found = resolver.evaluate(site.target, { ...at, isCallee: site.kind === "call", isType, call: site });
  const wanted: Wanted = (value) => isRun(resolver, use, value);
  return anyHolds(resolver, found, wanted) || anyHolds(resolver, resolver.evaluate(site.target, at), wanted);
}

/** What the call does not reach, but the library that is given it does. */
function handedOver(trace: Trace, { site, at, isTarget }: Use): Steps | undefined {
  const { resolver } = trace;
  for (const argument of site.arguments ?? []) {
    const expression = argument.kind === "named" ? argument.value : argument;
    const wanted: Wanted = (value) => isRun(resolver, { site: { ...site, kind: "call" }, at, isTarget }, value);
    if (!anyHolds(resolver, resolver.evaluate(expression, at), wanted)) continue;
    const text = `\`${spelledUse(site.target, site.argumentCount, true)}\` runs what it is given: \`${spelled(expression)}\``;
    return [placeless("passed", text), ...trace.expression({ expression, at }, wanted)];
  }
  return undefined;
}

function useInWords({ kind, target, argumentCount }: Site): string {
  const isCalled = kind === "call" || kind === "new";
  const text = spelledUse(target, argumentCount, isCalled);
  return kind === "decorator" ? `@${text}` : text;
}

interface Use extends Pick<Explained, "isTarget"> {
  readonly site: Site;
  readonly at: At;
}

/** Whether a value itself, and not what it holds, is what the use reaches. */
function isRun(resolver: Resolver, { site, at, isTarget }: Use, value: Value): boolean {
  if (value.kind === "variable") return false;
  if (value.kind === "entity" && isTarget(value.entity)) return true;
  if (value.kind === "entity" && (isVariableLike(value.entity) || isProperty(value.entity))) return false;
  const { targets, made } = calledBy(resolver, { site, at }, exactly(value));
  return [...targets, ...made, ...usedBy(site, exactly(value))].some(isTarget);
}

/** The last step: which of several of one name, and what making an instance runs. */
function chosen(resolver: Resolver, { site, at, isTarget }: Use, found: readonly Value[]): Steps {
  const { targets } = calledBy(resolver, { site, at }, exactly(...found));
  const target = targets.find((one): one is Entity => "facts" in one && isTarget(one));
  if (target === undefined) return [];
  const alike = found.filter((one) => one.kind === "entity" && one.entity.facts.name === target.facts.name);
  if (isFunctionLike(target) && alike.length > 1) {
    return [
      step(
        "overload",
        `of ${alike.length} definitions of that name the one that is \`${signature(target)}\``,
        lineOf(target),
      ),
    ];
  }
  if (!isConstructor(target) || (site.kind === "call" && alike.length > 0)) return [];
  return [step("construction", `making one runs ${titledWithin(target)}`, lineOf(target))];
}

/** By the types of the parameters, or by their names where none are written. */
function signature({ facts }: Entity): string {
  const parameters = facts.parameters.map(({ name, type }) => (type === undefined ? name : spelledType(type)));
  return `${facts.name}(${parameters.join(", ")})`;
}

function ofImport({ resolver }: Trace, { file, isTarget }: Explained, found: Import): UseEvidence {
  const rules = resolver.rulesOf(file);
  const module = rules.moduleOf(file, found);
  const { line } = found;
  const use = found.form === "name" ? `${found.imported} from ${found.module}` : found.module;
  if (module === undefined) return { line, use, steps: [] };
  if (module.kind === "external") {
    const outside = isTarget(module) ? outsideName(module) : module.package;
    return { line, use, steps: [placeless("outside", `\`${outside}\` is outside of the repository`)] };
  }
  const named = found.form === "name" ? resolver.exported(module, found.imported) : [];
  const isModule = named.some((one) => one.kind === "module");
  if (module.kind === "module" && !(isModule && rules.namesCanBeModules)) {
    const where = { file: module.file, line: 1 };
    return { line, use, steps: [step("import", `\`${found.module}\` is ${module.file.path}`, where)] };
  }
  const steps = named.flatMap((one) =>
    one.kind === "module"
      ? [step("import", `\`${found.imported}\` is ${one.file.path}`, { file: one.file, line: 1 })]
      : [],
  );
  const ofPackage =
    module.kind === "package" ? [placeless("import", `\`${found.module}\` is the package \`${module.name}\``)] : [];
  return { line, use, steps: steps.length > 0 ? steps : ofPackage };
}

function ofBase(trace: Trace, { isTarget }: Explained, { base, at }: PlacedBase): UseEvidence {
  const wanted: Wanted = (value) => {
    if (value.kind === "instance" || value.kind === "entity") return isTarget(value.entity);
    return value.kind === "external" && isTarget({ ...value, instance: false });
  };
  return { line: base.line, use: spelledType(base.type), steps: trace.type(base.type, at, wanted) };
}

/** A definition that replaces another, or conforms to it by its members. */
function ofDefinition(trace: Trace, { isTarget }: Explained, entity: Entity): UseEvidence {
  const { parent, facts } = entity;
  const told = { line: facts.nameLine, use: facts.name };
  const replaced = overridden(trace.resolver, entity).find(isTarget);
  if (replaced !== undefined) {
    const up = parent === undefined || replaced.parent === undefined ? [] : trace.hierarchy(parent, replaced.parent);
    const above = parent === undefined ? "it" : titled(parent);
    const text = `${titledWithin(replaced)} is the nearest of that name above ${above}`;
    return { ...told, steps: [...up, step("member", text, lineOf(replaced))] };
  }
  const type = isClassLike(entity) ? entity : parent;
  const bases = (type && trace.resolver.rulesOf(entity.file).structuralBases?.(trace.resolver, type)) ?? [];
  const base = bases.find((one) => isTarget(one.type) || [...one.methods.values()].some(isTarget));
  if (base === undefined || type === undefined) return { ...told, steps: [] };
  const text = `${titled(type)} has every method that ${titled(base.type)} asks for`;
  const asked = base.methods.get(entity);
  const own = asked === undefined ? [] : [step("member", `one of them is ${titledWithin(asked)}`, lineOf(asked))];
  return { ...told, steps: [step("hierarchy", text, lineOf(base.type)), ...own] };
}
