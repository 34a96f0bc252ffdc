/** Bash. */
import type { LanguageRules } from "./rules.ts";

export const bash: LanguageRules = { roles: {} };
