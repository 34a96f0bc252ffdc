import { DiskError, type DiskErrorCode } from "@aether/graph/disk";

import { type ErrorCode, Fault } from "#kernel/errors";

const CODES: Record<DiskErrorCode, ErrorCode> = {
  NOT_FOUND: "PATH_NOT_FOUND",
  NOT_A_FOLDER: "PATH_NOT_A_DIRECTORY",
  NOT_READABLE: "PATH_NOT_READABLE",
  TOO_MANY_FILES: "TOO_MANY_FILES",
};

/** Here the limit has another name than in the graph package: the setting's. */
function messageOf({ code, message, details }: DiskError): string {
  if (code !== "TOO_MANY_FILES") return message;
  return `"${details["path"]}" has more than ${details["maxFiles"]} files (the limit AETHER_MAX_FILES)`;
}

/** What the graph package says of a folder, in the platform's own words; anything else stays as it is. */
export function faultOfDisk(error: unknown): unknown {
  if (!(error instanceof DiskError)) return error;
  return new Fault(CODES[error.code], messageOf(error), { ...error.details }, error);
}
