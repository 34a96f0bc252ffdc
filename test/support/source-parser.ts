/** Reads grammars and queries from the disk, for tests only: the package itself leaves the disk to `disk.ts`. */
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

import type { FileFacts } from "../../packages/graph/src/facts.ts";
import { CORE_WASM, createParser, LANGUAGES, type SourceParser } from "../../packages/graph/src/parse/index.ts";

const require = createRequire(import.meta.url);
const FOLDER = new URL("../../packages/graph/src/parse/", import.meta.url);

export async function parserForTests(): Promise<SourceParser> {
  const core = await readFile(require.resolve(CORE_WASM));
  return createParser({
    core,
    async loadGrammar(language) {
      const entry = LANGUAGES.find(({ id }) => id === language);
      if (entry?.wasm === undefined) throw new Error(`no grammar for ${language}`);
      const queries = await Promise.all(entry.queries.map((name) => readFile(new URL(name, FOLDER), "utf8")));
      return { language, wasm: await readFile(require.resolve(entry.wasm)), query: queries.join("\n") };
    },
  });
}

/** `a.b().c` instead of nested objects, so that tests read like the source. */
export function show(expression: FileFacts["sites"][number]["target"] | undefined): string {
  if (expression === undefined) return "";
  switch (expression.kind) {
    case "name":
      return expression.name;
    case "member":
      return `${show(expression.of)}.${expression.name}`;
    case "call":
      return `${show(expression.of)}()`;
    case "new":
      return `new ${show(expression.of)}`;
    case "index":
      return `${show(expression.of)}[]`;
    case "await":
      return `await ${show(expression.of)}`;
    case "literal":
      return `<${expression.type}>`;
    case "definition":
      return `#${expression.index}`;
    default:
      return expression.kind;
  }
}

/** `Map<string, Foo> | Bar`. */
export function showType(type: FileFacts["definitions"][number]["type"]): string {
  if (type === undefined) return "";
  const args = type.arguments.length === 0 ? "" : `<${type.arguments.map(showType).join(", ")}>`;
  return [show(type.of) + args, ...type.or.map(showType)].join(" | ");
}

/** Facts as short lines, for a look at all of them. */
export function outline(facts: FileFacts): string {
  const qualified = (index: number): string => {
    const definition = facts.definitions[index];
    if (definition === undefined) return "";
    const parent = qualified(definition.parent);
    return parent === "" ? definition.name : `${parent}.${definition.name}`;
  };
  return [
    ...facts.definitions.map(
      (each, at) =>
        `${each.kind} ${qualified(at)} ${each.startLine}-${each.endLine} [${each.modifiers.join(" ")}] ${each.visibility}${each.exported ? " exported" : ""} (${each.parameters.map((p) => `${p.rest ? "..." : ""}${p.name}: ${showType(p.type)} = ${show(p.defaultValue)}`).join(", ")}) -> ${showType(each.returns)} : ${showType(each.type)} = ${show(each.value)} < ${each.bases.map((b) => showType(b.type)).join(",")} @ ${each.decorators.map(show).join(",")} | ${each.signature} | ${each.doc}`,
    ),
    ...facts.scopes.map(
      (each, at) => `scope ${at} in ${each.parent} of ${qualified(each.definition)} ${each.startLine}-${each.endLine}`,
    ),
    ...facts.bindings.map(
      (each) =>
        `bind ${each.scope} ${each.member ? "this." : ""}${each.name} :${each.line} : ${showType(each.type)} = ${show(each.value)}${each.element ? "[each]" : ""}`,
    ),
    ...facts.imports.map((each) => `import ${JSON.stringify(each)}`),
    ...facts.exports.map((each) => `export ${each.name} = ${show(each.value)}`),
    ...facts.sites.map(
      (each) => `${each.kind} ${each.scope} ${each.line}:${each.column} ${show(each.target)} ${each.argumentCount}`,
    ),
  ].join("\n");
}
