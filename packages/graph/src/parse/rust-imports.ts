/** Rust's `use` trees, `mod x;` and `extern crate`. */
import type { Node } from "web-tree-sitter";

import type { Draft, DraftImport } from "./draft.ts";
import { captured, type Role, textOf, wordOf } from "./matches.ts";
import { attributesAbove } from "./rust-attributes.ts";

const MAX_DEPTH = 32;

interface Tree {
  /** Segments that stand before it. */
  readonly path: readonly string[];
  readonly isPublic: boolean;
  readonly depth: number;
}

/** Each name of the tree is an import of its own. Nothing in it is a use. */
export const use: Role = (draft, match, node) => {
  const argument = captured(match, "argument");
  if (argument !== undefined) readTree(draft, argument, { path: [], isPublic: isPublic(draft, node), depth: 0 });
};

function isPublic(draft: Draft, node: Node): boolean {
  return /^pub\b/.test(draft.text.slice(node.startIndex, node.startIndex + 4));
}

/** Recursion is bounded by MAX_DEPTH. */
function readTree(draft: Draft, node: Node, tree: Tree): void {
  if (tree.depth > MAX_DEPTH) return;
  const deeper = (child: Node, path: readonly string[]): void =>
    readTree(draft, child, { ...tree, path, depth: tree.depth + 1 });
  switch (node.type) {
    case "scoped_use_list": {
      const path = node.childForFieldName("path");
      const list = node.childForFieldName("list");
      if (list !== null) deeper(list, [...tree.path, ...segments(draft, path)]);
      break;
    }
    case "use_list":
      for (const child of node.namedChildren) deeper(child, tree.path);
      break;
    case "use_wildcard":
      addImport(draft, node, { tree, path: [...tree.path, ...segments(draft, node.namedChild(0)), "*"], local: "" });
      break;
    case "use_as_clause": {
      const [path, alias] = [node.childForFieldName("path"), node.childForFieldName("alias")];
      const local = alias === null ? "" : wordOf(draft, alias);
      claimAll(draft, alias);
      addImport(draft, node, {
        tree,
        path: [...tree.path, ...segments(draft, path)],
        local: local === "_" ? "" : local,
      });
      break;
    }
    case "line_comment":
    case "block_comment":
      break;
    default: {
      const path = [...tree.path, ...segments(draft, node)];
      addImport(draft, node, { tree, path, local: undefined });
    }
  }
}

/** The parts of a path, whose pieces are claimed: they are declared as imports. */
function segments(draft: Draft, node: Node | null): readonly string[] {
  if (node === null) return [];
  claimAll(draft, node);
  const text = textOf(draft, node).replace(/\/\*[^]*?\*\/|\/\/[^\n]*|\s/g, "");
  return text.split("::").filter((part) => part !== "");
}

function claimAll(draft: Draft, node: Node | null): void {
  for (let at = node, depth = 0; at !== null && depth < MAX_DEPTH; depth++) {
    draft.claims.push(at.id);
    const name = at.childForFieldName("name");
    if (name !== null) draft.claims.push(name.id);
    at = at.childForFieldName("path");
  }
}

function addImport(
  draft: Draft,
  node: Node,
  { tree, path, local }: { readonly tree: Tree; readonly path: readonly string[]; readonly local: string | undefined },
): void {
  // `a::{self}` is `a` itself.
  const parts = path.at(-1) === "self" && path.length > 1 ? path.slice(0, -1) : path;
  const last = parts.at(-1) ?? "";
  const module = parts.slice(0, -1).join("::");
  const form = last === "*" ? "all" : "name";
  const imported = last === "*" ? "" : last;
  pushImport(draft, {
    start: node.startIndex,
    module,
    form,
    imported,
    local: local ?? imported,
    ...(tree.isPublic && { exported: true as const }),
  });
}

type Parts = Pick<DraftImport, "start" | "module" | "form" | "imported" | "local" | "exported">;

function pushImport(draft: Draft, parts: Parts): void {
  draft.imports.push({ ...parts, reexport: false, typeOnly: false, isStatic: false });
}

export const externCrate: Role = (draft, match, node) => {
  const name = captured(match, "name");
  const alias = captured(match, "alias");
  if (name === undefined) return;
  claimAll(draft, name);
  claimAll(draft, alias ?? null);
  const imported = textOf(draft, name);
  const local = alias === undefined ? imported : textOf(draft, alias);
  pushImport(draft, { start: node.startIndex, module: "", form: "name", imported, local });
};

/** `mod x;` in a file of its own, whose path an attribute may say. */
export function declareModule(draft: Draft, node: Node, name: Node): void {
  draft.claims.push(name.id);
  const path = /#\[\s*path\s*=\s*"([^"]*)"\s*\]/.exec(attributesAbove(draft.text, node.startIndex).text)?.[1];
  pushImport(draft, {
    start: node.startIndex,
    module: path ?? "",
    form: "module",
    imported: "",
    local: wordOf(draft, name),
    ...(isPublic(draft, node) && { exported: true as const }),
  });
}
