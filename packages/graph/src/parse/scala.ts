/** Scala. */
import type { LanguageRules } from "./rules.ts";

export const scala: LanguageRules = { roles: {} };
