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

export function named(facts: FileFacts, name: string): FileFacts["definitions"][number] {
  const found = facts.definitions.find((each) => each.name === name);
  if (found === undefined) throw new Error(`no definition ${name}`);
  return found;
}

/** Each definition with its parent's name: `Method Box.open`. */
export function outline(facts: FileFacts): string[] {
  return facts.definitions.map(({ kind, name, parent }) => `${kind} ${facts.definitions[parent]?.name ?? ""}.${name}`);
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
      return `${show(expression.of)}[${expression.key ?? ""}${expression.from === undefined ? "" : `${expression.from}:`}]`;
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

/** `Map<string, Foo> | Bar | (Baz) =>`. */
export function showType(type: FileFacts["definitions"][number]["type"]): string {
  if (type === undefined) return "";
  const args = type.arguments.length === 0 ? "" : `<${type.arguments.map(showType).join(", ")}>`;
  const own =
    type.takes === undefined ? show(type.of) + args : `(${type.takes.map((one) => showType(one.type)).join(", ")}) =>`;
  return [own, ...type.or.map(showType)].join(" | ");
}
