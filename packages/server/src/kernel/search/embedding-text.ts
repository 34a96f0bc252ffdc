/** The text of a unit that is embedded, and the name under which its vector is kept. */
import { hash } from "node:crypto";

import type { UnitText } from "./units.ts";

// What a definition is stands in its first lines; more text dilutes a vector and costs tokens.
const COMMENT_LENGTH_MAX = 1000;
const BODY_LENGTH_MAX = 2000;

export function embeddingText(path: string, unit: UnitText): string {
  const place = path.split("/").slice(-2).join("/");
  const comment = unit.comment.slice(0, COMMENT_LENGTH_MAX);
  return [place, unit.qualifiedName, unit.header, comment, unit.body.slice(0, BODY_LENGTH_MAX)].join("\n");
}

/** The first 128 bits of SHA-256, as a uuid. */
export function hashText(text: string): string {
  const hex = hash("sha256", text, "hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join("-");
}
