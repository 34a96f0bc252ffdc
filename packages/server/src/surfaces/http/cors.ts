import type { FastifyInstance, FastifyReply } from "fastify";

/** What pages of other origins may send and read. Cookies are never let through: such pages bring a token of their own. */
const METHODS = "GET, POST, PUT, PATCH, DELETE";
const REQUEST_HEADERS =
  "authorization, content-type, accept, if-match, if-none-match, idempotency-key, last-event-id, x-request-id";
const ANSWER_HEADERS =
  "etag, link, location, retry-after, ratelimit, ratelimit-policy, x-request-id, idempotency-replayed, deprecation, sunset";
const KEPT_SECONDS = 600;

/**
 * Lets pages of the named origins in, each by its exact name. An origin that is not named gets no header of this kind, so
 * its browser shows it nothing; `createSite` refuses the call besides.
 */
export function addCors(app: FastifyInstance, origins: ReadonlySet<string>): void {
  if (origins.size === 0) return;
  app.addHook("onRequest", async (request, reply) => {
    // A cache must not show one origin what was answered to another.
    void reply.header("vary", "origin");
    const { origin } = request.headers;
    if (origin === undefined || !origins.has(origin)) return undefined;
    void reply.headers({
      "access-control-allow-origin": origin,
      "access-control-expose-headers": ANSWER_HEADERS,
      "cross-origin-resource-policy": "cross-origin",
    });
    const isPreflight = request.method === "OPTIONS" && request.headers["access-control-request-method"] !== undefined;
    return isPreflight ? preflight(reply) : undefined;
  });
}

function preflight(reply: FastifyReply): FastifyReply {
  return reply
    .headers({
      "access-control-allow-methods": METHODS,
      "access-control-allow-headers": REQUEST_HEADERS,
      "access-control-max-age": String(KEPT_SECONDS),
    })
    .code(204)
    .send();
}
