import type * as Http from "node:http";

import { CliError } from "./failure.ts";
import type { ApiResponse, Transport } from "./transport.ts";

/**
 * Calls a server over a socket. The modules are taken by `getBuiltinModule`: an import of node:http reads every one of
 * its exports, WebSocket included, and costs more CPU than starting Node.
 */
export function httpTransport(url: string, token: string | undefined): Transport {
  const base = new URL(url);
  const http = process.getBuiltinModule(base.protocol === "https:" ? "node:https" : "node:http");
  const prefix = base.pathname.replace(/\/$/, "");
  const agent = new http.Agent({ keepAlive: true });
  return {
    url,
    isInProcess: false,
    send: ({ method, path, body, signal }) => {
      const headers = {
        accept: "application/json",
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && {
          "content-type": "application/json",
          "content-length": Buffer.byteLength(body),
        }),
      };
      const { hostname, port } = base;
      const host = hostname.replace(/^\[(.*)\]$/, "$1");
      const options = { host, port, method, path: prefix + path, headers, signal, agent };
      return receive(http.request(options), body).catch((error: unknown) => {
        throw signal.aborted ? error : unreachable(url, error);
      });
    },
    close: () => {
      agent.destroy();
      return Promise.resolve();
    },
  };
}

function receive(request: Http.ClientRequest, body: string | undefined): Promise<ApiResponse> {
  return new Promise((resolve, reject) => {
    request.on("error", reject);
    request.on("response", (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") });
      });
    });
    request.end(body);
  });
}

function unreachable(url: string, cause: unknown): CliError {
  const reason = cause instanceof Error && "code" in cause ? String(cause.code) : "no answer";
  return new CliError({
    code: "STORAGE_UNAVAILABLE",
    message: `the server at ${url} cannot be reached (${reason})`,
    next: "Start it with `aether serve`, or check --api-url.",
    details: { reason },
    cause,
  });
}
