import { createBudget } from "./budget.ts";
import type { Dependencies } from "./dependencies.ts";
import { elements } from "./elements.ts";
import { createExported } from "./exported.ts";
import { evaluate } from "./flow.ts";
import { member, result } from "./members.ts";
import { imported, lookup } from "./names.ts";
import { createOnce } from "./once.ts";
import type { Handed } from "./passed.ts";
import { dereference } from "./places.ts";
import type { World } from "./project.ts";
/** Puts the stages of resolution together. */
import { accessorNames } from "./property-access.ts";
import type { Resolver, Rules } from "./rules.ts";
import { substitution } from "./substitution.ts";
import { aliased, createAncestors, typed, underlying } from "./types.ts";
import { type Ancestor, exactly, type Found, type Module, NOTHING, type SourceFile, type Variable } from "./values.ts";

export interface ResolverOptions {
  readonly world: World;
  readonly rules: readonly Rules[];
  readonly dependencies: Dependencies;
  readonly handed: Handed;
}

export function createResolver({ world, rules, dependencies, handed }: ResolverOptions): Resolver {
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
  let accessors: ReadonlySet<string> | undefined;
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
    ...handed,
    get accessors() {
      return (accessors ??= accessorNames(world.files.flatMap(({ entities }) => entities)));
    },
    pairAt: createPairs(),
    once: createOnce(dependencies, budget),
  };
  const ancestors = createAncestors(resolver);
  const exported = createExported(resolver);
  return resolver;
}

/** Makes the function that knows the place of each pair: the same for all who ask. */
function createPairs(): Resolver["pairAt"] {
  const known = new Map<object, Variable>();
  return (pair, { file, scope }) => {
    let place = known.get(pair);
    if (place === undefined) {
      const { value, line } = pair;
      const source = { scope, element: false, ...(value && { value }), ...(line !== undefined && { line }) };
      known.set(pair, (place = { file, sources: [source], parameterOf: undefined }));
    }
    return place;
  };
}

function whole(resolver: Resolver, module: Module): Found {
  const { wholeExport } = module.kind === "module" ? resolver.rulesOf(module.file) : NO_WHOLE;
  if (wholeExport === undefined) return NOTHING;
  const held = resolver.dereference(exactly(...resolver.exported(module, wholeExport)));
  return { ...held, values: held.values.filter(({ kind }) => kind !== "module") };
}

const NO_WHOLE = { wholeExport: undefined };
