export interface Flag {
  readonly name: string;
  readonly short?: string;
  /** `switch` takes no value; `list` may be given more than once. */
  readonly kind: "switch" | "text" | "integer" | "list";
  /** How the value is called in help, as `NAME`. */
  readonly value?: string;
  readonly summary: string;
  /** The values that are known, for completion and for refusing others. */
  readonly choices?: readonly string[];
}

/** What a command line may hold. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** What follows the name, as `[PATH]`. */
  readonly operands: string;
  readonly operandsMin: number;
  readonly operandsMax: number;
  readonly flags: readonly Flag[];
  readonly examples: readonly string[];
}

/** Flags by what follows them. */
export const text = (name: string, value: string, summary: string): Flag => ({ name, kind: "text", value, summary });
export const list = (name: string, value: string, summary: string): Flag => ({ name, kind: "list", value, summary });
export const integer = (name: string, value: string, summary: string): Flag => ({
  name,
  kind: "integer",
  value,
  summary,
});
export const off = (name: string, summary: string): Flag => ({ name, kind: "switch", summary });

/** Of questions: as of what they are asked. */
export const AS_OF: readonly Flag[] = [
  text("ref", "REF", "as of an indexed branch, tag or commit (default: the working tree)"),
  integer("snapshot", "N", "as of a kept snapshot (default: the newest)"),
];
