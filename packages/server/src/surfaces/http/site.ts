import type { IncomingHttpHeaders } from "node:http";

import { Fault } from "#kernel/errors";

const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

export interface Site {
  /** @throws Fault FORBIDDEN when the call was made under a foreign name or from a foreign page. */
  check(headers: IncomingHttpHeaders): void;
}

/**
 * Keeps pages of other sites out: a name that was rebound to this machine shows in Host (DNS rebinding), a foreign
 * page shows in Origin (cross-site requests).
 */
export function createSite(configuredHosts: readonly string[]): Site {
  const allowed = new Set([...LOOPBACK, ...configuredHosts.map((host) => host.toLowerCase())]);
  return {
    check({ host, origin }) {
      if (host === undefined || !allowed.has(withoutPort(host))) {
        throw new Fault("FORBIDDEN", "this server does not answer to the name in the Host header", {
          allowed: [...allowed],
        });
      }
      if (origin !== undefined && origin !== `http://${host}` && origin !== `https://${host}`) {
        throw new Fault("FORBIDDEN", "calls from pages of another origin are refused", { origin: "foreign" });
      }
    },
  };
}

function withoutPort(host: string): string {
  return host.toLowerCase().replace(/:\d{1,5}$/, "");
}
