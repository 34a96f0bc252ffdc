import type { FastifyReply } from "fastify";

import type { AnyOperation } from "#kernel/operation";

import { API_PREFIX } from "./api-prefix.ts";

/** Names of the headers, as OpenAPI lists them for what is deprecated. */
export const DEPRECATION_HEADERS = { Deprecation: "Deprecation", Sunset: "Sunset" } as const;

/** On every answer of an operation that will go, refusals included: since when, until when (RFC 9745, RFC 8594), and its successor. */
export function tellDeprecation({ deprecated }: Pick<AnyOperation, "deprecated">, reply: FastifyReply): void {
  if (deprecated === undefined) return;
  const { since, sunset, successor } = deprecated;
  void reply.header("deprecation", `@${Date.parse(since) / 1000}`);
  if (sunset !== undefined) void reply.header("sunset", new Date(sunset).toUTCString());
  addLink(reply, `<${API_PREFIX}${successor}>; rel="successor-version"`);
}

/** Beside the links that the answer has already. */
export function addLink(reply: FastifyReply, link: string): void {
  const before = reply.getHeader("link");
  void reply.header("link", typeof before === "string" ? `${before}, ${link}` : link);
}
