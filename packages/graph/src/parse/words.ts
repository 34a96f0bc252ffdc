/** Names as they are written where a language lets them be quoted or spread over white space. */
import type { Node } from "web-tree-sitter";

import type { Draft } from "./draft.ts";
import { textOf, wordOf } from "./matches.ts";

/** A word without the backticks that let it be anything. */
export function bareWord(draft: Draft, node: Node): string {
  return draft.text[node.startIndex] === "`" ? textOf(draft, node).replaceAll("`", "") : wordOf(draft, node);
}

/** A dotted name without comments, white space and backticks. */
export function dottedText(text: string): string {
  return text.replace(/\/\*[^]*?\*\/|\/\/[^\n]*|[\s`]/g, "");
}
