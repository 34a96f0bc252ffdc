import { AetherError } from "@aether/client";

import { type Category, ERRORS, type ErrorCode, Fault } from "#kernel/errors";

import { HERE } from "./transport.ts";

/** The only place where trouble gets an exit code. 6 is for findings, which are no trouble. */
const EXIT_CODES: Readonly<Record<Category, number>> = {
  internal: 1,
  bad_request: 2,
  usage: 2,
  too_large: 2,
  range: 2,
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
  /** Where the server that was asked explains the error. */
  readonly docUrl: string | undefined;

  constructor({ code, message, next, details, requestId, docUrl, cause }: CliErrorInput) {
    super(message, { cause });
    this.code = code;
    this.next = next ?? remedyOf(code);
    this.details = details ?? {};
    this.requestId = requestId;
    this.docUrl = docUrl;
  }

  get exitCode(): number {
    return isKnown(this.code) ? EXIT_CODES[ERRORS[this.code].category] : 1;
  }
}

export interface CliErrorInput {
  readonly code: string;
  readonly message: string;
  /** A sentence; the catalogue's remedy where none is given. */
  readonly next?: string | undefined;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly requestId?: string | undefined;
  readonly docUrl?: string | undefined;
  readonly cause?: unknown;
}

export function usage(message: string, next: string): CliError {
  return new CliError({ code: "USAGE", message, next });
}

/** Whom a command asks. */
export interface Server {
  readonly url: string;
  /** True where ending this process ends it. */
  readonly isInProcess: boolean;
  /** What to do when nobody may come in so. */
  readonly signIn: string | undefined;
}

/** Anything thrown, as something to be told. What nobody foresaw keeps its message: it is the user's own machine. */
export function toCliError(error: unknown, server?: Server): CliError {
  if (error instanceof CliError) return error;
  if (error instanceof AetherError) return ofCall(error, server);
  if (error instanceof Fault) {
    const { code, message, details } = error;
    return new CliError({ code, message, details, cause: error });
  }
  const message = error instanceof Error ? error.message : String(error);
  const next = "This is a fault of aether itself: please report it with the command you ran.";
  return new CliError({ code: "INTERNAL", message, next, cause: error });
}

/** What became of a call, in the words of whoever typed a command. */
function ofCall(error: AetherError, server: Server | undefined): CliError {
  const { code, message, details, requestId, cause } = error;
  // What was found out on the way.
  if (cause instanceof CliError || cause instanceof Fault) return toCliError(cause);
  const told = { code, message, details, cause: error, requestId, docUrl: docUrlOf(error, server) };
  return new CliError({ ...told, ...inWordsOfCommand(error, server) });
}

/** What only the caller knows: how it came to ask that server so, and what to do about it. */
function inWordsOfCommand(error: AetherError, server: Server | undefined): Partial<CliErrorInput> {
  const { code, message, remedy, status, details } = error;
  switch (code) {
    case "UNREACHABLE": {
      const told =
        server === undefined ? message : `the server at ${server.url} cannot be reached (${reasonOf(details)})`;
      const next = "Start it with `aether serve`, or check --api-url.";
      return { code: "STORAGE_UNAVAILABLE", message: told, next };
    }
    case "NOT_AETHER": {
      const told = `the server answered ${status} with something that is not JSON`;
      return { code: "UPSTREAM_FAILED", message: told, next: "Check that the URL is that of an Aether server." };
    }
    case "UNAUTHENTICATED":
      return { next: server?.signIn ?? remedy };
    case "FORBIDDEN":
      return { next: whoMay(details) ?? `Choose another sign-in with --profile. ${remedy ?? remedyOf(code)}` };
    case "TIMEOUT":
      return { next: status === 0 ? "Try again, or allow more with --timeout SECONDS." : remedy };
    default:
      return { next: remedy };
  }
}

/** A server in this process has no address. */
function docUrlOf({ docUrl }: AetherError, server: Server | undefined): string | undefined {
  return server?.isInProcess === false ? docUrl?.replace(HERE, server.url) : undefined;
}

/** Who may what no role and no tenant's key may. */
function whoMay({ permission }: AetherError["details"]): string | undefined {
  const isOperators = typeof permission === "string" && /^(?:platform|system):/.test(permission);
  if (!isOperators) return undefined;
  return "Only an operator may: sign in with an operator's key, or choose that sign-in with --profile.";
}

function reasonOf({ reason }: AetherError["details"]): string {
  return typeof reason === "string" ? reason : "no answer";
}

function remedyOf(code: string): string {
  return isKnown(code) ? ERRORS[code].remedy : "Run `aether doctor`.";
}

function isKnown(code: string): code is ErrorCode {
  return Object.hasOwn(ERRORS, code);
}
