import type { FileFacts } from "./facts.ts";

/** TypeScript without imports and exports is no module: what it declares is seen everywhere. */
export function isGlobalScript({ language, imports, exports, definitions }: FileFacts): boolean {
  if (language !== "typescript" && language !== "tsx") return false;
  return imports.length + exports.length === 0 && !definitions.some(({ exported }) => exported);
}
