/** What kind of trouble it is. Surfaces map a category to their own code: HTTP to a status, the CLI to an exit code. */
export type Category =
  | "bad_request"
  | "not_found"
  | "conflict"
  | "unauthenticated"
  | "forbidden"
  | "limited"
  | "unavailable"
  | "timeout"
  | "cancelled"
  | "usage"
  | "too_large"
  | "range"
  | "media_type"
  | "method"
  | "unprocessable"
  | "changed"
  | "precondition"
  | "internal";

/** One line of the catalogue; docs/errors.md is generated from it. */
export interface ErrorEntry {
  readonly category: Category;
  readonly summary: string;
  /** What the reader of the message can do next. */
  readonly remedy: string;
  /** True where the same call may succeed later without any change. */
  readonly retry: boolean;
}

const entry = (category: Category, summary: string, remedy: string): ErrorEntry => ({
  category,
  summary,
  remedy,
  retry: false,
});

const passing = (category: Category, summary: string, remedy: string): ErrorEntry => ({
  category,
  summary,
  remedy,
  retry: true,
});

/** Every error that a caller can act on. Anything else that is thrown is a bug and shows as INTERNAL. */
export const ERRORS = {
  VALIDATION_ERROR: entry(
    "bad_request",
    "The input does not have the expected form.",
    "Correct the fields named in details.problems.",
  ),
  CONFIG_INVALID: entry(
    "usage",
    "The settings do not fit together.",
    "Correct the variables that the message names; .env.example lists them all.",
  ),
  USAGE: entry("usage", "The command line is not understood.", "Run the command with --help."),
  NOT_FOUND: entry(
    "not_found",
    "There is no such thing, or it belongs to somebody else.",
    "Check the id or the name that the message tells against the list of such things.",
  ),
  PATH_NOT_FOUND: entry(
    "not_found",
    "The path does not exist.",
    "Check the spelling; a relative path starts at the current directory.",
  ),
  PATH_NOT_A_DIRECTORY: entry(
    "bad_request",
    "The path is not a directory.",
    "Give the root directory of a repository.",
  ),
  SCIP_INVALID: entry(
    "bad_request",
    "The file is no whole SCIP index.",
    "Run the indexer again, and give the file that it wrote.",
  ),
  PATH_NOT_READABLE: entry(
    "forbidden",
    "The path may not be read.",
    "Give this user the right to read it, or run as a user who has it.",
  ),
  PATH_NOT_ALLOWED: entry(
    "forbidden",
    "The path lies outside of the directories that may be indexed.",
    "Ask the operator to add its root to AETHER_ALLOWED_ROOTS.",
  ),
  URL_REFUSED: entry(
    "unprocessable",
    "The URL is not one that this server may ask.",
    "Give an https:// URL of a public host, without a name or password in it; for a host of your own network ask the operator to add it to AETHER_GIT_ALLOWED_HOSTS, or of a model to AETHER_MODEL_ALLOWED_HOSTS.",
  ),
  REPOSITORY_DENIED: entry(
    "forbidden",
    "The other server does not show the repository.",
    "Check the URL, and the credential if it is private: it must be one that may read it.",
  ),
  ARCHIVE_REFUSED: entry(
    "unprocessable",
    "The archive cannot be taken.",
    "Pack files and folders alone, without links, into a zip, tar or tar.gz; the message says what stands in the way.",
  ),
  REPOSITORY_TOO_LARGE: entry(
    "too_large",
    "The repository takes more than AETHER_MAX_REPOSITORY_BYTES allows.",
    "Leave large files out of it, or ask the operator to raise AETHER_MAX_REPOSITORY_BYTES.",
  ),
  NO_SOURCE: entry(
    "bad_request",
    "Nothing that can be indexed was found.",
    "Check the path, .gitignore and .aetherignore; `details` says what was skipped and why.",
  ),
  TOO_MANY_FILES: entry(
    "limited",
    "The repository has more files than AETHER_MAX_FILES allows.",
    "Exclude folders in .aetherignore, or raise AETHER_MAX_FILES.",
  ),
  CONFLICT: entry(
    "conflict",
    "It clashes with something that is there already.",
    "Look at what the message names: wait until it has ended, take it away, or choose another name, then call again.",
  ),
  SNAPSHOT_GONE: entry(
    "not_found",
    "The snapshot is not kept any more, or never was.",
    "Ask as of one of details.kept, or of the newest by naming none.",
  ),
  CLAIM_LOST: entry(
    "conflict",
    "The job is not this attempt's any more.",
    "Stop: it was given to another attempt, which does the work.",
  ),
  PAYLOAD_TOO_LARGE: entry(
    "too_large",
    "The body of the request is too large.",
    "Stay below `details.maxBytes`: send it in several calls, or a source tree as an archive.",
  ),
  RANGE_NOT_SATISFIABLE: entry(
    "range",
    "The range lies behind the end of the file.",
    "Ask for bytes that there are; Content-Range and details.bytes say how many.",
  ),
  UNSUPPORTED_MEDIA_TYPE: entry(
    "media_type",
    "The body is in a form that is not read.",
    "Send JSON in UTF-8 with `Content-Type: application/json`.",
  ),
  METHOD_NOT_ALLOWED: entry(
    "method",
    "The path is there, but not for this HTTP method.",
    "Use a method of details.allowed; the API's documentation lists them.",
  ),
  UNAUTHENTICATED: entry(
    "unauthenticated",
    "No valid credential came with the call.",
    "Send the token as `Authorization: Bearer …`.",
  ),
  AUTHORIZATION_PENDING: passing(
    "bad_request",
    "Nobody has decided about the sign-in yet.",
    "Ask again after details.retryAfterSeconds.",
  ),
  SLOW_DOWN: passing(
    "bad_request",
    "The device asks too often whether its sign-in was decided.",
    "Wait details.retryAfterSeconds before each question from now on.",
  ),
  EXPIRED_TOKEN: entry(
    "unauthenticated",
    "The sign-in of the device is not known, was used, or has expired.",
    "Begin another one: its codes are good for ten minutes, and once.",
  ),
  ACCESS_DENIED: entry(
    "forbidden",
    "The person has denied the device's sign-in.",
    "Begin another one if it was a mistake.",
  ),
  FORBIDDEN: entry(
    "forbidden",
    "The credential does not allow this.",
    "Use a credential that has the permission named in details.",
  ),
  TENANT_SUSPENDED: entry(
    "forbidden",
    "The tenant may not act now.",
    "Ask the operator of the platform why, and to let it work again.",
  ),
  DATA_DIR_LOCKED: entry(
    "conflict",
    "Another process has the data directory open.",
    "Use that process (details.url), stop it (details.pid), or set AETHER_DATA to another directory.",
  ),
  DATA_DIR_VERSION: entry(
    "conflict",
    "The data directory was written by another version.",
    "Use the version named in details, or set AETHER_DATA to a new directory and index again.",
  ),
  DATA_DIR_UNUSABLE: entry(
    "unavailable",
    "The data directory cannot be used.",
    "Check that it exists, is a directory on a local disk, and that this user may write to it.",
  ),
  SCHEMA_OUTDATED: entry(
    "conflict",
    "The database does not have the schema this version needs.",
    "Run `make migrate-up` with the new version, then start again.",
  ),
  MIGRATION_EDITED: entry(
    "conflict",
    "A migration that was applied has been changed since.",
    "Restore the file from version control; make a new migration for the change.",
  ),
  DATABASE_UNSAFE: entry(
    "usage",
    "The database login would not be bound by row security.",
    "Let the login be a member of aether_app, without superuser or bypassrls once that role is taken.",
  ),
  PRECONDITION_FAILED: entry(
    "changed",
    "The resource has changed since it was read.",
    "Read it again, and change what is there now.",
  ),
  PRECONDITION_REQUIRED: entry(
    "precondition",
    "The change does not say which version it is made to.",
    "Send the ETag of the resource as If-Match (or `If-Match: *` to overwrite whatever is there).",
  ),
  IDEMPOTENCY_KEY_REUSED: entry(
    "unprocessable",
    "The Idempotency-Key was used for another request.",
    "Take a new key for a new request; send the same body to repeat one.",
  ),
  IN_PROGRESS: passing(
    "conflict",
    "The same request is being worked on.",
    "Try again after details.retryAfterSeconds with the same Idempotency-Key.",
  ),
  DISK_FULL: passing(
    "unavailable",
    "The disk is full.",
    "Make room, or set AETHER_DATA to a directory on another disk, then try again: what was committed is kept.",
  ),
  SECRET_UNREADABLE: entry(
    "unavailable",
    "A secret that is kept encrypted cannot be opened.",
    "Give back the root key that details.keyId names to AETHER_SECRET_KEYS, or keep the secret anew.",
  ),
  QUEUE_FULL: passing("limited", "Too much work is waiting.", "Try again after details.retryAfterSeconds."),
  QUOTA_EXCEEDED: entry(
    "limited",
    "The tenant has used up its quota.",
    "Delete what is not needed any more, or ask the operator for a larger quota; what was there stays.",
  ),
  BUDGET_SPENT: entry(
    "limited",
    "The tenant has spent its budget for models.",
    "Raise it with set_models, or wait until details.resumes_at; what was embedded stays, and words find everything.",
  ),
  RATE_LIMITED: passing("limited", "Too many calls in a short time.", "Try again after details.retryAfterSeconds."),
  STORAGE_UNAVAILABLE: passing(
    "unavailable",
    "The database does not answer.",
    "Try again; if it stays, check that the database runs and `aether doctor`.",
  ),
  UPSTREAM_FAILED: passing(
    "unavailable",
    "A service that is needed failed.",
    "Try again later; details names the service.",
  ),
  MODEL_REFUSED: entry(
    "unprocessable",
    "The service of a model refuses to be asked.",
    "Check the credential, the model's name and the base URL that it is configured with.",
  ),
  TIMEOUT: passing("timeout", "It took longer than allowed.", "Try again, or ask for less at once."),
  CANCELLED: entry("cancelled", "It was cancelled.", "Start it again if it is still wanted."),
  INTERNAL: entry(
    "internal",
    "Something went wrong inside.",
    "Report it with the request id; the log has the details.",
  ),
} as const satisfies Record<string, ErrorEntry>;

export type ErrorCode = keyof typeof ERRORS;
