import { Fault } from "#kernel/errors";

import { isRecord } from "./is-record.ts";
import type { Placed } from "./reranker.ts";

export interface ExpectedPlaces {
  readonly service: string;
  readonly list: "data" | "results";
  readonly count: number;
}

/**
 * `[{ index, relevance_score }]`, best first; documents of equal score keep their order.
 * @throws Fault UPSTREAM_FAILED unless each document is named once, with a number
 */
export function readPlaces(json: unknown, expected: ExpectedPlaces): Placed[] {
  const entries: unknown = isRecord(json) ? json[expected.list] : undefined;
  if (!Array.isArray(entries)) throw unusable(expected, "no list of places");
  if (entries.length !== expected.count) {
    throw unusable(expected, `${entries.length} places for ${expected.count} documents`);
  }
  const scores = new Map<number, number>();
  for (const entry of entries) {
    const [at, score]: readonly unknown[] = isRecord(entry) ? [entry["index"], entry["relevance_score"]] : [];
    if (typeof at !== "number" || !Number.isInteger(at) || at < 0 || at >= expected.count || scores.has(at)) {
      throw unusable(expected, "places that do not belong to the documents one by one");
    }
    if (typeof score !== "number" || !Number.isFinite(score)) throw unusable(expected, "a score that is no number");
    scores.set(at, score);
  }
  const placed = [...scores].map(([at, score]) => ({ at, score }));
  return placed.sort((a, b) => b.score - a.score || a.at - b.at);
}

function unusable({ service, count }: ExpectedPlaces, what: string): Fault {
  return new Fault("UPSTREAM_FAILED", `${service} answered ${what}`, { service, documents: count });
}
