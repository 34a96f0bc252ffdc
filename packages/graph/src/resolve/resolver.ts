/** Puts the stages of resolution together. */
import { createBudget } from "./budget.ts";
import type { Dependencies } from "./dependencies.ts";
import { createExported } from "./exported.ts";
import { evaluate, elements } from "./flow.ts";
import { member, result } from "./members.ts";
import { imported, lookup } from "./names.ts";
import { createOnce } from "./once.ts";
import type { PassedTo } from "./passed.ts";
import { dereference } from "./places.ts";
import type { World } from "./project.ts";
import type { Ancestor, Resolver, Rules } from "./rules.ts";
import { substitution } from "./substitution.ts";
import { aliased, createAncestors, typed, underlying } from "./types.ts";
import { exactly, type Found, type Module, NOTHING, type SourceFile } from "./values.ts";

export interface ResolverOptions {
  readonly world: World;
  readonly rules: readonly Rules[];
  readonly dependencies: Dependencies;
  readonly passed: PassedTo;
}

export function createResolver({ world, rules, dependencies, passed }: ResolverOptions): Resolver {
  const byLanguage = new Map(rules.flatMap((one) => one.languages.map((language) => [language, one] as const)));
  const byFamily = new Map<string, Rules>(rules.map((one) => [one.family, one]));
  const rulesOfFamily = (family: string): Rules => {
    const found = byFamily.get(family);
    if (found === undefined) throw new Error(`no rules for the family ${family}`);
    return found;
  };
  const document = rulesOfFamily("document");
  const rulesByFile = new Map<SourceFile, Rules>();
  for (const file of world.files) rulesByFile.set(file, byLanguage.get(file.facts.language) ?? document);
  const budget = createBudget();
  const resolver: Resolver = {
    world,
    dependencies,
    budget,
    rulesOf: (file) => rulesByFile.get(file) ?? document,
    rulesOfFamily,
    lookup: (name, at) => lookup(resolver, name, at),
    exported: (module, name) => exported(module, name),
    whole: (module) => whole(resolver, module),
    imported: (file, found) => imported(resolver, file, found),
    evaluate: (expression, at) => (budget.take() ? evaluate(resolver, expression, at) : NOTHING),
    dereference: (found) => dereference(resolver, found),
    typed: (type, at) => (budget.take() ? typed(resolver, type, at) : NOTHING),
    aliased: (entity) => aliased(resolver, entity),
    underlying: (value) => underlying(resolver, value),
    elements: (containers) => elements(resolver, containers),
    substitution: (of, receiver) => substitution(resolver, of, receiver),
    ancestors: (entity): readonly Ancestor[] => ancestors(entity),
    member: (value, name) => (budget.take() ? member(resolver, value, name) : NOTHING),
    result: (value, given) => (budget.take() ? result(resolver, value, given) : NOTHING),
    passed,
    once: createOnce(dependencies, budget),
  };
  const ancestors = createAncestors(resolver);
  const exported = createExported(resolver);
  return resolver;
}

function whole(resolver: Resolver, module: Module): Found {
  const { wholeExport } = module.kind === "module" ? resolver.rulesOf(module.file) : NO_WHOLE;
  if (wholeExport === undefined) return NOTHING;
  const held = resolver.dereference(exactly(...resolver.exported(module, wholeExport)));
  return { ...held, values: held.values.filter(({ kind }) => kind !== "module") };
}

const NO_WHOLE = { wholeExport: undefined };
