/** Ruby. */
import type { LanguageRules } from "./rules.ts";

export const ruby: LanguageRules = { roles: {} };
