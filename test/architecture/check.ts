import { readFacts, type ImportFact, type SourceFacts } from "./facts.ts";
import { findCycles, reachableFrom } from "./paths.ts";
import { houseOf, isFace, isTest, resolveImport, workspaceOf, type Target } from "./resolve.ts";
import { ENTRIES, MAIN_MAX_LINES, READS_PROCESS, SQL_FILES, TEST_PACKAGES, type House } from "./table.ts";
import type { Tree } from "./tree.ts";

export interface Violation {
  readonly rule: Rule;
  readonly file: string;
  readonly line: number;
  readonly detail: string;
}

export type Rule =
  | "no-house"
  | "does-not-parse"
  | "unresolved"
  | "computed-import"
  | "house-not-allowed"
  | "past-the-face"
  | "leaves-the-workspace"
  | "package-not-allowed"
  | "package-not-declared"
  | "node-not-allowed"
  | "node-without-prefix"
  | "test-in-product"
  | "file-cycle"
  | "house-cycle"
  | "unreached"
  | "reads-process"
  | "sql-outside-store"
  | "face-with-logic"
  | "long-main";

interface Source {
  readonly path: string;
  readonly house: House;
  readonly facts: SourceFacts;
  readonly targets: readonly { readonly at: ImportFact; readonly to: Target }[];
}

/** Holds a tree to the table. An empty list says that nothing was found, not that anything was read: count the files too. */
export function checkArchitecture(tree: Tree): Violation[] {
  const found: Violation[] = [];
  const sources: Source[] = [];
  for (const [path, text] of tree.files) {
    const house = houseOf(path);
    if (house === undefined) {
      found.push({ rule: "no-house", file: path, line: 1, detail: "no row of the table owns this file" });
      continue;
    }
    const facts = readFacts(path, text);
    const targets = facts.imports.map((at) => ({ at, to: resolveImport(tree, path, at.specifier) }));
    sources.push({ path, house, facts, targets });
  }
  for (const source of sources) {
    for (const { at, to } of source.targets) {
      const refusal = refuse(tree, source, to);
      if (refusal !== undefined) found.push({ ...refusal, file: source.path, line: at.line, detail: at.specifier });
    }
    found.push(...checkInside(source));
  }
  return [...found, ...checkWhole(sources)];
}

function refuse(tree: Tree, source: Source, to: Target): { rule: Rule } | undefined {
  switch (to.kind) {
    case "missing":
      return { rule: "unresolved" };
    case "asset":
      return source.house.name === "web" ? undefined : { rule: "unresolved" };
    case "support":
      return isTest(source.path) ? undefined : { rule: "test-in-product" };
    case "node":
      return refuseNode(source, to);
    case "package":
      return refusePackage(tree, source, to.name);
    case "file":
      return refuseFile(source, to);
  }
}

function refuseNode({ path, house }: Source, to: Extract<Target, { kind: "node" }>): { rule: Rule } | undefined {
  if (!to.prefixed) return { rule: "node-without-prefix" };
  if (isTest(path) || house.node === "any" || house.node.includes(to.name)) return undefined;
  return { rule: "node-not-allowed" };
}

function refusePackage(tree: Tree, { path, house }: Source, name: string): { rule: Rule } | undefined {
  if (name === "(computed)") return { rule: "computed-import" };
  const declared = tree.manifests.get(workspaceOf(path))?.packages;
  const isTestTool = isTest(path) && TEST_PACKAGES.includes(name) && tree.rootPackages.has(name);
  if (isTestTool) return undefined;
  if (!house.packages.includes(name)) return { rule: "package-not-allowed" };
  return declared?.has(name) === true ? undefined : { rule: "package-not-declared" };
}

function refuseFile(source: Source, to: Extract<Target, { kind: "file" }>): { rule: Rule } | undefined {
  const { path, house } = source;
  if (isTest(to.path) && !isTest(path)) return { rule: "test-in-product" };
  if (to.relative && workspaceOf(to.path) !== workspaceOf(path)) return { rule: "leaves-the-workspace" };
  const other = houseOf(to.path);
  if (other === undefined || other === house) return undefined;
  if (!isTest(path) && !mayUse(house, other)) return { rule: "house-not-allowed" };
  return isFace(to.path) ? undefined : { rule: "past-the-face" };
}

function mayUse(house: House, other: House): boolean {
  return house.ours.some((name) => name === other.name || (other.name.startsWith(`${name}/`) && name === "kernel"));
}

function checkInside({ path, house, facts }: Source): Violation[] {
  const found: Violation[] = [];
  const add = (rule: Rule, line: number, detail: string): void => void found.push({ rule, file: path, line, detail });
  if (facts.syntaxError !== undefined) add("does-not-parse", 1, facts.syntaxError);
  if (isTest(path)) return found;
  if (!READS_PROCESS.includes(house.name)) {
    for (const line of facts.processReads) add("reads-process", line, "only main reads process.env and process.argv");
  }
  if (!SQL_FILES.some((allowed) => allowed.test(path))) {
    for (const line of facts.sql) add("sql-outside-store", line, "SQL stands in store.ts files and migrations");
  }
  if (path.endsWith("/index.ts")) {
    for (const { what, line } of facts.notNames) add("face-with-logic", line, `a face is a list of names, not ${what}`);
  }
  if (house.name === "main" && facts.lines >= MAIN_MAX_LINES) add("long-main", facts.lines, `${facts.lines} lines`);
  return found;
}

/** What only the whole shows: cycles of files (type-only imports count), cycles of houses, files that nothing reaches. */
function checkWhole(sources: readonly Source[]): Violation[] {
  const product = sources.filter(({ path }) => !isTest(path));
  const byFile = new Map(product.map((source) => [source.path, filesOf(source)]));
  const byHouse = new Map<string, Set<string>>();
  for (const { path, house } of product) {
    const others = (byFile.get(path) ?? []).map((to) => houseOf(to)?.name ?? "");
    const known = byHouse.get(house.name) ?? new Set();
    for (const other of others) if (other !== house.name && other !== "") known.add(other);
    byHouse.set(house.name, known);
  }
  const reached = reachableFrom(byFile, [...byFile.keys()].filter(isEntry));
  const leadsTo = (path: string, own: House, cycle: readonly string[]): boolean =>
    (byFile.get(path) ?? []).map(houseOf).some((to) => to !== undefined && to !== own && cycle.includes(to.name));
  return [
    ...findCycles(byFile).flatMap((cycle) => cycle.map((path) => violation("file-cycle", path, cycle.join(", ")))),
    ...findCycles(byHouse).flatMap((cycle) =>
      product
        .filter(({ path, house }) => cycle.includes(house.name) && leadsTo(path, house, cycle))
        .map(({ path }) => violation("house-cycle", path, cycle.join(", "))),
    ),
    ...[...byFile.keys()]
      .filter((path) => !reached.has(path))
      .map((path) => violation("unreached", path, "no entry leads to this file")),
  ];
}

function filesOf(source: Source): string[] {
  return source.targets.flatMap(({ to }) => (to.kind === "file" ? [to.path] : []));
}

function isEntry(path: string): boolean {
  // Ambient declarations are read by the compiler, not imported.
  if (path.endsWith(".d.ts")) return true;
  return ENTRIES.some((entry) => (entry.endsWith("/") ? path.startsWith(entry) : path === entry));
}

function violation(rule: Rule, file: string, detail: string): Violation {
  return { rule, file, line: 1, detail };
}
