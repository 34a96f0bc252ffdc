/** Adds up what the words of a question find, each weighed by how rare it is. */
import type { FeatureInput } from "./features.ts";
import type { Postings } from "./posting-store.ts";
import type { QueryTerm } from "./query-words.ts";
import { inverseFrequency } from "./rank.ts";
import { SAID_MAX } from "./said-shares.ts";
import { ScoreTable } from "./score-table.ts";
import { wantedFlags } from "./wanted-flags.ts";

/**
 * What was said makes up the whole that shares are taken of. A word that only stands for one of them adds to scores, never as much as
 * that one itself: it is taken to be no rarer. Of names, places and what a question asks for by word it says nothing.
 */
export function addUp(postings: Postings, terms: readonly QueryTerm[]): Omit<FeatureInput, "names"> {
  const asked = new Map(terms.map((term) => [term.term, term]));
  const rarity = new Map(
    postings.terms.map((read) => [read.term, inverseFrequency(postings.units, read.documentFrequency)]),
  );
  const found = postings.terms.reduce((sum, { documentFrequency }) => sum + documentFrequency, 0);
  const table = new ScoreTable(Math.min(found, postings.units));
  const saidWeights: number[] = [];
  let termWeight = 0;
  /** Of a word that stands nowhere, what the best word that stands for it is worth: that much of it can be found. */
  const standing = new Map<string, number>();
  for (const { term, blocks } of postings.terms) {
    const { weight = 0, from, of = "" } = asked.get(term) ?? {};
    const own = rarity.get(term) ?? 0;
    const worth = weight * (from === "synonym" ? Math.min(own, rarity.get(of) ?? own) : own);
    if (from !== "synonym") termWeight += worth;
    else if (!rarity.has(of)) standing.set(of, Math.max(standing.get(of) ?? 0, worth));
    const bit = from === "said" ? bitOfNext(saidWeights) : 0;
    if (bit !== 0) saidWeights.push(worth);
    table.addTerm(blocks, worth, bit);
  }
  for (const worth of standing.values()) termWeight += worth;
  const said = terms.filter(({ from }) => from !== "synonym").map(({ term }) => term);
  return { table, termWeight, saidWeights, terms: new Set(said), wantedFlags: wantedFlags(said) };
}

/** None where as many are followed as can be. */
function bitOfNext(followed: readonly number[]): number {
  return followed.length < SAID_MAX ? 1 << followed.length : 0;
}
