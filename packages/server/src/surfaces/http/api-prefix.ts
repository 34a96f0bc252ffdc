/** Before the path of every operation. */
export const API_PREFIX = "/api/v1";
