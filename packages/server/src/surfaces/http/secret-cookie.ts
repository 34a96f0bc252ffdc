/**
 * A secret of an answer that a browser keeps for our pages, where scripts cannot read it: over https or on this machine,
 * and for pages of our own origin alone. Browsers say in Sec-Fetch-Site where a call comes from, and pages cannot forge it; a call that
 * does not say "same-origin" is answered as any program's, and its cookie does not count.
 */
import type { FastifyReply, FastifyRequest } from "fastify";

import type { AnyOperation } from "#kernel/operation";

const RULES = "Path=/; Secure; HttpOnly; SameSite=Strict";
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])(?::\d+)?$/i;
const DAY_SECONDS = 24 * 60 * 60;
const DAYS = 30; // of a session

/** The input, with the secrets of the cookies where it names none itself. */
export function withCookies({ http }: AnyOperation, request: FastifyRequest, input: unknown): unknown {
  if (http.cookies === undefined || !isOwnPage(request) || typeof input !== "object" || input === null) return input;
  if (Array.isArray(input)) return input;
  const pairs = (request.headers.cookie ?? "").split(";").map((pair) => pair.trim());
  const kept = http.cookies.flatMap(({ field }) => {
    const name = cookieName(field);
    const secret = pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1) ?? "";
    return secret === "" ? [] : [[field, secret] as const];
  });
  return { ...Object.fromEntries(kept), ...input };
}

/** The answer, without the secrets that the browser was given to keep. */
export function intoCookies(
  { http }: AnyOperation,
  call: { request: FastifyRequest; reply: FastifyReply },
  data: unknown,
) {
  if (http.cookies === undefined || !isOwnPage(call.request)) return data;
  const left = new Map<string, unknown>(Object.entries(Object(data)));
  for (const { field, ends = false, days = DAYS } of http.cookies) {
    const secret = left.get(field);
    if (ends) void call.reply.header("set-cookie", `${cookieName(field)}=; Max-Age=0; ${RULES}`);
    if (typeof secret !== "string") continue;
    void call.reply.header("set-cookie", `${cookieName(field)}=${secret}; Max-Age=${days * DAY_SECONDS}; ${RULES}`);
    left.set(field, null);
  }
  return Object.fromEntries(left);
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
