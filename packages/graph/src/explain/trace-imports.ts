/** Where an imported name comes from: the import, and every file that passes it on. */
import type { Import } from "../facts.ts";
import type { NameIn, Offer, Resolver } from "../resolve/rules.ts";
import type { Module, SourceFile, Value } from "../resolve/values.ts";
import { meaning, plainName } from "./spell.ts";
import type { EvidenceStep } from "./steps.ts";
import { holds, lineOf, placeless, type Steps, step, type Trace, type Wanted } from "./trace.ts";

/** What an import statement binds to its local name. */
export function traceImport(
  trace: Trace,
  { file, found }: { readonly file: SourceFile; readonly found: Import },
  wanted: Wanted,
): Steps {
  const { resolver } = trace;
  const module = resolver.rulesOf(file).moduleOf(file, found);
  const first = step(found.form === "name" && isRenamed(found) ? "alias" : "import", importInWords(found), {
    file,
    line: found.line,
  });
  if (module === undefined) return [first];
  if (module.kind === "external")
    return [first, placeless("outside", `\`${module.package}\` is outside of the repository`)];
  if (found.form !== "name") return [first, ...moduleStep(module, found)];
  return [first, ...trace.exported({ module, name: found.imported }, wanted)];
}

function isRenamed({ imported, local }: Import): boolean {
  return local !== "" && imported !== "default" && imported !== local;
}

function importInWords(found: Import): string {
  const { form, imported, local, module } = found;
  const from = `imported from \`${module}\``;
  if (form === "module") {
    const isSame = local === "" || local === module;
    return isSame ? `\`${module}\` is imported` : `\`${local}\` is the imported \`${module}\``;
  }
  if (form !== "name") return `\`${local}\` is all that \`${module}\` exports`;
  if (imported === "default") return `\`${local}\` is ${from}, as its default`;
  return isRenamed(found) ? `\`${local}\` is \`${imported}\`, ${from}` : `\`${local || imported}\` is ${from}`;
}

function moduleStep(module: Module, { module: written }: Import): Steps {
  if (module.kind !== "module") return [];
  return [step("import", `\`${written}\` is ${module.file.path}`, { file: module.file, line: 1 })];
}

/** How many files a name may pass through. */
const MAX_FILES = 500;

/** Through the files that pass a name on, the nearest way, to where it is defined. */
export function traceExported({ resolver }: Trace, asked: NameIn, wanted: Wanted): Steps {
  const ways: { readonly at: NameIn; readonly way: readonly EvidenceStep[] }[] = [{ at: asked, way: [] }];
  const seen = new Set<string>();
  for (const { at, way } of ways) {
    const key = keyOf(at);
    if (seen.has(key) || seen.size > MAX_FILES) continue;
    seen.add(key);
    const { module, name } = at;
    if (module.kind === "external") {
      const outside = placeless("outside", `\`${module.package}\` is outside of the repository`);
      if (ways.length === seen.size) return [...way, outside];
      continue;
    }
    const offer = offerOf(resolver, module, name);
    const value = offer.values.find((one) => holds(resolver, one, wanted));
    if (value !== undefined) return [...way, ...definedAt(value, name)];
    for (const next of offer.elsewhere) ways.push({ at: next, way: [...way, ...passedOn(resolver, at, next)] });
  }
  return [];
}

function keyOf({ module, name }: NameIn): string {
  const of = module.kind === "module" ? module.file.path : module.kind === "package" ? module.name : module.package;
  return `${module.kind} ${of} ${name}`;
}

function offerOf(resolver: Resolver, module: Exclude<Module, { readonly kind: "external" }>, name: string): Offer {
  if (module.kind === "package") return resolver.rulesOf(module.of).offerOfPackage(module, name);
  return resolver.rulesOf(module.file).offer(module.file, name);
}

function definedAt(value: Value, name: string): Steps {
  switch (value.kind) {
    case "entity":
    case "instance":
      return [step("definition", `\`${plainName(name)}\` is ${meaning(name, value.entity)}`, lineOf(value.entity))];
    case "module":
      return [step("definition", `\`${plainName(name)}\` is the file`, { file: value.file, line: 1 })];
    case "variable":
      return [
        step("definition", `\`${plainName(name)}\` is a name of the file`, { file: value.variable.file, line: 1 }),
      ];
    default:
      return [];
  }
}

/** A package of several files passes nothing on: it is where they are. */
function passedOn(resolver: Resolver, { module, name }: NameIn, next: NameIn): Steps {
  if (module.kind !== "module") return [];
  const { file } = module;
  const rules = resolver.rulesOf(file);
  const statement = file.facts.imports.find((one) => {
    const isName = one.imported === next.name && (one.local || one.imported) === name;
    if (one.form === "name" ? !isName : one.form === "module") return false;
    const target = rules.moduleOf(file, one);
    return target !== undefined && keyOf({ module: target, name: "" }) === keyOf({ module: next.module, name: "" });
  });
  const from = statement === undefined ? "another file" : `\`${statement.module}\``;
  const as = next.name === name || next.name === "" ? "" : `, where it is \`${next.name}\``;
  const text = `${file.path} passes \`${plainName(name)}\` on from ${from}${as}`;
  return [step("reexport", text, { file, line: statement?.line ?? 1 })];
}
