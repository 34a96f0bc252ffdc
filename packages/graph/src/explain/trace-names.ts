/** What binds a plain name: the scopes from the inside out, then types around, then what is there without an import. */
import type { Import } from "../facts.ts";
import { outerScope } from "../resolve/project.ts";
import type { Resolver } from "../resolve/rules.ts";
import {
  type At,
  type BoundName,
  type Entity,
  entityValue,
  isClassLike,
  isProperty,
  isVariableLike,
  type SourceFile,
  type Value,
} from "../resolve/values.ts";
import { meaning, outsideName, plainName, spelledType, titled } from "./spell.ts";
import type { EvidenceStep } from "./steps.ts";
import { traceImport } from "./trace-imports.ts";
import { about, holds, lineOf, placeless, type Steps, step, type Trace, type Wanted, withHeld } from "./trace.ts";

interface Named {
  readonly name: string;
  readonly at: At;
}

export function traceName(trace: Trace, { name, at }: Named, wanted: Wanted): Steps {
  const bare = plainName(name);
  for (let scope = at.scope; scope >= 0; scope = outerScope(at.file, scope)) {
    const bound = at.file.names[scope]?.get(bare);
    const steps = bound === undefined ? undefined : traceBound(trace, { name: bare, bound, at }, wanted);
    if (steps !== undefined) return steps;
  }
  const value = trace.resolver.lookup(name, at).values.find((one) => holds(trace.resolver, one, wanted));
  return value === undefined ? [] : traceUnbound(trace, { name: bare, value, at }, wanted);
}

interface BoundAsked extends Named {
  readonly bound: BoundName;
}

/** Undefined if what the scope binds is not what is meant. */
function traceBound(trace: Trace, { name, bound, at }: BoundAsked, wanted: Wanted): Steps | undefined {
  const { resolver } = trace;
  const { variable } = bound;
  const entity = bound.entities.findLast((one) => holds(resolver, entityValue(one), wanted));
  if (entity !== undefined) return traceDefined(trace, { name, entity, at }, wanted);
  for (const found of bound.imports) {
    const value = resolver.imported(at.file, found).find((one) => holds(resolver, one, wanted));
    if (value === undefined) continue;
    return withHeld(traceImport(trace, { file: at.file, found }, wanted), held(trace, value, wanted));
  }
  if (variable === undefined || !holds(resolver, { kind: "variable", variable }, wanted)) return undefined;
  return trace.variable(name, variable, wanted);
}

interface DefinedAsked extends Named {
  readonly entity: Entity;
}

function traceDefined(trace: Trace, { name, entity: written, at }: DefinedAsked, wanted: Wanted): Steps {
  const value = entityValue(written);
  const entity = value.kind === "entity" ? value.entity : written;
  const isNear = entity.file === at.file && !(entity.parent !== undefined && isClassLike(entity.parent));
  const text = `\`${name}\` is ${meaning(name, entity)}${isNear ? " of the same file" : ""}`;
  return withHeld([step("scope", text, lineOf(entity))], held(trace, value, wanted));
}

/** What a place holds, if that and not the place itself is wanted. */
function held(trace: Trace, value: Value, wanted: Wanted): Steps {
  if (value.kind !== "entity" || wanted(value)) return [];
  if (isProperty(value.entity)) return trace.result(value, wanted);
  return isVariableLike(value.entity) ? trace.entity(value.entity, wanted) : [];
}

interface UnboundAsked extends Named {
  readonly value: Value;
}

/** A name that no scope of the file binds. */
function traceUnbound(trace: Trace, { name, value, at }: UnboundAsked, wanted: Wanted): Steps {
  const { resolver } = trace;
  const brought = broughtBy(resolver, at.file, value);
  if (brought !== undefined) return traceImport(trace, { file: at.file, found: brought }, wanted);
  switch (value.kind) {
    case "entity":
      return traceAround(trace, { name, value, at }, wanted);
    case "external": {
      const { builtinPackage } = resolver.rulesOf(at.file);
      if (value.package !== builtinPackage)
        return [placeless("outside", `\`${name}\` is \`${outsideName(value)}\`, outside of the repository`)];
      return [placeless("builtin", `\`${name}\` is \`${outsideName(value)}\`, which the language has`)];
    }
    case "module":
      return [step("scope", `\`${name}\` is the file`, { file: value.file, line: 1 })];
    case "type-parameter":
      return [typeParameterStep(name, value)];
    default:
      return [];
  }
}

type EntityAsked = Named & { readonly value: Value & { readonly kind: "entity" } };

/** Of a type around, of the same package, or of what the file imports as a whole. */
function traceAround(trace: Trace, { name, value, at }: EntityAsked, wanted: Wanted): Steps {
  const { entity, receiver } = value;
  const around = receiver !== undefined && "entity" in receiver ? receiver.entity : undefined;
  const holder = entity.parent;
  const isMember = holder !== undefined && isClassLike(holder);
  const up = around !== undefined && isMember && around !== holder ? trace.hierarchy(around, holder) : [];
  const why = isMember ? "" : `, ${visibility(trace.resolver, entity, at)}`;
  const own = step(isMember ? "member" : "scope", `\`${name}\` is ${meaning(name, entity)}${why}`, lineOf(entity));
  return withHeld([...up, own], held(trace, value, wanted));
}

function typeParameterStep(name: string, value: Value & { readonly kind: "type-parameter" }): EvidenceStep {
  const { owner, index } = value;
  const bound = owner.facts.typeParameters?.[index]?.bound;
  const limit = bound === undefined ? "" : `, bound by \`${spelledType(bound)}\``;
  return step("parameter", `\`${name}\` is a type parameter of ${titled(owner)}${limit}`, lineOf(owner));
}

/** An import that binds a name which it does not write: Go's packages are known by their own. */
function broughtBy(resolver: Resolver, file: SourceFile, value: Value): Import | undefined {
  if (value.kind !== "module" && value.kind !== "package" && value.kind !== "external") return undefined;
  if (value.kind === "external" && (value.symbol !== "" || value.instance)) return undefined;
  const isIt = about(value);
  return file.facts.imports.find((one) => {
    const module = one.form === "all" || one.reexport ? undefined : resolver.rulesOf(file).moduleOf(file, one);
    return module !== undefined && isIt(module);
  });
}

function visibility(resolver: Resolver, { file }: Entity, at: At): string {
  const { packageName } = file.facts;
  if (file === at.file) return "of the same file";
  const rules = resolver.rulesOf(at.file);
  const whole = at.file.facts.imports.find((one) => {
    const module = one.form === "all" ? rules.moduleOf(at.file, one) : undefined;
    return module?.kind === "module" && module.file === file;
  });
  if (whole !== undefined) return `which comes with \`${whole.module}\` (line ${whole.line})`;
  if (packageName !== "" && packageName === at.file.facts.packageName) return `of the same package \`${packageName}\``;
  return file.directory === at.file.directory ? "of the same folder" : "which comes with what the file imports";
}
