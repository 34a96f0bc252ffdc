/** PHP. */
import type { LanguageRules } from "./rules.ts";

export const php: LanguageRules = { roles: {} };
