export type DiskErrorCode =
  | "NOT_FOUND"
  | "NOT_A_FOLDER"
  | "NOT_READABLE"
  | "TOO_MANY_FILES"
  | "TOO_LARGE"
  | "UNKNOWN_REF"
  | "MALFORMED_SCIP";

/** What the caller of `@aether/graph/disk` can act on; the message says how. Anything else thrown is a bug, or the caller's own abort. */
export class DiskError extends Error {
  override readonly name = "DiskError";
  readonly code: DiskErrorCode;
  readonly details: Readonly<Record<string, string | number>>;

  constructor(code: DiskErrorCode, message: string, details: Readonly<Record<string, string | number>>) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/** No commit bears the name. */
export class UnknownRef extends DiskError {
  readonly ref: string;
  /** Branches and tags that there are, the newest first; not all where there are very many. */
  readonly refs: readonly string[];

  constructor(ref: string, message: string, refs: readonly string[]) {
    super("UNKNOWN_REF", message, { ref });
    this.ref = ref;
    this.refs = refs;
  }
}

/** The code of a system error (`ENOENT` …), empty for anything else. */
export function systemErrorCode(error: unknown): string {
  if (!(error instanceof Error) || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}
