/** A reranker that is a service. It is asked once: somebody waits, and without it there is an order, too. */
import { Fault } from "#kernel/errors";
import { redactSource } from "#kernel/log";

import { callModel } from "./call-model.ts";
import { tokensOf } from "./meter.ts";
import type { ModelAccess } from "./model-access.ts";
import { waitFor } from "./pace.ts";
import { readPlaces } from "./read-places.ts";
import type { Reranker } from "./reranker.ts";

/** What tells one service from another. */
export interface RerankingService extends Pick<Reranker, "id" | "maxDocuments"> {
  readonly endpoint: URL;
  readonly apiKey: string | undefined;
  /** The list of the answer that holds the places. */
  readonly list: "data" | "results";
  body(query: string, documents: readonly string[]): object;
}

/** An entry names a place and a score; services that send the text back as well do it only when asked to. */
const BYTES_PER_DOCUMENT = 1024;
const OTHER_BYTES = 64 * 1024;

export function createRemoteReranker({ ask, wait = waitFor, meter }: ModelAccess, service: RerankingService): Reranker {
  const { id, maxDocuments, endpoint, apiKey, list } = service;
  return {
    id,
    maxDocuments,
    async rerank({ query, documents, signal }, timeoutMs) {
      if (documents.length > maxDocuments) {
        throw new Fault("VALIDATION_ERROR", `at most ${maxDocuments} documents can be ordered in one call`, {
          documents: documents.length,
        });
      }
      const body = service.body(plain(query), documents.map(plain));
      const maxBytes = documents.length * BYTES_PER_DOCUMENT + OTHER_BYTES;
      // A question goes with each of the documents.
      const tokens = documents.reduce((sum, text) => sum + tokensOf(text) + tokensOf(query), 0);
      const answer = await callModel(
        { ask, wait, meter },
        { endpoint, apiKey, body, attempts: 1, timeoutMs, maxBytes, signal, model: id, tokens },
      );
      if (answer.kind === "answered") {
        return readPlaces(answer.json, { service: endpoint.host, list, count: documents.length });
      }
      throw new Fault("MODEL_REFUSED", `${endpoint.host} does not take the question or a text`, {
        service: endpoint.host,
        model: id,
      });
    },
  };
}

/** Services refuse a text without content, pairs of surrogates torn apart and NUL. Secrets are nobody's to read. */
function plain(text: string): string {
  const sent = redactSource(text.toWellFormed().replaceAll("\0", " "));
  return sent.trim() === "" ? "-" : sent;
}
