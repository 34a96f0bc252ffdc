import { type Category, ERRORS, type ErrorCode, Fault } from "#kernel/errors";

/** The only place where trouble gets an exit code. 6 is for findings, which are no trouble. */
const EXIT_CODES: Readonly<Record<Category, number>> = {
  internal: 1,
  bad_request: 2,
  usage: 2,
  too_large: 2,
  media_type: 2,
  method: 2,
  unprocessable: 2,
  precondition: 2,
  not_found: 3,
  unauthenticated: 4,
  forbidden: 4,
  conflict: 5,
  changed: 5,
  limited: 7,
  unavailable: 75,
  timeout: 75,
  cancelled: 130,
};

/** What a person is told when a command does not work: what happened, what to do next, and where to look. */
export class CliError extends Error {
  override readonly name = "CliError";
  readonly code: string;
  readonly next: string;
  readonly details: Readonly<Record<string, unknown>>;
  readonly requestId: string | undefined;

  constructor({ code, message, next, details, requestId, cause }: CliErrorInput) {
    super(message, { cause });
    this.code = code;
    this.next = next ?? remedyOf(code);
    this.details = details ?? {};
    this.requestId = requestId;
  }

  get exitCode(): number {
    return isKnown(this.code) ? EXIT_CODES[ERRORS[this.code].category] : 1;
  }
}

export interface CliErrorInput {
  readonly code: string;
  readonly message: string;
  /** A sentence; the catalogue's remedy where none is given. */
  readonly next?: string;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly requestId?: string;
  readonly cause?: unknown;
}

export function usage(message: string, next: string): CliError {
  return new CliError({ code: "USAGE", message, next });
}

/** Anything thrown, as something to be told. What nobody foresaw keeps its message: it is the user's own machine. */
export function toCliError(error: unknown): CliError {
  if (error instanceof CliError) return error;
  if (error instanceof Fault) {
    const { code, message, details } = error;
    return new CliError({ code, message, details, cause: error });
  }
  const message = error instanceof Error ? error.message : String(error);
  const next = "This is a fault of aether itself: please report it with the command you ran.";
  return new CliError({ code: "INTERNAL", message, next, cause: error });
}

function remedyOf(code: string): string {
  return isKnown(code) ? ERRORS[code].remedy : "Run `aether doctor`.";
}

function isKnown(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}
