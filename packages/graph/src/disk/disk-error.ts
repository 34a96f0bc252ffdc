export type DiskErrorCode = "NOT_FOUND" | "NOT_A_FOLDER" | "NOT_READABLE" | "TOO_MANY_FILES";

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

/** The code of a system error (`ENOENT` …), empty for anything else. */
export function systemErrorCode(error: unknown): string {
  if (!(error instanceof Error) || !("code" in error)) return "";
  return typeof error.code === "string" ? error.code : "";
}
