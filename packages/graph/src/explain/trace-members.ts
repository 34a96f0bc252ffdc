/** From a value to a member of it: through its type, the bases of that, and what the member holds. */
import { type Entity, isClassLike, isProperty, isVariableLike, type Value } from "../resolve/values.ts";
import { meaning, outsideName, plainName, spelledType, titled, titledWithin, valueInWords } from "./spell.ts";
import type { EvidenceStep } from "./steps.ts";
import {
  holds,
  lineOf,
  type MemberAsked,
  placeless,
  type Steps,
  step,
  type Trace,
  type Wanted,
  withHeld,
} from "./trace.ts";

export function traceMember(trace: Trace, asked: MemberAsked, wanted: Wanted): Steps {
  const { resolver } = trace;
  const { receiver, name } = asked;
  const value = resolver.member(receiver, name).values.find((one) => holds(resolver, one, wanted));
  if (value === undefined) return traceGiven(trace, asked, wanted);
  switch (value.kind) {
    case "entity": {
      const isExport = receiver.kind === "module" || receiver.kind === "package";
      const steps = isExport
        ? trace.exported({ module: receiver, name }, wanted)
        : ofType(trace, receiver, value.entity);
      return withHeld(steps, held(trace, value, wanted));
    }
    case "variable":
      return trace.variable(`${asked.spelled}.${plainName(name)}`, value.variable, wanted);
    case "external":
      return [placeless("outside", `\`${outsideName(value)}\` is outside of the repository`)];
    default:
      return [placeless("member", `\`${asked.spelled}.${plainName(name)}\` is ${valueInWords(value)}`)];
  }
}

function ofType(trace: Trace, receiver: Value, member: Entity): Steps {
  const { name } = member.facts;
  const own = step("member", `\`${name}\` is ${meaning(name, member)}`, lineOf(member));
  if (receiver.kind === "type-parameter") return [...boundOf(receiver), own];
  if (!("entity" in receiver) || !isClassLike(receiver.entity)) return [own];
  const { parent: holder } = member;
  return holder === undefined || holder === receiver.entity
    ? [own]
    : [...trace.hierarchy(receiver.entity, holder), own];
}

function boundOf({ owner, index }: Value & { readonly kind: "type-parameter" }): Steps {
  const parameter = owner.facts.typeParameters?.[index];
  if (parameter?.bound === undefined) return [];
  const text = `the type parameter \`${parameter.name}\` is bound by \`${spelledType(parameter.bound)}\``;
  return [step("parameter", text, lineOf(owner))];
}

/** What the member holds, if that and not the member itself is wanted. */
function held(trace: Trace, value: Value & { readonly kind: "entity" }, wanted: Wanted): Steps {
  if (wanted(value)) return [];
  if (isProperty(value.entity)) return trace.result(value, wanted);
  return isVariableLike(value.entity) ? trace.entity(value.entity, wanted) : [];
}

/** What others than the type itself give it: extensions, and functions that stand beside it. */
function traceGiven({ resolver }: Trace, { name, at, spelled, receiver }: MemberAsked, wanted: Wanted): Steps {
  const rules = resolver.rulesOf(at.file);
  const ways = [
    rules.extensionFunction?.(resolver, { at, receiver, name }),
    rules.extensionMember?.(resolver, at, { receiver, name }),
    rules.memberBesides?.(resolver, receiver, name),
  ];
  for (const value of ways.flatMap((found) => found?.values ?? [])) {
    if (value.kind !== "entity" || !holds(resolver, value, wanted)) continue;
    const text = `\`${spelled}\` gets \`${plainName(name)}\` from outside of its type: ${titledWithin(value.entity)}`;
    return [step("member", text, lineOf(value.entity))];
  }
  return [];
}

/** Types looked at on the way up. */
const MAX_TYPES = 500;
const VERBS = {
  extends: "extends",
  implements: "implements",
  embeds: "embeds",
  lends: "takes the members of",
} as const;

export function traceHierarchy({ resolver }: Trace, from: Entity, to: Entity): Steps {
  const ways = new Map<Entity, readonly EvidenceStep[]>([[from, []]]);
  // A map hands out what is added while it is walked.
  for (const [type, way] of ways) {
    if (type === to) return way;
    if (ways.size > MAX_TYPES) break;
    for (const { base, at } of type.bases) {
      const text = `${titled(type)} ${VERBS[base.kind]} \`${spelledType(base.type)}\``;
      const next = [...way, step("hierarchy", text, { file: at.file, line: base.line })];
      const bases = resolver.typed(base.type, at).values.flatMap((one) => (one.kind === "instance" ? one.entity : []));
      bases.filter((entity) => !ways.has(entity)).forEach((entity) => ways.set(entity, next));
    }
  }
  return [];
}
