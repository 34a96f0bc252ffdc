/** How type parameters are filled for a receiver: those of its type, and those that a block apart from it names anew. */
import { declaringScope } from "./project.ts";
import type { Resolver } from "./rules.ts";
import { type Substitution, substitute } from "./substitute.ts";
import { type At, type Entity, extensionAround, type Found, type Instance, NOTHING, type Value } from "./values.ts";

/** How the type parameters that a member's signature names are filled for a receiver. */
export function substitution(resolver: Resolver, of: Entity, receiver: Value): Substitution {
  const owner = of.parent ?? of;
  if (receiver.kind !== "instance") return { owner, arguments: [], self: receiver };
  const block = extensionAround(of);
  if (block !== undefined && receiver.entity === owner) return substitutionInBlock(resolver, block, receiver);
  if (receiver.entity === owner || receiver.entity === of) {
    return { owner: receiver.entity, arguments: receiver.arguments, self: receiver };
  }
  const base = resolver.ancestors(receiver.entity).find((one) => one.kind === "instance" && one.entity === owner);
  const inTermsOfReceiver = base?.arguments ?? [];
  const own: Substitution = { owner: receiver.entity, arguments: receiver.arguments, self: receiver };
  return { owner, arguments: inTermsOfReceiver.map((one) => substitute(one, own)), self: receiver };
}

/** A block that stands apart names the parameters of its type anew: `impl<U> List<U>`. */
function substitutionInBlock(resolver: Resolver, block: Entity, receiver: Instance): Substitution {
  const filled: Found[] = (block.facts.typeParameters ?? []).map(() => NOTHING);
  const { type } = block.facts.receiver ?? {};
  const at: At = { file: block.file, scope: declaringScope(block), owner: block };
  const [named] = type === undefined ? [] : resolver.typed(type, at).values;
  for (const [index, argument] of (named?.kind === "instance" ? named.arguments : []).entries()) {
    const [parameter] = argument.values;
    const given = receiver.arguments[index];
    if (parameter?.kind === "type-parameter" && parameter.owner === block && given !== undefined)
      filled[parameter.index] = given;
  }
  return { owner: block, arguments: filled, self: receiver };
}
