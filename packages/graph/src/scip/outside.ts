/** What a symbol of another package is called by those who import it, which is how our external nodes are named. */
import { type Descriptor, type ScipSymbol, parseSymbol } from "./symbols.ts";

/** Undefined for what has no name of its own outside: parameters, files, malformed symbols. */
export function outsideSymbol(symbol: string): { readonly package: string; readonly path: string } | undefined {
  const parsed = parseSymbol(symbol);
  const last = parsed?.descriptors.at(-1);
  if (parsed === undefined || last === undefined || !NAMED.has(last.kind)) return undefined;
  const names = parsed.descriptors.filter(({ kind }) => kind !== "namespace").map(({ name }) => name);
  return placeOf(
    parsed,
    names.filter((name) => !/^<.*>$/.test(name)),
  );
}

const NAMED: ReadonlySet<Descriptor["kind"]> = new Set(["type", "term", "method", "macro"]);

function placeOf({ manager, package: name, descriptors }: ScipSymbol, names: readonly string[]) {
  const spaces = descriptors.filter(({ kind }) => kind === "namespace").map((one) => one.name);
  if (manager === "npm")
    return { package: name === "typescript" ? "" : name.replace(/^@types\//, ""), path: names.join(".") };
  if (manager === "python") {
    const [module = "", ...inner] = spaces.join(".").split(".");
    return { package: module === "builtins" ? "" : module, path: [...inner, ...names].join(".") };
  }
  return { package: spaces.join(manager === "gomod" ? "/" : ".") || name, path: names.join(".") };
}
