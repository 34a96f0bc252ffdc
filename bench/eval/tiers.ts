/**
 * How far each tier can be trusted: the calls of one tier alone are scored, as if nothing else had been drawn. A pair that is
 * drawn at two tiers, as a call and as an instance made, counts in both.
 */
import { createReadStream, createWriteStream, mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { type Tier, TIERS } from "@aether/graph";

export interface TierOfRepo {
  readonly language: string;
  readonly repo: string;
  readonly tier: Tier;
  /** Pairs of a caller and what it calls. */
  readonly drawn: number;
  readonly right: number;
  readonly wrong: number;
  /** Right if it runs: what overrides the method that the truth names. */
  readonly overriders: number;
  /** The truth could not resolve the call, or holds it for a choice. */
  readonly unjudged: number;
}

interface ScoredCalls {
  readonly language: string;
  readonly repo: string;
  readonly calls: {
    readonly pred_pairs: number;
    readonly TP: number;
    readonly FP: number;
    readonly virtual_ok: number;
  };
}

/** `score` scores a folder of exports. */
export async function scoreTiers(
  exports: string,
  score: (folder: string) => readonly ScoredCalls[],
): Promise<readonly TierOfRepo[]> {
  const found: TierOfRepo[] = [];
  for (const tier of TIERS) {
    const folder = join(exports, tier);
    mkdirSync(folder);
    for (const name of readdirSync(exports).filter((file) => file.endsWith(".jsonl")))
      await pipeline(Readable.from(ofTier(join(exports, name), tier)), createWriteStream(join(folder, name)));
    for (const { language, repo, calls } of score(folder)) {
      const { pred_pairs: drawn, TP: right, FP: wrong, virtual_ok: overriders } = calls;
      if (drawn === 0) continue;
      found.push({
        language,
        repo,
        tier,
        drawn,
        right,
        wrong,
        overriders,
        unjudged: drawn - right - wrong - overriders,
      });
    }
  }
  return found;
}

async function* ofTier(file: string, tier: Tier): AsyncGenerator<string> {
  for await (const line of createInterface({ input: createReadStream(file) })) {
    const row: { type: string; tier?: string } = JSON.parse(line);
    if (row.type === "node" || row.tier === tier) yield `${line}\n`;
  }
}

/** A row a tier for all together, then one a language and tier, in the form of docs/graph.md. */
export function tierTable(each: readonly TierOfRepo[]): string {
  const sum = (of: readonly TierOfRepo[], key: "drawn" | "right" | "wrong" | "overriders" | "unjudged"): number =>
    of.reduce((all, one) => all + one[key], 0);
  const together = TIERS.flatMap((tier): TierOfRepo[] => {
    const of = each.filter((one) => one.tier === tier);
    if (of.length === 0) return [];
    const [drawn, right, wrong] = [sum(of, "drawn"), sum(of, "right"), sum(of, "wrong")];
    const [overriders, unjudged] = [sum(of, "overriders"), sum(of, "unjudged")];
    return [{ language: "all", repo: "", tier, drawn, right, wrong, overriders, unjudged }];
  });
  const head = "| language | tier | pairs drawn | right | wrong | precision | overriders | not judged |";
  const rows = [...together, ...each.toSorted((a, b) => a.language.localeCompare(b.language, "en"))].map(
    ({ language, tier, drawn, right, wrong, overriders, unjudged }) => {
      const precision = right + wrong === 0 ? "–" : ((100 * right) / (right + wrong)).toFixed(1);
      return `| ${language} | \`${tier}\` | ${drawn} | ${right} | ${wrong} | ${precision} | ${overriders} | ${unjudged} |`;
    },
  );
  return [head, "|---|---|---|---|---|---|---|---|", ...rows].join("\n");
}
