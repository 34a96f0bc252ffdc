/** C#: methods that extend a type, where their namespace is in scope. */
import type { PassedValue } from "./asked.ts";
import { type Level, levelsAround, type Namespaces, namespaceOf } from "./csharp-namespaces.ts";
import { CSHARP_CONVERSIONS, fitOfReceiver, UNKNOWN } from "./csharp-types.ts";
import { fitOfGiven, givenBy, takes } from "./overloads.ts";
import { declaringScope, pushTo } from "./project.ts";
import type { Resolver } from "./rules.ts";
import {
  type At,
  type Entity,
  entityValue,
  exactly,
  type Found,
  NOTHING,
  type SourceFile,
  type Value,
} from "./values.ts";

export interface Extensions {
  find(resolver: Resolver, wanted: { readonly at: At; readonly receiver: Value; readonly name: string }): Found;
  /** Where the extensions of that name stand. */
  filesOf(namespace: string, name: string): readonly SourceFile[];
}

interface Extension {
  readonly method: Entity;
  readonly namespace: string;
}

/** `usedBy` gives the namespaces that the usings of a scope name. */
export function createExtensions(
  namespaces: Namespaces,
  usedBy: (file: SourceFile, scope: number) => readonly string[],
): Extensions {
  const byName = new Map<string, Extension[]>();
  for (const type of namespaces.all) {
    const namespace = namespaceOf(type.parent);
    for (const method of [...type.children.values()].flat()) {
      if (method.facts.parameters[0]?.receives === true) pushTo(byName, method.facts.name, { method, namespace });
    }
  }
  const visible = (at: At, { namespace, scope }: Level, named: readonly Extension[]): readonly Entity[] => {
    const seen = new Set([namespace, ...(scope < 0 ? [] : usedBy(at.file, scope))]);
    return named.filter((one) => seen.has(one.namespace)).map(({ method }) => method);
  };
  return {
    filesOf: (namespace, name) =>
      (byName.get(name) ?? []).filter((one) => one.namespace === namespace).map(({ method }) => method.file),
    find(resolver, { at, receiver, name }) {
      resolver.dependencies.read(name);
      const named = byName.get(name);
      if (named === undefined || !isValue(receiver)) return NOTHING;
      const limits = receiver.kind === "type-parameter" ? limitsOf(resolver, receiver) : [receiver];
      let found: readonly Entity[] = [];
      for (const level of levelsAround(at)) {
        const seen = visible(at, level, named);
        if (seen.length === 0) continue;
        found = [...new Set(limits.flatMap((one) => best(resolver, seen, { at, receiver: one })))];
        if (found.length > 0) break;
      }
      for (const one of found) resolver.dependencies.met(one.file.path);
      return exactly(...found.map((one) => entityValue(one, receiver)));
    },
  };
}

function limitsOf(resolver: Resolver, { owner, index }: Value & { readonly kind: "type-parameter" }): readonly Value[] {
  const bound = owner.facts.typeParameters?.[index]?.bound;
  if (bound === undefined) return [];
  const found = resolver.typed(bound, { file: owner.file, scope: declaringScope(owner), owner });
  return found.values.filter(({ kind }) => kind !== "type-parameter");
}

/** A type itself is not extended, only its values are. */
function isValue(receiver: Value): boolean {
  return receiver.kind === "instance" || receiver.kind === "type-parameter" || isOutsideValue(receiver);
}

function isOutsideValue(receiver: Value): boolean {
  return receiver.kind === "external" && receiver.instance;
}

interface Wanted {
  readonly at: At;
  readonly receiver: Value;
}

/** The one that takes the receiver and the arguments best; with a call that several take alike, none. */
function best(resolver: Resolver, methods: readonly Entity[], { at, receiver }: Wanted): readonly Entity[] {
  const { call } = at;
  const counted = methods.filter(({ facts }) => call === undefined || takes(facts, call.argumentCount + 1));
  const given = (call?.arguments ?? []).map((one) => givenBy(resolver, one, at));
  let fitting: Entity[] = [];
  let bestFit = -Infinity;
  for (const method of counted) {
    const fit = fitOf(resolver, method, { receiver, given });
    if (fit === undefined || fit < bestFit) continue;
    if (fit > bestFit) fitting = [];
    bestFit = fit;
    fitting.push(method);
  }
  return at.isCallee === true && fitting.length > 1 ? twins(fitting) : fitting;
}

/** One method that stands in several projects, or in several branches of a condition, is taken where it comes first. */
function twins(methods: readonly Entity[]): readonly Entity[] {
  const [first, ...others] = methods;
  if (first === undefined) return [];
  const written = ({ facts }: Entity): string => JSON.stringify(facts.parameters.map(({ type }) => type ?? null));
  return others.every((one) => written(one) === written(first)) ? [first] : [];
}

const RECEIVER_WEIGHT = 100;

function fitOf(
  resolver: Resolver,
  method: Entity,
  { receiver, given }: { readonly receiver: Value; readonly given: readonly PassedValue[] },
): number | undefined {
  const { parameters } = method.facts;
  const typeAt = (index: number): Found => {
    const type = (parameters[index] ?? parameters.at(-1))?.type;
    const at = { file: method.file, scope: declaringScope(method), owner: method };
    return type === undefined ? NOTHING : resolver.once(type, () => resolver.typed(type, at));
  };
  const first = typeAt(0);
  const own = first.values.length === 0 ? undefined : fitOfLimited(resolver, first, receiver);
  if (own === undefined) return undefined;
  let total = own * RECEIVER_WEIGHT;
  for (const [index, argument] of given.entries()) {
    const wanted = typeAt(index + 1);
    const fit = fitOfGiven(resolver, { conversions: CSHARP_CONVERSIONS, wanted }, argument);
    if (fit === undefined) return undefined;
    total += fit;
  }
  return total;
}

/** A type parameter takes what its limits take. */
function fitOfLimited(resolver: Resolver, wanted: Found, receiver: Value): number | undefined {
  const [parameter] = wanted.values;
  if (parameter?.kind !== "type-parameter") return certain(fitOfReceiver(resolver, wanted, receiver));
  const { owner, index } = parameter;
  if (owner.facts.typeParameters?.[index]?.bound === undefined) return 1;
  const fits = limitsOf(resolver, parameter).map((one) =>
    fitOfReceiver(resolver, { values: [one], tier: "exact" }, receiver),
  );
  return fits.length === 0 || fits.includes(undefined) ? undefined : Math.min(...fits.map((fit) => fit ?? 0));
}

/** What only might fit extends nothing: an outside type can have the member itself. */
function certain(fit: number | undefined): number | undefined {
  return fit === undefined || fit === UNKNOWN ? undefined : fit;
}
