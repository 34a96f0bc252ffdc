import type { Category } from "#kernel/errors";

/** The only place where an error gets an HTTP status. 499 is nginx's number for a caller who has gone. */
export const STATUS: Readonly<Record<Category, number>> = {
  bad_request: 400,
  usage: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method: 405,
  conflict: 409,
  changed: 412,
  too_large: 413,
  media_type: 415,
  range: 416,
  unprocessable: 422,
  precondition: 428,
  limited: 429,
  cancelled: 499,
  internal: 500,
  unavailable: 503,
  timeout: 504,
};
