import type { FetchResponse } from "@aether/client";

export interface AnswerHead {
  readonly status: number;
  /** By names in lower case. */
  readonly headers: Readonly<Record<string, unknown>>;
}

/** A stream of Node as the client reads answers: whole, or as it arrives. */
export function streamAnswer({ status, headers }: AnswerHead, stream: NodeJS.ReadableStream): FetchResponse {
  // Taken at once: what arrives or breaks before somebody reads is not lost.
  const chunks = stream[Symbol.asyncIterator]();
  async function whole(): Promise<Buffer> {
    const parts: Buffer[] = [];
    for (let next = await chunks.next(); next.done !== true; next = await chunks.next()) {
      parts.push(Buffer.from(next.value));
    }
    return Buffer.concat(parts);
  }
  return {
    status,
    headers: {
      get(name) {
        const value = headers[name];
        return typeof value === "string" ? value : null;
      },
    },
    body: {
      getReader: () => ({
        read: async () => {
          const next = await chunks.next();
          return next.done === true ? { done: true } : { done: false, value: Buffer.from(next.value) };
        },
        cancel: async () => void (await chunks.return?.()),
      }),
    },
    text: async () => (await whole()).toString("utf8"),
    arrayBuffer: async () => new Uint8Array(await whole()).buffer,
  };
}
