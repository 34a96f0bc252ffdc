import type { SerializedError } from "#kernel/errors";

import { errorPath } from "./error-path.ts";

export interface Metadata {
  readonly request_id: string;
  /** ISO 8601 UTC. */
  readonly timestamp: string;
  /** Of the product. */
  readonly version: string;
}

export const PROBLEM_TYPE = "application/problem+json";

export function success(data: unknown, metadata: Metadata) {
  return { success: true, data, metadata };
}

export function failure({ code, message, details }: SerializedError, metadata: Metadata) {
  return { success: false, error: { code, message, details }, metadata };
}

/** The same error as RFC 9457 wants it. */
export function problem(error: SerializedError, status: number, { request_id, timestamp, version }: Metadata) {
  const { code, message, details, remedy, retry } = error;
  return {
    type: errorPath(code),
    title: code,
    status,
    detail: message,
    instance: `urn:aether:request:${request_id}`,
    code,
    details,
    errors: problemsOf(details),
    doc_url: errorPath(code),
    remedy,
    retry,
    request_id,
    timestamp,
    version,
  };
}

/** Each field that is wrong, by JSON pointer (RFC 6901) into the input. */
function problemsOf({ problems }: SerializedError["details"]): object[] {
  if (!Array.isArray(problems)) return [];
  return problems.map((problem: unknown) => {
    const { path, message }: { readonly path?: unknown; readonly message?: unknown } = Object(problem);
    const steps = typeof path === "string" && path !== "" ? path.split(".") : [];
    return {
      pointer: `#${steps.map((step) => `/${escapeStep(step)}`).join("")}`,
      detail: typeof message === "string" ? message : "",
    };
  });
}

function escapeStep(step: string): string {
  return encodeURIComponent(step.replaceAll("~", "~0").replaceAll("/", "~1"));
}

/** True when the caller asks for problem details by name. */
export function wantsProblem(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  return accept.split(",").some((part) => {
    const [type = "", ...parameters] = part.split(";").map((piece) => piece.trim().toLowerCase());
    return type === PROBLEM_TYPE && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}
