import type { FastifyRequest } from "fastify";

import { Fault } from "#kernel/errors";

/**
 * Fields come from the path, and from the query string (GET) or the JSON body.
 * @throws Fault VALIDATION_ERROR where a field comes twice
 */
export function inputOf({ method, query, body, params }: FastifyRequest): unknown {
  const given = method === "GET" || method === "HEAD" ? query : (body ?? {});
  // Not an object: the operation's own schema says so.
  if (typeof given !== "object" || given === null || Array.isArray(given)) return given;
  const inPath: Record<string, unknown> = { ...Object(params) };
  // `/things/` is not the thing without a name.
  if (Object.values(inPath).includes("")) throw new Fault("NOT_FOUND", "there is no such resource");
  const fromPath = Object.keys(inPath);
  const twice = fromPath.filter((name) => Object.hasOwn(given, name));
  if (twice.length > 0) {
    const problems = twice.map((path) => ({ path, message: "is part of the path already" }));
    throw new Fault("VALIDATION_ERROR", `"${twice.join('", "')}" is part of the path already`, { problems });
  }
  return { ...given, ...inPath };
}
