import type { z } from "zod";

import type { Db } from "#kernel/db";
import type { Matchers } from "#kernel/grep";
import { operation } from "#kernel/operation";

import { grepInput, grepOutput } from "../contract-grep.ts";
import { completenessOf, requireKept } from "../scope/index.ts";
import { answerOf, emptyAnswer, tell } from "./answer.ts";
import { listFiles } from "./list-files.ts";
import { lookThrough } from "./look-through.ts";
import { positionOf } from "./pages.ts";
import { readAsked } from "./read-asked.ts";

export interface GrepNeeds {
  readonly db: Db;
  readonly matchers: Matchers;
}

/** What a page looks through at most, and how long. */
const PAGE = { bytes: 256_000_000, ms: 5000 };

/** `grep`: every line that has a text or matches a regular expression, page by page. */
export function grep({ db, matchers }: GrepNeeds) {
  return operation({
    name: "grep",
    kind: "query",
    summary: "Every line of the indexed text that has a text, or matches a regular expression.",
    permission: "code:read",
    input: grepInput,
    output: grepOutput,
    errors: ["NOT_FOUND", "SNAPSHOT_GONE", "CONFLICT"],
    http: { method: "POST", path: "/retrieve/grep" },
    async run(context, input) {
      const tenant = db.forTenant(context);
      const asked = await readAsked(tenant, input);
      const { pattern, scope, page, listing } = asked;
      const { before, after, limit } = input;
      const { signal } = context;
      const look = { pattern, matchers, before, after, signal, afterLine: page.afterLine };
      const answer = emptyAnswer();
      let end: Pick<z.input<typeof grepOutput>, "ended_by" | "next_cursor"> = { ended_by: "end", next_cursor: null };
      const steps = lookThrough(tenant, listFiles(tenant, listing), { ...look, limits: { ...PAGE, matches: limit } });
      for await (const step of steps) {
        tell(answer, step, scope);
        if (step.kind !== "stopped") continue;
        end = { ended_by: step.by, next_cursor: positionOf(asked, step.file, step.line) };
      }
      await requireKept(tenant, scope, input);
      await page.requireHeld();
      return { ...answerOf(answer, asked), ...end, completeness: completenessOf(scope) };
    },
  });
}
