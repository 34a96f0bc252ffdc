/** Lua. */
import type { LanguageRules } from "./rules.ts";

export const lua: LanguageRules = { roles: {} };
