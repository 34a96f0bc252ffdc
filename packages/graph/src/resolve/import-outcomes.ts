/** What the imports of a file lead to, as text that can be compared with an earlier run. */
import type { Import } from "../facts.ts";
import type { Resolver } from "./rules.ts";
import type { Module, SourceFile } from "./values.ts";

/** One an import, and at last where the file itself stands. */
export function importOutcomes(resolver: Resolver, file: SourceFile): readonly string[] {
  const rules = resolver.rulesOf(file);
  const outcomes = file.facts.imports.map((found) => {
    const module = rules.moduleOf(file, found);
    const bound = found.form === "module" ? rules.boundModule?.(file, found) : undefined;
    const at = { file, found };
    return `${described(resolver, module, at)} ${described(resolver, bound, at)}`;
  });
  return [...outcomes, rules.standingOf?.(file) ?? ""];
}

function described(
  resolver: Resolver,
  module: Module | undefined,
  { file, found }: { readonly file: SourceFile; readonly found: Import },
): string {
  if (module === undefined) return "";
  if (module.kind === "module") return module.file.path;
  if (module.kind === "external") return `${module.package}#${module.symbol}`;
  const files = resolver.rulesOf(module.of).filesOfPackage(module, found.imported, file);
  return `${module.name}>${files.map(({ path }) => path).join(",")}`;
}

/** Names by which what an import leads to is reached. */
export function importNames({ local, imported, module }: Import): readonly string[] {
  return [local, imported, ...module.split(/[^\w$]+/)].filter((name) => name !== "");
}
