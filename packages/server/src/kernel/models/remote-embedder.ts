/**
 * An embedder that is a service. Texts go in requests of so many texts and tokens, one after another for each key; a text that the
 * service does not take is found by halving the request, shortened by half until it is taken or is short, and then has the zero vector,
 * as a text without content has. So one bad text costs a few requests and keeps none of its neighbours from being embedded.
 */
import { hash } from "node:crypto";

import { Fault } from "#kernel/errors";
import { redactSource } from "#kernel/log";
import { SECOND_MS } from "#kernel/time";

import { callModel, type ModelAnswer } from "./call-model.ts";
import type { EmbeddedPart, Embedder, EmbeddingPurpose } from "./embedder.ts";
import { tokensOf } from "./meter.ts";
import type { ModelAccess } from "./model-access.ts";
import { waitFor } from "./pace.ts";
import { readVectors } from "./read-vectors.ts";

/** What tells one service from another. */
export interface EmbeddingService extends Pick<Embedder, "id" | "dimensions" | "maxTextsPerCall" | "relatedFrom"> {
  readonly endpoint: URL;
  readonly apiKey: string | undefined;
  readonly tokensMax: number;
  /** Between the end of a request with documents and the beginning of the next. */
  readonly gapMs: number;
  body(texts: readonly string[], purpose: EmbeddingPurpose): object;
}

interface Asked {
  readonly at: number;
  readonly text: string;
}

const DOCUMENTS = { attempts: 5, timeoutMs: 60 * SECOND_MS };
/** Somebody waits for it; without a vector there are still words. */
const QUERY = { attempts: 1, timeoutMs: 5 * SECOND_MS };
/** A number as JSON takes at most 25 characters. */
const BYTES_PER_NUMBER = 32;
const OTHER_BYTES = 64 * 1024;
/** A text of so few characters is not refused for its length. */
const SHORT = 500;
/** Any model takes it: where it is refused, the request itself is wrong. */
const HARMLESS = "text";

export function createRemoteEmbedder(access: ModelAccess, service: EmbeddingService): Embedder {
  const { id, dimensions, maxTextsPerCall, relatedFrom } = service;
  const call = callerOf(access, service);
  return {
    id,
    dimensions,
    maxTextsPerCall,
    relatedFrom,
    embedParts: (texts, signal) => parts({ service, call }, texts, { purpose: "document", signal }),
    async embed(texts, purpose, signal) {
      const vectors: Float32Array[] = [];
      for await (const part of parts({ service, call }, texts, { purpose, signal })) {
        for (const [at, place] of part.places.entries()) {
          vectors[place] = part.vectors[at] ?? new Float32Array(dimensions);
        }
      }
      return vectors;
    },
  };
}

interface How {
  readonly purpose: EmbeddingPurpose;
  readonly signal: AbortSignal;
}
type Call = (texts: readonly string[], how: How) => Promise<ModelAnswer>;

/** One request, in the turn of its key where nobody waits for the answer. */
function callerOf({ ask, pace, wait = waitFor, meter }: ModelAccess, service: EmbeddingService): Call {
  const { id, endpoint, apiKey, dimensions, gapMs } = service;
  const key = hash("sha256", `${endpoint.href} ${apiKey ?? ""}`);
  return (texts, { purpose, signal }) => {
    const limits = purpose === "query" ? QUERY : DOCUMENTS;
    const maxBytes = texts.length * dimensions * BYTES_PER_NUMBER + OTHER_BYTES;
    const tokens = texts.reduce((sum, text) => sum + tokensOf(text), 0);
    const counted = { model: id, tokens };
    const made = { endpoint, apiKey, body: service.body(texts, purpose), ...limits, ...counted, maxBytes, signal };
    const work = (): Promise<ModelAnswer> => callModel({ ask, wait, meter }, made);
    return purpose === "query" ? work() : pace({ key, gapMs, signal }, work);
  };
}

interface Asking {
  readonly service: EmbeddingService;
  readonly call: Call;
}

async function* parts({ service, call }: Asking, texts: readonly string[], how: How): AsyncGenerator<EmbeddedPart> {
  const { dimensions, endpoint, maxTextsPerCall } = service;
  requireFew(texts, maxTextsPerCall);
  how.signal.throwIfAborted();
  // No text of more characters than a request has tokens is of use: its first lines say what it is.
  const all = texts.map((text, at) => ({ at, text: redactSource(plain(text.slice(0, service.tokensMax))) }));
  const blank = all.filter(isBlank);
  if (blank.length > 0) yield withoutContent(blank, dimensions);
  const waiting = cutBatches(
    all.filter((one) => !isBlank(one)),
    service,
  );
  let isProbed = false;
  for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
    const answer = await call(
      batch.map(({ text }) => text),
      how,
    );
    if (answer.kind === "answered") {
      const expected = { service: endpoint.host, count: batch.length, dimensions };
      yield { places: batch.map(({ at }) => at), vectors: readVectors(answer.json, expected) };
      continue;
    }
    if (!isProbed) await requireTaken(() => call([HARMLESS], how), service);
    isProbed = true;
    const smaller = cutSmaller(batch);
    if (smaller.length === 0) yield withoutContent(batch, dimensions);
    waiting.unshift(...smaller);
  }
}

function isBlank({ text }: Asked): boolean {
  return text.trim() === "";
}

function withoutContent(texts: readonly Asked[], dimensions: number): EmbeddedPart {
  return { places: texts.map(({ at }) => at), vectors: texts.map(() => new Float32Array(dimensions)) };
}

function requireFew(texts: readonly string[], maxTexts: number): void {
  if (texts.length <= maxTexts) return;
  throw new Fault("VALIDATION_ERROR", `at most ${maxTexts} texts can be embedded in one call`, { texts: texts.length });
}

/** Pairs of surrogates torn apart are no UTF-8, and NUL is more than some servers bear. */
function plain(text: string): string {
  return text.toWellFormed().replaceAll("\0", " ");
}

/** In order, as few as the limits let be. */
function cutBatches(asked: readonly Asked[], { maxTextsPerCall, tokensMax }: EmbeddingService): Asked[][] {
  const batches: Asked[][] = [];
  let tokens = 0;
  for (const one of asked) {
    // A request beyond the limit is refused, and halved.
    const own = tokensOf(one.text);
    const last = batches.at(-1);
    if (last === undefined || last.length >= maxTextsPerCall || tokens + own > tokensMax) {
      batches.push([one]);
      tokens = own;
    } else {
      last.push(one);
      tokens += own;
    }
  }
  return batches;
}

/** What is tried in place of a refused request: its halves, half of its only text, or nothing. */
function cutSmaller(batch: readonly Asked[]): Asked[][] {
  const middle = Math.ceil(batch.length / 2);
  if (batch.length > 1) return [batch.slice(0, middle), batch.slice(middle)];
  return batch
    .filter(({ text }) => text.length > SHORT)
    .map(({ at, text }) => [{ at, text: plain(text.slice(0, text.length / 2)) }]);
}

async function requireTaken(probe: () => Promise<ModelAnswer>, { endpoint, id }: EmbeddingService): Promise<void> {
  if ((await probe()).kind === "answered") return;
  throw new Fault("MODEL_REFUSED", `${endpoint.host} takes no text for this model`, {
    service: endpoint.host,
    model: id,
  });
}
