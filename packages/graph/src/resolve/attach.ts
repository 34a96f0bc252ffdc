/** What stands apart from its type joins it before anything is resolved: Go's methods, Rust's `impl`, C++'s `A::f`. */
import { pushTo } from "./project.ts";
import { type Entity, isExtension } from "./values.ts";

/** The part becomes a member of the type; of an extension, all that it holds does, and its bases become the type's. */
export function attach(part: Entity, type: Entity): void {
  part.parent = type;
  if (!isExtension(part)) {
    pushTo(type.children, part.facts.name, part);
    return;
  }
  type.bases.push(...part.bases);
  for (const [name, children] of part.children) {
    for (const child of children) {
      child.parent = type;
      pushTo(type.children, name, child);
    }
  }
}

/** Several declarations of one type: the first stands for all, and has the members and bases of each. */
export function joinParts(parts: readonly Entity[]): void {
  const [whole, ...others] = parts;
  if (whole === undefined) return;
  for (const part of others) {
    part.definedBy = whole;
    whole.bases.push(...part.bases);
    for (const [name, children] of part.children) {
      for (const child of children) {
        child.parent = whole;
        pushTo(whole.children, name, child);
      }
    }
  }
}
