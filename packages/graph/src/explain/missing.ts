/** Where knowledge ends: what of a use nothing says. */
import type { Expression } from "../facts.ts";
import { declaringScope, outerScope } from "../resolve/project.ts";
import type { Resolver } from "../resolve/rules.ts";
import { type At, type BoundName, type Found, isFunctionLike, type Source, type Variable } from "../resolve/values.ts";
import { plainName, spelled, spelledType, titledWithin, valueInWords } from "./spell.ts";
import { lineOf, placeless, plain, type Steps, step } from "./trace.ts";

/** Names for names for names, beyond which nobody reads on. */
const MAX_DEPTH = 4;
const MAX_RECEIVERS = 3;

export interface Lost {
  readonly resolver: Resolver;
  readonly depth: number;
}

/** Why nothing is called by this name or member. */
export function whyNothing(resolver: Resolver, target: Expression, at: At): Steps {
  const lost: Lost = { resolver, depth: 0 };
  if (target.kind === "name") return ofName(lost, target.name, at);
  if (target.kind !== "member") return [placeless("missing", "what is called is computed: it has no name")];
  const receivers = heldBy(resolver, target.of, at).values;
  if (receivers.length === 0) return ofExpression(lost, target.of, at);
  return receivers.slice(0, MAX_RECEIVERS).map((one) => {
    const text = `\`${spelled(target.of)}\` is ${valueInWords(one)}, which is not known to have \`${plainName(target.name)}\``;
    return "entity" in one ? step("missing", text, lineOf(one.entity)) : placeless("missing", text);
  });
}

function heldBy(resolver: Resolver, expression: Expression, at: At): Found {
  return resolver.dereference(resolver.evaluate(expression, plain(at)));
}

/** The shortest part of an expression of which nothing is known. */
function ofExpression(lost: Lost, expression: Expression, at: At): Steps {
  const { resolver } = lost;
  if (expression.kind === "name") return ofName(lost, expression.name, at);
  if (!("of" in expression)) return [placeless("missing", `nothing says what \`${spelled(expression)}\` is`)];
  const around = heldBy(resolver, expression.of, at);
  const [first] = around.values;
  if (first === undefined) return ofExpression(lost, expression.of, at);
  const text = `nothing says what \`${spelled(expression)}\` is; \`${spelled(expression.of)}\` is ${valueInWords(first)}`;
  if (first.kind !== "entity") return [placeless("missing", text)];
  const isUntyped =
    expression.kind === "call" && isFunctionLike(first.entity) && first.entity.facts.returns === undefined;
  return [step("missing", isUntyped ? `${text}, which declares no return type` : text, lineOf(first.entity))];
}

function ofName(lost: Lost, name: string, at: At): Steps {
  const bare = plainName(name);
  for (let scope = at.scope; scope >= 0; scope = outerScope(at.file, scope)) {
    const bound = at.file.names[scope]?.get(bare);
    if (bound !== undefined) return ofBound(lost, { name: bare, bound }, at);
  }
  const { values } = lost.resolver.lookup(name, at);
  const [first] = values;
  if (first !== undefined)
    return [placeless("missing", `nothing says what \`${bare}\` holds; it is ${valueInWords(first)}`)];
  return [placeless("missing", `nothing here binds \`${bare}\`: no scope, no import, no package that is seen`)];
}

function ofBound(
  lost: Lost,
  { name, bound }: { readonly name: string; readonly bound: BoundName },
  { file }: At,
): Steps {
  const { resolver } = lost;
  const [found] = bound.imports;
  if (bound.variable !== undefined) return ofVariable(lost, { name, variable: bound.variable });
  if (found !== undefined) {
    const { module, imported } = found;
    const isThere = resolver.rulesOf(file).moduleOf(file, found) !== undefined;
    const why = isThere ? `which is not known to have \`${imported || name}\`` : "which is no file of the repository";
    return [step("missing", `\`${name}\` is imported from \`${module}\`, ${why}`, { file, line: found.line })];
  }
  return bound.entities
    .slice(0, 1)
    .map((entity) => step("missing", `nothing says what ${titledWithin(entity)} holds`, lineOf(entity)));
}

function ofVariable(lost: Lost, { name, variable }: { readonly name: string; readonly variable: Variable }): Steps {
  const { resolver, depth } = lost;
  const { file, parameterOf: owner, sources } = variable;
  const [source] = sources;
  const where = { file, line: source?.line ?? owner?.facts.nameLine ?? 1 };
  const declared = sources.find(({ type }) => type !== undefined);
  if (declared?.type !== undefined) {
    const text = `\`${name}\` is of type \`${spelledType(declared.type)}\`, and nothing says what that is`;
    return [step("missing", text, where)];
  }
  const isParameter = sources.some((one) => one.isParameter === true || one.parameter !== undefined);
  if (isParameter) return [step("missing", `\`${name}\` is a parameter of which no type is declared or known`, where)];
  const value = source?.value;
  if (source === undefined || value === undefined)
    return [step("missing", `nothing says what \`${name}\` holds`, where)];
  const given = step("missing", `\`${name}\` is assigned \`${spelled(value)}\`, of which nothing is known`, where);
  if (depth >= MAX_DEPTH) return [given];
  return [given, ...ofExpression({ resolver, depth: depth + 1 }, value, placeOf(variable, source))];
}

function placeOf({ file, parameterOf: owner }: Variable, source: Source): At {
  return owner !== undefined && source.isParameter === true
    ? { file, scope: declaringScope(owner), owner }
    : { file, scope: source.scope };
}
