/** Keys that are named by a constant: `const KEY = "open"; box[KEY]()` calls `box.open`. */
import type { Expression } from "../facts.ts";
import type { Resolver } from "./rules.ts";
import { type At, isVariableLike } from "./values.ts";

/** The text of a short one stands in what declares it. */
const TEXT = /=\s*(["'`])([\w$-]{1,60})\1(?:\s+as const)?\s*;?$/;

/** The key that an expression names for sure; undefined where it is no constant text. */
export function keyNamed(resolver: Resolver, named: Expression, at: At): string | undefined {
  const [one, other] = resolver.evaluate(named, { file: at.file, scope: at.scope }).values;
  if (one?.kind !== "entity" || other !== undefined) return undefined;
  const { facts, file } = one.entity;
  const isText = facts.value?.kind === "literal" && facts.value.type === "string";
  if (!isText || facts.kind !== "Constant" || !isVariableLike(one.entity)) return undefined;
  resolver.dependencies.read(facts.name);
  resolver.dependencies.met(file.path);
  return TEXT.exec(facts.signature)?.[2];
}
