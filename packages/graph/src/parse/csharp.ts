/** C#. */
import type { LanguageRules } from "./rules.ts";

export const csharp: LanguageRules = { roles: {} };
