import type { SerializedError } from "#kernel/errors";

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
    type: `urn:aether:error:${code.toLowerCase()}`,
    title: code,
    status,
    detail: message,
    instance: `urn:aether:request:${request_id}`,
    code,
    details,
    remedy,
    retry,
    request_id,
    timestamp,
    version,
  };
}

/** True when the caller asks for problem details by name. */
export function wantsProblem(accept: string | undefined): boolean {
  if (accept === undefined) return false;
  return accept.split(",").some((part) => {
    const [type = "", ...parameters] = part.split(";").map((piece) => piece.trim().toLowerCase());
    return type === PROBLEM_TYPE && !parameters.some((parameter) => /^q=0(\.0*)?$/.test(parameter));
  });
}
