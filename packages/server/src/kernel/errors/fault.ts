import { ERRORS, type Category, type ErrorCode } from "./catalogue.ts";

export type FaultDetails = Readonly<Record<string, unknown>>;

/** An error as surfaces show it: no stack, no cause, nothing of the inside. */
export interface SerializedError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: FaultDetails;
  readonly category: Category;
  readonly remedy: string;
  readonly retry: boolean;
}

/**
 * An error that the caller can act on. The message says what is wrong in terms of what the caller gave;
 * details hold what a program may want to read. The cause stays inside: it is logged, never shown.
 */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly code: ErrorCode;
  readonly details: FaultDetails;

  // oxlint-disable-next-line max-params -- `new Fault(code, message, details, cause)` is the form used everywhere
  constructor(code: ErrorCode, message: string, details: FaultDetails = {}, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.details = details;
  }

  get category(): Category {
    return ERRORS[this.code].category;
  }

  /** True where the same call may succeed later without any change. */
  get retry(): boolean {
    return ERRORS[this.code].retry;
  }

  toJSON(): SerializedError {
    const { category, remedy, retry } = ERRORS[this.code];
    return { code: this.code, message: this.message, details: this.details, category, remedy, retry };
  }
}

/** True for a Fault, with one of the given codes where any are given. */
export function isFault(error: unknown, ...codes: readonly ErrorCode[]): error is Fault {
  return error instanceof Fault && (codes.length === 0 || codes.includes(error.code));
}

/** What may be shown of any thrown value. Everything but a Fault is a bug, and says nothing about itself. */
export function serializeError(error: unknown): SerializedError {
  if (error instanceof Fault) return error.toJSON();
  return new Fault("INTERNAL", ERRORS.INTERNAL.summary).toJSON();
}
