/** Which rules read which language. */
import { ecmascript } from "./ecmascript.ts";
import { go } from "./go.ts";
import { java } from "./java.ts";
import { scanMarkdown } from "./markdown.ts";
import { python } from "./python.ts";
import type { LanguageRules, Scanner } from "./rules.ts";

export const RULES: Readonly<Record<string, LanguageRules>> = {
  python,
  typescript: ecmascript,
  tsx: ecmascript,
  javascript: ecmascript,
  go,
  java,
};

/** Languages that need no grammar. */
export const SCANNERS: Readonly<Record<string, Scanner>> = { markdown: scanMarkdown };
