import type * as Http from "node:http";

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
    send: ({ method, path, headers: given, body, signal }) => {
      const headers = {
        ...given,
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "content-length": Buffer.byteLength(body) }),
      };
      const { hostname, port } = base;
      const host = hostname.replace(/^\[(.*)\]$/, "$1");
      const options = { host, port, method, path: prefix + path, headers, signal, agent };
      return receive(http.request(options), body);
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
        const { statusCode: status = 0, headers } = response;
        resolve({ status, headers, bytes: Buffer.concat(chunks) });
      });
    });
    request.end(body);
  });
}
