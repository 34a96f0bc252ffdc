import type { FastifyInstance, FastifyRequest } from "fastify";

import { API_PREFIX } from "../api-prefix.ts";

export interface ApiAnswer {
  readonly status: number;
  /** Of the envelope. */
  readonly data: Readonly<Record<string, unknown>>;
  /** For the person, where it did not work. */
  readonly message: string;
  readonly cookies: readonly string[];
  readonly retryAfter: string | undefined;
}

export interface ApiCall {
  readonly path: `/${string}`;
  readonly body: object;
  /** An access token. */
  readonly token?: string;
}

/** What says from where and from what page a call comes; what a proxy before us added included. */
const PASSED_ON = [
  "host",
  "origin",
  "user-agent",
  "sec-fetch-site",
  "cookie",
  "forwarded",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
];

/**
 * Calls the API in this process as the browser that sent the form would have: its limits, its records and its cookies are
 * those of any call.
 */
export async function askApi(
  app: FastifyInstance,
  request: FastifyRequest,
  { path, body, token }: ApiCall,
): Promise<ApiAnswer> {
  const passed = PASSED_ON.flatMap((name) => {
    const value = request.headers[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const own = { "content-type": "application/json", "x-request-id": request.id };
  const answer = await app.inject({
    method: "POST",
    url: API_PREFIX + path,
    remoteAddress: request.raw.socket.remoteAddress ?? "",
    headers: {
      ...Object.fromEntries(passed),
      ...own,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
    payload: JSON.stringify(body),
  });
  const envelope: { readonly data?: unknown; readonly error?: { readonly message?: unknown } } = Object(answer.json());
  const message = envelope.error?.message;
  const retryAfter = answer.headers["retry-after"];
  return {
    status: answer.statusCode,
    data: Object(envelope.data),
    message: typeof message === "string" ? message : "",
    cookies: [answer.headers["set-cookie"] ?? []].flat(),
    retryAfter: typeof retryAfter === "string" ? retryAfter : undefined,
  };
}
