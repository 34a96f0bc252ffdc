import { API_PREFIX } from "./api-prefix.ts";

export const ERRORS_PATH = `${API_PREFIX}/errors`;

/** Where this server explains the error: what RFC 9457 calls its `type`. Without a host, so relative to whoever was asked. */
export function errorPath(code: string): string {
  return `${ERRORS_PATH}/${code.toLowerCase()}`;
}
