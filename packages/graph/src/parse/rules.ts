/** What a language adds to the engine: roles for its own patterns, and what cannot be said in a pattern. */
import type { FileFacts, TypeExpression } from "../facts.ts";
import type { Draft, DraftDefinition } from "./draft.ts";
import type { Role } from "./matches.ts";

export interface LanguageRules {
  /** The language that the text is in after all, where the name of a file does not tell (`.h`); undefined for this one. */
  readonly dialect?: (text: string) => string | undefined;
  /** What the grammar is given instead of the text: as long, line for line, with blanks for what it cannot read. */
  readonly prepare?: (text: string) => string;
  /** Overloads are told apart by the arguments of calls, which facts then keep as they are. */
  readonly choosesByArguments?: true;
  /** A key of a literal is a member of what that makes, defined where it stands: `{ key: 1 }`. */
  readonly keysAreMembers?: true;
  /** Members can run functions where they are read or written; `incremented` if `++` changes a place too. */
  readonly accessors?: "assigned" | "incremented";
  /** By the name of a pattern's outermost capture; they come before the common ones. */
  readonly roles: Readonly<Record<string, Role>>;
  /** Runs once when all matches are in and before anything is nested: links imports, decorators and the like. */
  readonly finish?: (draft: Draft) => void;
  /** Runs for each definition, outer before inner, when its parent and decorators are known: visibility, kind, modifiers. */
  readonly refine?: (definition: DraftDefinition, draft: Draft) => void;
  /** Rewrites a composed type: `Optional[X]` is X. */
  readonly normalizeType?: (type: TypeExpression) => TypeExpression | undefined;
}

/** A language without a grammar: its facts come straight from the text. */
export type Scanner = (text: string) => FileFacts;
