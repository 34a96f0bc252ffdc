import { bodyStream, lengthOf } from "./body-stream.ts";
import { streamAnswer } from "./stream-answer.ts";
import type { Transport } from "./transport.ts";

/**
 * To a server over a socket, without redirects. Node's own `fetch` costs 60 ms of CPU when it is first used, twice what a
 * bare Node needs to start; and the modules are taken by `getBuiltinModule`, because an import of node:http reads every one
 * of its exports, WebSocket included, and costs as much again.
 */
export function socketTransport(url: string): Transport {
  const http = process.getBuiltinModule(new URL(url).protocol === "https:" ? "node:https" : "node:http");
  const agent = new http.Agent({ keepAlive: true });
  return {
    url,
    baseUrl: url.replace(/\/+$/, ""),
    isInProcess: false,
    fetch: (target, { method, headers: given, body, signal }) =>
      new Promise((resolve, reject) => {
        // Node says the length of a body by itself only where it expects one, which for DELETE it does not.
        const headers = { ...given, ...lengthOf(body) };
        const request = http.request(target, { method, headers, signal, agent });
        request.on("error", reject);
        request.on("response", (response) => {
          const { statusCode: status = 0, headers: answered } = response;
          resolve(streamAnswer({ status, headers: answered }, response));
        });
        if (body === undefined || typeof body === "string") request.end(body);
        // A server that has refused an archive does not read the rest of it.
        else bodyStream(body).on("error", reject).pipe(request);
      }),
    close: () => {
      agent.destroy();
      return Promise.resolve();
    },
  };
}
