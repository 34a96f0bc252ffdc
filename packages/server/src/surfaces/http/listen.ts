import { createServer } from "node:net";

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

const PORTS_TRIED = 10;

/** The port itself where it is free, else the next one that is, else 0: any. For whoever did not ask for one. */
export async function freePortFrom({ host, port }: { readonly host: string; readonly port: number }): Promise<number> {
  for (let candidate = port; candidate < port + PORTS_TRIED; candidate++) {
    if (await isFree(host, candidate)) return candidate;
  }
  return 0;
}

/** What stands in the way besides a busy port, listening itself will tell. */
function isFree(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", (error) => resolve(!("code" in error && error.code === "EADDRINUSE")));
    probe.listen({ host, port }, () => void probe.close(() => resolve(true)));
  });
}
