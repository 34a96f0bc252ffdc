import type { IncomingMessage } from "node:http";

import { Fault } from "#kernel/errors";

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

export interface Site {
  /** @throws Fault FORBIDDEN when the call was made under a foreign name or from a foreign page; two names are malformed. */
  check(request: Pick<IncomingMessage, "headers" | "rawHeaders">): void;
}

/**
 * Keeps pages of other sites out, save those of the named origins: a name that was rebound to this machine shows in Host (DNS rebinding), a foreign
 * page shows in Origin (cross-site requests).
 */
export function createSite(configuredHosts: readonly string[], origins: ReadonlySet<string>): Site {
  const allowed = new Set([...LOOPBACK, ...configuredHosts.map((host) => host.toLowerCase())]);
  let lastAllowed: string | undefined; // as it was written: most calls come under one name
  return {
    check({ headers: { host, origin }, rawHeaders }) {
      // Node takes the first; whoever stands before us may have taken the second.
      if (hostsIn(rawHeaders) > 1) {
        throw new Fault("VALIDATION_ERROR", "the request is malformed", { reason: "several Host headers" });
      }
      if (host === undefined || (host !== lastAllowed && !allowed.has(withoutPort(host)))) {
        throw new Fault("FORBIDDEN", "this server does not answer to the name in the Host header", {
          allowed: [...allowed],
        });
      }
      lastAllowed = host;
      if (origin === undefined || origins.has(origin)) return;
      if (origin !== `http://${host}` && origin !== `https://${host}`) {
        throw new Fault("FORBIDDEN", "calls from pages of another origin are refused", { origin: "foreign" });
      }
    },
  };
}

function hostsIn(rawHeaders: readonly string[]): number {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at] ?? "";
    if (name.length === 4 && name.toLowerCase() === "host") hosts += 1;
  }
  return hosts;
}

function withoutPort(host: string): string {
  return host.toLowerCase().replace(/:\d{1,5}$/, "");
}
