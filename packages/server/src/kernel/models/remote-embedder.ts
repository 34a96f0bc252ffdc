/**
 * An embedder that is a service. Texts go in requests of so many texts and tokens, one after another for each key; a text that the
 * service does not take is found by halving the request, shortened by half until it is taken or is short, and then has the zero vector,
 * as a text without content has. So one bad text costs a few requests and keeps none of its neighbours from being embedded.
 */
import { hash } from "node:crypto";

import { Fault } from "#kernel/errors";
import { SECOND_MS } from "#kernel/time";

import { callModel, type ModelAnswer } from "./call-model.ts";
import type { Embedder, EmbeddingPurpose } from "./embedder.ts";
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
/** Rather too few bytes than too many: a request beyond the limit is refused, and halved. */
const BYTES_PER_TOKEN = 3;
/** A number as JSON takes at most 25 characters. */
const BYTES_PER_NUMBER = 32;
const OTHER_BYTES = 64 * 1024;
/** A text of so few characters is not refused for its length. */
const SHORT = 500;
/** Any model takes it: where it is refused, the request itself is wrong. */
const HARMLESS = "text";

export function createRemoteEmbedder(access: ModelAccess, service: EmbeddingService): Embedder {
  const { ask, pace, wait = waitFor } = access;
  const { id, dimensions, maxTextsPerCall, relatedFrom, endpoint } = service;
  const key = hash("sha256", `${endpoint.href} ${service.apiKey ?? ""}`);

  function call(texts: readonly string[], purpose: EmbeddingPurpose, signal: AbortSignal): Promise<ModelAnswer> {
    const limits = purpose === "query" ? QUERY : DOCUMENTS;
    const maxBytes = texts.length * dimensions * BYTES_PER_NUMBER + OTHER_BYTES;
    const body = service.body(texts, purpose);
    const made = { endpoint, apiKey: service.apiKey, body, ...limits, maxBytes, signal };
    const work = (): Promise<ModelAnswer> => callModel({ ask, wait }, made);
    return purpose === "query" ? work() : pace({ key, gapMs: service.gapMs, signal }, work);
  }

  return {
    id,
    dimensions,
    maxTextsPerCall,
    relatedFrom,
    async embed(texts, purpose, signal) {
      if (texts.length > maxTextsPerCall) {
        throw new Fault("VALIDATION_ERROR", `at most ${maxTextsPerCall} texts can be embedded in one call`, {
          texts: texts.length,
        });
      }
      signal.throwIfAborted();
      const vectors: Float32Array[] = texts.map(() => new Float32Array(dimensions));
      const asked = texts
        // No text of more characters than a request has tokens is of use: its first lines say what it is.
        .map((text, at) => ({ at, text: plain(text.slice(0, service.tokensMax)) }))
        .filter(({ text }) => text.trim() !== "");
      const waiting = cutBatches(asked, service);
      let isProbed = false;
      for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
        const sent = batch.map(({ text }) => text);
        const answer = await call(sent, purpose, signal);
        if (answer.kind === "answered") {
          const expected = { service: endpoint.host, count: batch.length, dimensions };
          const read = readVectors(answer.json, expected);
          for (const [place, { at }] of batch.entries()) vectors[at] = read[place] ?? new Float32Array(dimensions);
          continue;
        }
        if (!isProbed) await requireTaken(() => call([HARMLESS], purpose, signal), service);
        isProbed = true;
        waiting.unshift(...smaller(batch));
      }
      return vectors;
    },
  };
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
    const own = Math.ceil(Buffer.byteLength(one.text) / BYTES_PER_TOKEN);
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
function smaller(batch: readonly Asked[]): Asked[][] {
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
