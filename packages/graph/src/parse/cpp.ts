/** C++. */
import type { LanguageRules } from "./rules.ts";

export const cpp: LanguageRules = { roles: {} };
