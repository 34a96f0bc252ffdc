/** Ruby: files that are required, by the plain forms of naming them. */
import type { Node } from "web-tree-sitter";

import type { Draft } from "./draft.ts";
import { textOf } from "./matches.ts";

const REQUIRES: ReadonlySet<string> = new Set(["require", "require_relative", "load", "autoload"]);
/** A path below the file's own folder: `File.join(__dir__, "x")`, `File.expand_path("../x", __FILE__)`. */
const JOINED = /^\(?File\.(?:join|expand_path)\(\s*__dir__\s*,\s*["']([^"'#]+)["']\s*\)\)?$/;
const EXPANDED = /^\(?File\.expand_path\(\s*["']([^"'#]+)["']\s*,\s*(__FILE__|__dir__)\s*\)\)?$/;
const BESIDE = /^\(?["']#\{(?:__dir__|File\.dirname\(__FILE__\))\}\/([^"'#]+)["']\)?$/;
const PLAIN = /^\(?(?::\w+\s*,\s*)?["']([^"'#]+)["']\)?$/;

/** True if the call is one that requires; it becomes an import where its path is written out. */
export function readRequire(draft: Draft, call: Node, method: string): boolean {
  if (!REQUIRES.has(method)) return false;
  const list = call.childForFieldName("arguments");
  const path = list === null ? undefined : pathOf(textOf(draft, list).trim(), method === "require_relative");
  if (path === undefined) return true;
  draft.imports.push({
    start: call.startIndex,
    module: path,
    form: "all",
    imported: "",
    local: "",
    reexport: false,
    typeOnly: false,
    isStatic: false,
  });
  return true;
}

/** `./` begins what is relative to the file. */
function pathOf(text: string, isRelative: boolean): string | undefined {
  const plain = PLAIN.exec(text)?.[1];
  if (plain !== undefined) return isRelative ? `./${plain}` : plain;
  const beside = JOINED.exec(text)?.[1] ?? BESIDE.exec(text)?.[1];
  if (beside !== undefined) return `./${beside}`;
  const [, path, base] = EXPANDED.exec(text) ?? [];
  if (path === undefined) return undefined;
  // A path from `__FILE__` goes up once to leave the file itself.
  return base === "__dir__" ? `./${path}` : `./${path.replace(/^\.\.\//, "")}`;
}
