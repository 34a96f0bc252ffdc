import { CATEGORIES, type Category, type ServerErrorCode } from "./generated/errors.ts";

/** Codes of the server's catalogue, and those that only a caller can find. */
export type ErrorCode = ServerErrorCode | "UNREACHABLE" | "NOT_AETHER";

export interface AetherErrorInit {
  readonly code: string;
  readonly message: string;
  /** Of the answer; 0 where none came. */
  readonly status?: number;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly remedy?: string | undefined;
  readonly retry?: boolean | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly requestId?: string | undefined;
  readonly docUrl?: string | undefined;
  readonly cause?: unknown;
}

/** What went wrong with a call. `code` says what, `category` what kind of trouble it is, `requestId` where the server's log tells more. */
export class AetherError extends Error {
  override readonly name = "AetherError";
  /** An `ErrorCode`, or one that a newer server has. */
  readonly code: ErrorCode | (string & Record<never, never>);
  readonly category: Category;
  readonly status: number;
  readonly details: Readonly<Record<string, unknown>>;
  /** What to do next, where the server says so. */
  readonly remedy: string | undefined;
  /** Whether the same call may succeed later without any change. */
  readonly retry: boolean;
  /** How long the server asks to wait. */
  readonly retryAfterMs: number | undefined;
  readonly requestId: string | undefined;
  /** Where the server explains the error. */
  readonly docUrl: string | undefined;

  constructor({ code, message, status = 0, details = {}, cause, ...rest }: AetherErrorInit) {
    super(message, { cause });
    this.code = code;
    this.category = categoryOf(code, status);
    this.status = status;
    this.details = details;
    this.remedy = rest.remedy;
    this.retry = rest.retry ?? isPassing(status);
    this.retryAfterMs = rest.retryAfterMs;
    this.requestId = rest.requestId;
    this.docUrl = rest.docUrl;
  }
}

/** The category of a code; of a code that is not known here, what its status says. */
function categoryOf(code: string, status: number): Category {
  if (code === "UNREACHABLE") return "unavailable";
  if (isServerCode(code)) return CATEGORIES[code];
  return BY_STATUS[status] ?? (status >= 400 && status < 500 ? "bad_request" : "internal");
}

function isServerCode(code: string): code is ServerErrorCode {
  return Object.hasOwn(CATEGORIES, code);
}

/** What says nothing of itself: a proxy in between. */
function isPassing(status: number): boolean {
  return status === 429 || (status >= 502 && status <= 504);
}

const BY_STATUS: Readonly<Record<number, Category>> = {
  401: "unauthenticated",
  403: "forbidden",
  404: "not_found",
  405: "method",
  409: "conflict",
  412: "changed",
  413: "too_large",
  415: "media_type",
  422: "unprocessable",
  428: "precondition",
  429: "limited",
  502: "unavailable",
  503: "unavailable",
  504: "timeout",
};
