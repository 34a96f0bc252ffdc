import { DiskError, type DiskErrorCode, UnknownRef } from "@aether/graph/disk";
import { closest, distance } from "fastest-levenshtein";

import { type ErrorCode, Fault } from "#kernel/errors";

const CODES: Record<DiskErrorCode, ErrorCode> = {
  NOT_FOUND: "PATH_NOT_FOUND",
  NOT_A_FOLDER: "PATH_NOT_A_DIRECTORY",
  NOT_READABLE: "PATH_NOT_READABLE",
  TOO_MANY_FILES: "TOO_MANY_FILES",
  TOO_LARGE: "REPOSITORY_TOO_LARGE",
  UNKNOWN_REF: "NOT_FOUND",
  MALFORMED_SCIP: "SCIP_INVALID",
};

/** Here the limit has another name than in the graph package: the setting's. */
function messageOf(error: DiskError): string {
  const { code, message, details } = error;
  if (error instanceof UnknownRef) return `${message}${nearest(error)}`;
  if (code !== "TOO_MANY_FILES") return message;
  return `"${details["path"]}" has more than ${details["maxFiles"]} files (the limit AETHER_MAX_FILES)`;
}

/** What the graph package says of a folder, in the platform's own words; anything else stays as it is. */
export function faultOfDisk(error: unknown): unknown {
  if (!(error instanceof DiskError)) return error;
  return new Fault(CODES[error.code], messageOf(error), { ...error.details }, error);
}

const SHOWN = 10;

/** The ref that may be meant, else some that there are. */
function nearest({ ref, refs }: UnknownRef): string {
  if (refs.length === 0) return "";
  const near = closest(ref, [...refs]);
  if (distance(ref, near) <= Math.max(2, ref.length / 3)) return `; did you mean "${near}"?`;
  return `; there are: ${refs.slice(0, SHOWN).join(", ")}${refs.length > SHOWN ? " …" : ""}`;
}
