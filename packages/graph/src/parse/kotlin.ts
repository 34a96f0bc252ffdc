/** Kotlin. */
import type { LanguageRules } from "./rules.ts";

export const kotlin: LanguageRules = { roles: {} };
