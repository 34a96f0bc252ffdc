import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

import { onTestFinished } from "vitest";

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export type Reply = (asked: Asked, response: ServerResponse) => void;

/** A server over a real socket that gives one reply after the other, the last one again and again, and keeps what it was asked. */
export async function scriptedServer(...replies: readonly Reply[]) {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      const { method = "", url = "", headers } = request;
      const all: Asked = { method, url, headers, body: Buffer.concat(chunks).toString("utf8") };
      asked.push(all);
      replies[Math.min(asked.length, replies.length) - 1]?.(all, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port }: { readonly port?: number } = Object(server.address());
  return { baseUrl: `http://127.0.0.1:${port}`, asked };
}

const metadata = { request_id: "r-1", timestamp: "2026-01-01T00:00:00.000Z", version: "1" };

export const ok =
  (data: unknown): Reply =>
  (_, response) =>
    void response
      .writeHead(200, { "content-type": "application/json" })
      .end(JSON.stringify({ success: true, data, metadata }));

export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly retry?: boolean;
  readonly headers?: Readonly<Record<string, string>>;
}

/** As RFC 9457 has it: what our server sends to those who accept it. */
export const refuse =
  ({ status, code, retry = false, headers = {} }: Refusal): Reply =>
  (_, response) =>
    void response.writeHead(status, { "content-type": "application/problem+json", ...headers }).end(
      JSON.stringify({
        type: "urn:x",
        title: code,
        status,
        detail: `it was ${code}`,
        code,
        details: { a: 1 },
        remedy: "Do this.",
        doc_url: `/api/v1/errors/${code.toLowerCase()}`,
        retry,
        request_id: "r-2",
      }),
    );

export const breakOff: Reply = (_, response) => void response.socket?.destroy();
