/** C. */
import type { LanguageRules } from "./rules.ts";

export const c: LanguageRules = { roles: {} };
