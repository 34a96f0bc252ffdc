/**
 * An embedder that is a service. Texts go in requests of so many texts and tokens, one after another for each key; a text that the
 * service does not take, or on which it fails, is found by halving the request, shortened by half until it is taken or is short, and then
 * has the zero vector, as a text without content has; so does one whose vector is unusable twice. So one bad text costs a few requests and
 * keeps none of its neighbours from being embedded.
 */
import { hash } from "node:crypto";

import { Fault, isFault } from "#kernel/errors";
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
/** Of a request whose texts have been asked for before. */
const AGAIN_ATTEMPTS = 2;
/** The service has failed, by HTTP. */
const FAILED = 500;
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

/** `failed`: it has answered again and again that it failed, which may be the doing of a text. */
type Called = ModelAnswer | { readonly kind: "failed"; readonly fault: Fault };
type Call = (texts: readonly string[], how: How, attempts?: number) => Promise<Called>;

/** One request, in the turn of its key where nobody waits for the answer. */
function callerOf({ ask, pace, wait = waitFor, meter }: ModelAccess, service: EmbeddingService): Call {
  const { id, endpoint, apiKey, dimensions, gapMs } = service;
  const key = hash("sha256", `${endpoint.href} ${apiKey ?? ""}`);
  return async (texts, { purpose, signal }, attempts) => {
    const { timeoutMs, ...limits } = purpose === "query" ? QUERY : DOCUMENTS;
    const maxBytes = texts.length * dimensions * BYTES_PER_NUMBER + OTHER_BYTES;
    const tokens = texts.reduce((sum, text) => sum + tokensOf(text), 0);
    const counted = { model: id, tokens, attempts: attempts ?? limits.attempts };
    const made = { endpoint, apiKey, body: service.body(texts, purpose), timeoutMs, ...counted, maxBytes, signal };
    const work = (): Promise<ModelAnswer> => callModel({ ask, wait, meter }, made);
    if (purpose === "query") return work();
    try {
      return await pace({ key, gapMs, signal }, work);
    } catch (error) {
      if (!isFault(error, "UPSTREAM_FAILED") || !mayBeOfText(error)) throw error;
      return { kind: "failed", fault: error };
    }
  };
}

/** A service that says when to come back is not at odds with a text. */
function mayBeOfText({ details }: Fault): boolean {
  return Number(details["status"]) >= FAILED && details["retryAfterSeconds"] === undefined;
}

interface Asking {
  readonly service: EmbeddingService;
  readonly call: Call;
  readonly how: How;
}

interface Batch {
  readonly asked: readonly Asked[];
  /** Each of these was in an answer that could not be used. */
  readonly isAgain: boolean;
  /** The service has taken another text since these were first refused. */
  readonly isProbed: boolean;
}

/** What came of a batch: vectors, and what is still to be asked for. */
interface Outcome {
  readonly part: EmbeddedPart | undefined;
  readonly left: readonly Batch[];
}

async function* parts({ service, call }: Omit<Asking, "how">, texts: readonly string[], how: How) {
  const { maxTextsPerCall } = service;
  requireFew(texts, maxTextsPerCall);
  how.signal.throwIfAborted();
  // No text of more characters than a request has tokens is of use: its first lines say what it is.
  const all = texts.map((text, at) => ({ at, text: redactSource(plain(text.slice(0, service.tokensMax))) }));
  const blank = all.filter(isBlank);
  if (blank.length > 0) yield withoutContent(blank, service);
  const said = all.filter((one) => !isBlank(one));
  const waiting: Batch[] = cutBatches(said, service).map((asked) => ({ asked, isAgain: false, isProbed: false }));
  for (let batch = waiting.shift(); batch !== undefined; batch = waiting.shift()) {
    const { part, left } = await askFor({ service, call, how }, batch);
    if (part !== undefined) yield part;
    waiting.unshift(...left);
  }
}

async function askFor(asking: Asking, batch: Batch): Promise<Outcome> {
  const { call, how } = asking;
  const texts = batch.asked.map(({ text }) => text);
  const answer = await call(texts, how, batch.isAgain && how.purpose === "document" ? AGAIN_ATTEMPTS : undefined);
  if (answer.kind === "answered") return readAnswer(asking, batch, answer.json);
  // Another text is taken, so it is these that are not.
  if (answer.kind === "failed" || !batch.isProbed) await requireUsable(asking);
  const halves = answer.kind === "refused" ? cutSmaller(batch.asked) : cutInTwo(batch);
  if (halves.length === 0) return { part: withoutContent(batch.asked, asking.service), left: [] };
  const isAgain = batch.isAgain || answer.kind === "failed";
  return { part: undefined, left: halves.map((asked) => ({ asked, isAgain, isProbed: true })) };
}

/** The good vectors of an answer are kept, and the other texts asked for again; where none is good then, they have the zero vector. */
async function readAnswer(asking: Asking, batch: Batch, json: unknown): Promise<Outcome> {
  const { endpoint, dimensions } = asking.service;
  const { asked, isAgain } = batch;
  const answers = readVectors(json, { service: endpoint.host, count: asked.length, dimensions });
  const [fault] = answers.filter((answer) => answer instanceof Fault);
  if (fault !== undefined && asking.how.purpose === "query") throw fault;
  const vectors = answers.filter((answer) => answer instanceof Float32Array);
  const places = asked.flatMap(({ at }, index) => (answers[index] instanceof Fault ? [] : [at]));
  const part = vectors.length === 0 ? undefined : { places, vectors };
  const bad = asked.filter((_, index) => answers[index] instanceof Fault);
  if (bad.length === 0) return { part, left: [] };
  if (part !== undefined || !isAgain) return { part, left: [{ ...batch, asked: bad, isAgain: true }] };
  await requireUsable(asking);
  return { part: withoutContent(bad, asking.service), left: [] };
}

/** @throws Fault where not even a text that any model takes has a vector: then it is no text's doing. */
async function requireUsable({ call, how, service: { endpoint, id, dimensions } }: Asking): Promise<void> {
  const service = endpoint.host;
  const probe = await call([HARMLESS], how, 1);
  if (probe.kind === "failed") throw probe.fault;
  if (probe.kind === "refused") {
    throw new Fault("MODEL_REFUSED", `${service} takes no text for this model`, { service, model: id });
  }
  const [vector] = readVectors(probe.json, { service, count: 1, dimensions });
  if (vector instanceof Fault) throw vector;
}

function isBlank({ text }: Asked): boolean {
  return text.trim() === "";
}

function withoutContent(texts: readonly Asked[], { dimensions }: EmbeddingService): EmbeddedPart {
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
function cutSmaller(batch: readonly Asked[]): (readonly Asked[])[] {
  if (batch.length > 1) return halvesOf(batch);
  return batch
    .filter(({ text }) => text.length > SHORT)
    .map(({ at, text }) => [{ at, text: plain(text.slice(0, text.length / 2)) }]);
}

/** What is tried in place of a request on which the service failed: its halves; a text alone once more, for it may have come to itself. */
function cutInTwo({ asked, isAgain }: Batch): (readonly Asked[])[] {
  if (asked.length > 1) return halvesOf(asked);
  return isAgain ? [] : [asked];
}

function halvesOf(batch: readonly Asked[]): (readonly Asked[])[] {
  const middle = Math.ceil(batch.length / 2);
  return [batch.slice(0, middle), batch.slice(middle)];
}
