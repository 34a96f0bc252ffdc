/** How long refusals take, by the kind of guess, and what can be told from it. */
import { randomUUID } from "node:crypto";

import { formatKey, newKeyId } from "../../packages/server/src/kernel/auth/index.ts";
import { parseKey } from "../../packages/server/src/kernel/auth/key-text.ts";

export interface Guess {
  readonly kind: string;
  readonly ask: () => unknown;
}

/** Guesses at a tenant's key: wrong at its begin, at its end, of an id that is not there, of a tenant that is not there. */
export function guessesAt(
  { keyId, secret }: { readonly keyId: string; readonly secret: string },
  ask: (text: string) => unknown,
): readonly Guess[] {
  const other = (digit: string | undefined): string => (digit === "a" ? "b" : "a");
  const tenantId = parseKey(formatKey({ environment: "live", keyId, secret }))?.tenantId;
  const keys = {
    "wrong first": { keyId, secret: other(secret[0]) + secret.slice(1) },
    "wrong last": { keyId, secret: secret.slice(0, -1) + other(secret.at(-1)) },
    "unknown id": { keyId: newKeyId(tenantId), secret },
    "unknown tenant": { keyId: newKeyId(randomUUID()), secret },
  };
  return Object.entries(keys).map(([kind, key]) => {
    const text = formatKey({ environment: "live", ...key });
    // A refusal is what is timed.
    return { kind, ask: async () => Promise.try(ask, text).catch(() => undefined) };
  });
}

/** One guess of each kind after the other, in an order that changes each round, so that what the machine does meanwhile falls on all alike. */
export async function timesOf(guesses: readonly Guess[], samples: number): Promise<ReadonlyMap<string, Float64Array>> {
  const taken = guesses.map(() => new Float64Array(samples));
  for (let round = 0; round < samples; round += 1) {
    for (let turn = 0; turn < guesses.length; turn += 1) {
      // Every kind stands in every place, before and after every other, as often.
      const step = round % 2 === 0 ? turn : guesses.length - 1 - turn;
      const at = (round + step) % guesses.length;
      const before = performance.now();
      await guesses[at]?.ask();
      taken[at]?.fill(performance.now() - before, round, round + 1);
    }
  }
  return new Map(guesses.map(({ kind }, at) => [kind, taken[at] ?? new Float64Array()]));
}

/** The worst that can be told of any two kinds: the largest area under a curve, at least 0.5. */
export function mostTold(taken: ReadonlyMap<string, Float64Array>): { readonly kinds: string; readonly area: number } {
  const kinds = [...taken.entries()];
  const pairs = kinds.flatMap(([one, first], at) =>
    kinds.slice(at + 1).map(([other, second]) => {
      const area = areaUnderCurve(first, second);
      return { kinds: `${one} / ${other}`, area: Math.max(area, 1 - area) };
    }),
  );
  return pairs.toSorted((a, b) => b.area - a.area)[0] ?? { kinds: "", area: 0.5 };
}

/** How far from a half an area of so many samples a kind lies by chance: thrice its standard deviation. */
export function sampling(samples: number): number {
  return 3 * Math.sqrt(1 / (6 * samples));
}

/**
 * The probability that one of the first takes longer than one of the second (the area under the ROC curve, by ranks as
 * Mann and Whitney count it): 0.5 where nothing can be told. O(n log n).
 */
function areaUnderCurve(first: Float64Array, second: Float64Array): number {
  const all = [...first].map((time) => ({ time, isFirst: true }));
  all.push(...[...second].map((time) => ({ time, isFirst: false })));
  all.sort((a, b) => a.time - b.time);
  let rankSum = 0;
  for (let at = 0; at < all.length;) {
    let end = at;
    while (end < all.length && all[end]?.time === all[at]?.time) end += 1;
    const rank = (at + 1 + end) / 2; // ties share the mean of their places
    for (; at < end; at += 1) if (all[at]?.isFirst === true) rankSum += rank;
  }
  return (rankSum - (first.length * (first.length + 1)) / 2) / (first.length * second.length);
}
