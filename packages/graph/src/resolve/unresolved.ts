/** Why nothing is known of what a call names. */
import type { Expression } from "../facts.ts";
import type { UnresolvedReason } from "../model.ts";
import { outerScope } from "./project.ts";
import type { Resolver } from "./rules.ts";
import type { At } from "./values.ts";

export function whyUnresolved(
  resolver: Resolver,
  target: Expression,
  at: At,
): { readonly name: string; readonly reason: UnresolvedReason } {
  if (target.kind === "name") return { name: target.name, reason: whyNameUnresolved(resolver, target.name, at) };
  if (target.kind !== "member") return { name: "", reason: "dynamic" };
  const receivers = resolver.dereference(resolver.evaluate(target.of, at));
  return { name: target.name, reason: receivers.values.length > 0 ? "unknown-member" : "unknown-receiver" };
}

function whyNameUnresolved(resolver: Resolver, name: string, at: At): UnresolvedReason {
  if (resolver.lookup(name, at).values.length > 0) return "dynamic";
  for (let scope = at.scope; scope >= 0; scope = outerScope(at.file, scope)) {
    if ((at.file.names[scope]?.get(name)?.imports.length ?? 0) > 0) return "unknown-module";
  }
  return "unknown-name";
}
