/** Rust. */
import type { LanguageRules } from "./rules.ts";

export const rust: LanguageRules = { roles: {} };
