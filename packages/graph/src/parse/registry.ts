import { bash } from "./bash.ts";
/** Which rules read which language. */
import { c } from "./c.ts";
import { cpp } from "./cpp.ts";
import { csharp } from "./csharp.ts";
import { ecmascript } from "./ecmascript.ts";
import { go } from "./go.ts";
import { java } from "./java.ts";
import { kotlin } from "./kotlin.ts";
import { lua } from "./lua.ts";
import { scanMarkdown } from "./markdown.ts";
import { php } from "./php.ts";
import { python } from "./python.ts";
import { ruby } from "./ruby.ts";
import type { LanguageRules, Scanner } from "./rules.ts";
import { rust } from "./rust.ts";
import { scala } from "./scala.ts";
import { prepareTypeScript } from "./typescript-text.ts";

export const RULES: Readonly<Record<string, LanguageRules>> = {
  python,
  typescript: { ...ecmascript, prepare: prepareTypeScript },
  tsx: ecmascript,
  javascript: ecmascript,
  go,
  java,
  c,
  cpp,
  rust,
  php,
  lua,
  csharp,
  ruby,
  kotlin,
  scala,
  bash,
};

/** Languages that need no grammar. */
export const SCANNERS: Readonly<Record<string, Scanner>> = { markdown: scanMarkdown };
