/**
 * A secret of an answer that a browser keeps for our pages, where scripts cannot read it: over https or on this machine,
 * and for pages of our own origin alone. Browsers say in Sec-Fetch-Site where a call comes from, and pages cannot forge it; a call that
 * does not say "same-origin" is answered as any program's, and its cookie does not count.
 */
import type { FastifyReply, FastifyRequest } from "fastify";

import type { AnyOperation } from "#kernel/operation";

const RULES = "Path=/; Secure; HttpOnly; SameSite=Strict";
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;
const LIFE_SECONDS = 30 * 24 * 60 * 60; // of a session

/** The input, with the secret of the cookie where it names none itself. */
export function withCookie({ http }: AnyOperation, request: FastifyRequest, input: unknown): unknown {
  const field = http.cookie?.field;
  if (field === undefined || !isOwnPage(request) || typeof input !== "object" || input === null) return input;
  if (Array.isArray(input) || Object.hasOwn(input, field)) return input;
  const name = cookieName(field);
  const pairs = (request.headers.cookie ?? "").split(";").map((pair) => pair.trim());
  const kept = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1);
  return kept === undefined || kept === "" ? input : { ...input, [field]: kept };
}

/** The answer, without the secret that the browser was given to keep. */
export function intoCookie(
  { http }: AnyOperation,
  call: { request: FastifyRequest; reply: FastifyReply },
  data: unknown,
) {
  if (http.cookie === undefined || !isOwnPage(call.request)) return data;
  const { field, ends = false } = http.cookie;
  const secret: unknown = Object(data)[field];
  if (ends) void call.reply.header("set-cookie", `${cookieName(field)}=; Max-Age=0; ${RULES}`);
  if (typeof secret !== "string") return data;
  void call.reply.header("set-cookie", `${cookieName(field)}=${secret}; Max-Age=${LIFE_SECONDS}; ${RULES}`);
  return { ...Object(data), [field]: null };
}

/** The prefix makes browsers refuse it without Secure, with another path, or for other hosts of the domain. */
function cookieName(field: string): string {
  return `__Host-aether_${field}`;
}

/** To this machine browsers keep Secure cookies by plain http, too: nobody is in between (Secure Contexts, 3.1). */
function isOwnPage({ protocol, headers }: FastifyRequest): boolean {
  const isSafe = protocol === "https" || LOOPBACK.test(headers.host ?? "");
  return isSafe && headers["sec-fetch-site"] === "same-origin";
}
