/** What values say of the files they come from. */
import type { Resolver } from "./rules.ts";
import type { Found, SourceFile, Value } from "./values.ts";

/** Records which files the values come from. */
export function noted(resolver: Resolver, found: Found): Found {
  for (const value of found.values) {
    const file = fileOf(value);
    if (file !== undefined) resolver.dependencies.met(file.path);
  }
  return found;
}

/** A name that is not there yet may come through any of them. */
export function meetStars(resolver: Resolver, file: SourceFile): void {
  for (const star of resolver.rulesOf(file).starFiles?.(file) ?? []) resolver.dependencies.met(star.path);
}

function fileOf(value: Value): SourceFile | undefined {
  switch (value.kind) {
    case "module":
      return value.file;
    case "entity":
    case "instance":
    case "super":
      return value.entity.file;
    case "variable":
      return value.variable.file;
    default:
      return undefined;
  }
}
