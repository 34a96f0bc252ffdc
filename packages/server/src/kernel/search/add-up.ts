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
  for (const { term, blocks } of postings.terms) {
    const { weight = 0, from, of = "" } = asked.get(term) ?? {};
    const own = rarity.get(term) ?? 0;
    if (from !== "synonym") termWeight += weight * own;
    const isFollowed = from === "said" && saidWeights.length < SAID_MAX;
    const bit = isFollowed ? 1 << saidWeights.length : 0;
    if (isFollowed) saidWeights.push(weight * own);
    table.addTerm(blocks, weight * (from === "synonym" ? Math.min(own, rarity.get(of) ?? own) : own), bit);
  }
  const said = terms.filter(({ from }) => from !== "synonym").map(({ term }) => term);
  return { table, termWeight, saidWeights, terms: new Set(said), wantedFlags: wantedFlags(said) };
}
