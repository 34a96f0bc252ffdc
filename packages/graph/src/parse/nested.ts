import type { Draft, DraftDefinition, DraftScope } from "./draft.ts";
import type { Lines } from "./nest.ts";
import type { LanguageRules } from "./rules.ts";

/** The draft with everything in its place; what the last steps share. */
export interface Nested {
  readonly draft: Draft;
  readonly rules: LanguageRules;
  readonly lines: Lines;
  readonly scopes: readonly DraftScope[];
  readonly definitions: readonly DraftDefinition[];
}
