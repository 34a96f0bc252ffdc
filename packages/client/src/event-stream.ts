import type { FetchResponse } from "./fetch.ts";

export interface ServerEvent {
  readonly id: string | undefined;
  readonly event: string;
  readonly data: string;
}

/** The events of an answer as it arrives (WHATWG HTML, server-sent events). `onBytes` is called for comments too: somebody is there. */
export async function* eventsOf(response: FetchResponse, onBytes: () => void): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let text = "";
  for await (const bytes of chunksOf(response)) {
    onBytes();
    text += typeof bytes === "string" ? bytes : decoder.decode(bytes, { stream: true });
    // A line end at the very end may be the first half of CR LF.
    const blocks = text.replaceAll(/\r\n|\r(?!$)/g, "\n").split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = eventOf(block);
      if (event !== undefined) yield event;
    }
  }
}

async function* chunksOf(response: FetchResponse): AsyncGenerator<Uint8Array | string> {
  if (response.body === null) return yield await response.text();
  const reader = response.body.getReader();
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) {
      if (next.value !== undefined) yield next.value;
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

function eventOf(block: string): ServerEvent | undefined {
  const fields = new Map<string, string>();
  for (const line of block.split("\n")) {
    const [, name = "", value = ""] = /^([^:]+)(?:: ?(.*))?$/.exec(line) ?? [];
    const before = fields.get(name);
    fields.set(name, name === "data" && before !== undefined ? `${before}\n${value}` : value);
  }
  const data = fields.get("data");
  return data === undefined ? undefined : { id: fields.get("id"), event: fields.get("event") ?? "message", data };
}
