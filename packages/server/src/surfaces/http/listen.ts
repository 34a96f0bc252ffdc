import type { FastifyInstance } from "fastify";

import { Fault } from "#kernel/errors";

/** By system error: what stands in the way, and what to do. */
const REASONS: ReadonlyMap<string, string> = new Map([
  ["EADDRINUSE", "the port is in use: stop what listens there, or choose another (0 takes a free one)"],
  ["EACCES", "this user may not use the port: choose one above 1023"],
  ["EADDRNOTAVAIL", "the address is not one of this machine's"],
  ["ENOTFOUND", "the name of the host is not known"],
]);

const WILDCARDS: ReadonlyMap<string, string> = new Map([
  ["0.0.0.0", "127.0.0.1"],
  ["::", "::1"],
]);

/** Starts to listen and answers with a URL that a client on this machine can use. @throws Fault CONFLICT */
export async function listen(
  app: FastifyInstance,
  { host, port }: { readonly host: string; readonly port: number },
): Promise<string> {
  try {
    await app.listen({ host, port });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const reason = REASONS.get(code);
    if (reason === undefined) throw error;
    throw new Fault("CONFLICT", `cannot listen on port ${port} of ${host}: ${reason}`, { host, port }, error);
  }
  const address = app.server.address();
  const bound = typeof address === "object" && address !== null ? address.port : port;
  const name = WILDCARDS.get(host) ?? host;
  return `http://${name.includes(":") ? `[${name}]` : name}:${bound}`;
}
