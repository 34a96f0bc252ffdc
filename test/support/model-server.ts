/** A service of models on 127.0.0.1 that speaks as Voyage's and OpenAI's do, with vectors of the built-in embedder, and misbehaves when told to. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

import { createHashEmbedder } from "../../packages/server/src/kernel/models/index.ts";

/** What the next requests get in place of an answer, or how their answer is spoilt. */
export type Misbehaviour =
  | { readonly kind: "status"; readonly status: number; readonly retryAfter?: string }
  | {
      readonly kind:
        | "html"
        | "silence"
        | "half"
        | "death"
        | "fewer"
        | "more"
        | "short"
        | "null"
        | "same index"
        | "huge";
    }
  | { readonly kind: "infinite" | "redirect" | "none" }
  /** Answers rightly, but not before. */
  | { readonly kind: "hold"; readonly until: Promise<void> };

export interface AskedModel {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: Record<string, unknown>;
}

export interface ModelServer {
  readonly origin: string;
  /** `127.0.0.1:PORT`. */
  readonly host: string;
  readonly port: number;
  readonly asked: AskedModel[];
  /** Every text whose vector was answered whole, as often as it was: what a service is paid for. */
  readonly paid: string[];
  /** One for each of the next requests; after them it behaves. */
  misbehave(...next: readonly Misbehaviour[]): void;
  /** Forgets what was told before. */
  behave(): void;
  /** From now on a request with a text of which this is true gets a 400. */
  refuse(isRefused: (text: string) => boolean): void;
  /** From now on a request with a text of which this tells a status gets that, and of an answer the vectors of others that it tells are spoilt. */
  spoil(wrongOf: (text: string) => Misbehaviour | undefined): void;
  close(): Promise<void>;
}

const hashed = createHashEmbedder({
  split: (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [],
  isStopWord: (word) => ["a", "is", "how"].includes(word),
});

/** That it counts, whatever stands in it. */
export const TOKENS_OF_A_TEXT = 10;

export async function modelServer(dimensions: number): Promise<ModelServer> {
  const asked: AskedModel[] = [];
  const paid: string[] = [];
  const queue: Misbehaviour[] = [];
  let wrongOf: (text: string) => Misbehaviour | undefined = () => undefined;
  const server = createServer((request, response) => void answer(request, response));

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const body: Record<string, unknown> = JSON.parse(Buffer.concat(chunks).toString());
    asked.push({ path: request.url ?? "", authorization: request.headers.authorization, body });
    const wrong = queue.shift();
    if (wrong?.kind === "hold") await wrong.until;
    if (wrong?.kind === "silence" || answeredOtherwise(response, wrong, String(request.headers.authorization))) return;
    const texts = strings(body["documents"] ?? body["input"]);
    const refusal = texts.map(wrongOf).find((one) => one?.kind === "status");
    if (!answeredOtherwise(response, refusal, String(request.headers.authorization)))
      await answerTo(texts, { request, response, body, wrong });
  }

  interface Understood {
    readonly request: IncomingMessage;
    readonly response: ServerResponse;
    readonly body: Record<string, unknown>;
    readonly wrong: Misbehaviour | undefined;
  }

  async function answerTo(texts: readonly string[], { request, response, body, wrong }: Understood): Promise<void> {
    const usage = { total_tokens: TOKENS_OF_A_TEXT * texts.length };
    if (body["documents"] !== undefined) {
      const places = spoilPlaces(place(String(body["query"]), texts), wrong);
      send(response, { [request.url?.startsWith("/v2/") === true ? "results" : "data"]: places, usage }, wrong);
      return;
    }
    const right = await embed(texts, dimensions);
    const data = spoil(right, wrong).flatMap((one) => spoil([one], wrongOf(texts[one.index] ?? "")));
    if (wrong === undefined || ["none", "hold"].includes(wrong.kind)) paid.push(...texts);
    send(response, { object: "list", data, usage }, wrong);
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    origin: `http://127.0.0.1:${port}`,
    host: `127.0.0.1:${port}`,
    port,
    asked,
    paid,
    misbehave: (...next) => void queue.push(...next),
    behave: () => {
      queue.length = 0;
      wrongOf = () => undefined;
    },
    refuse: (isRefused) => {
      wrongOf = (text) => (isRefused(text) ? { kind: "status", status: 400 } : undefined);
    },
    spoil: (rule) => {
      wrongOf = rule;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with something that is none. */
function answeredOtherwise(response: ServerResponse, wrong: Misbehaviour | undefined, key: string): boolean {
  if (wrong?.kind === "status") {
    const headers = wrong.retryAfter === undefined ? {} : { "retry-after": wrong.retryAfter };
    response.writeHead(wrong.status, headers).end(JSON.stringify({ error: `key ${key}` }));
  } else if (wrong?.kind === "html") {
    response.writeHead(200, { "content-type": "text/html" }).end("<html>Sign in to the network</html>");
  } else if (wrong?.kind === "redirect") {
    response.writeHead(302, { location: "http://169.254.169.254/latest/meta-data" }).end();
  }
  return response.headersSent;
}

function strings(input: unknown): string[] {
  if (!Array.isArray(input)) throw new Error("no input came");
  return input.map(String);
}

interface Entry {
  readonly index: number;
  readonly embedding: readonly (number | null)[];
}

/** Backwards, so that who trusts the place and not the index is found out. */
async function embed(texts: readonly string[], dimensions: number): Promise<Entry[]> {
  const vectors = await hashed.embed(texts, "document", new AbortController().signal);
  return vectors.map((vector, index) => ({ index, embedding: padded(vector, dimensions) })).toReversed();
}

/** Twice as long as it should be. */
function padded(vector: Float32Array, dimensions: number): number[] {
  return Array.from({ length: dimensions }, (_, at) => 2 * (vector[at] ?? 0));
}

function spoil(entries: Entry[], wrong: Misbehaviour | undefined): Entry[] {
  if (wrong?.kind === "fewer") return entries.slice(1);
  if (wrong?.kind === "more") return [...entries, { index: entries.length, embedding: entries[0]?.embedding ?? [] }];
  if (wrong?.kind === "short") return entries.map((one) => ({ ...one, embedding: one.embedding.slice(1) }));
  if (wrong?.kind === "null") return entries.map((one) => ({ ...one, embedding: [null, ...one.embedding.slice(1)] }));
  if (wrong?.kind === "same index") return entries.map((one) => ({ ...one, index: 0 }));
  return entries;
}

interface Place {
  readonly index: number;
  readonly relevance_score: number | null;
}

/** By how many words of the question a document has; in no order. */
function place(query: string, documents: readonly string[]): Place[] {
  const words = query.toLowerCase().split(/\s+/);
  return documents.map((document, index) => {
    const shared = words.filter((word) => document.toLowerCase().includes(word)).length;
    return { index, relevance_score: shared / words.length };
  });
}

function spoilPlaces(places: Place[], wrong: Misbehaviour | undefined): Place[] {
  if (wrong?.kind === "fewer") return places.slice(1);
  if (wrong?.kind === "more") return [...places, { index: places.length, relevance_score: 1 }];
  if (wrong?.kind === "null") return places.map((one) => ({ ...one, relevance_score: null }));
  if (wrong?.kind === "same index") return places.map((one) => ({ ...one, index: 0 }));
  return places;
}

function send(response: ServerResponse, answer: object, wrong: Misbehaviour | undefined): void {
  let text = JSON.stringify(answer);
  if (wrong?.kind === "infinite") text = text.replace(/-?\d[\d.e+-]*(?=[,\]])/, "1e999");
  if (wrong?.kind === "huge") text = JSON.stringify({ ...answer, rest: "x".repeat(50_000_000) });
  if (wrong?.kind === "half") text = text.slice(0, text.length / 2);
  response.writeHead(200, { "content-type": "application/json", "content-length": Buffer.byteLength(text) });
  if (wrong?.kind === "death") response.write(text.slice(0, text.length / 2), () => response.destroy());
  else response.end(text);
}
