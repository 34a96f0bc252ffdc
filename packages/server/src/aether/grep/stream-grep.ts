import type { z } from "zod";

import type { TenantDb } from "#kernel/db";
import { type StreamEvent, streamOperation } from "#kernel/operation";
import type { Context } from "#kernel/tenancy";

import { streamGrepInput, streamGrepOutput } from "../contract-grep.ts";
import { completenessOf } from "../scope/index.ts";
import { answerOf, emptyAnswer, tell } from "./answer.ts";
import type { GrepNeeds } from "./grep.ts";
import { listFiles } from "./list-files.ts";
import { lookThrough, type Step } from "./look-through.ts";
import { positionOf } from "./pages.ts";
import { type Asked, readAsked } from "./read-asked.ts";

type Input = z.output<typeof streamGrepInput>;
type Event = StreamEvent<z.input<typeof streamGrepOutput>>;

/** Matches of an event, and how long they wait for one another: the first are seen at once. */
const EVENT = { matches: 50, ms: 250 };
/** Of one connection; who comes back behind the last event goes on. */
const CONNECTION = { bytes: 2_000_000_000, ms: 60_000 };
/** The last event's id: whoever has heard it has heard all. */
const END = "end";

/** `stream_grep`: the lines that `grep` finds, while they are found. */
export function streamGrep({ db, matchers }: GrepNeeds) {
  return streamOperation({
    name: "stream_grep",
    summary: "The lines that grep finds, while they are found.",
    permission: "code:read",
    input: streamGrepInput,
    output: streamGrepOutput,
    errors: ["NOT_FOUND", "SNAPSHOT_GONE", "CONFLICT", "RATE_LIMITED"],
    http: { method: "GET", path: "/retrieve/grep/events" },
    async open(context, input) {
      const tenant = db.forTenant(context);
      const asked = await readAsked(tenant, pagedInput(input));
      if (input.last_event_id === END) return undefined;
      return events({ tenant, matchers, context }, asked, input);
    },
  });
}

function pagedInput({ repo, lang, path, last_event_id, ...input }: Input): Parameters<typeof readAsked>[1] {
  const list = (one: string | undefined): string[] => (one === undefined ? [] : [one]);
  return {
    ...input,
    repo: list(repo),
    lang: list(lang),
    path: list(path),
    cursor: last_event_id === END ? undefined : last_event_id,
  };
}

interface Reading extends Pick<GrepNeeds, "matchers"> {
  readonly tenant: TenantDb;
  readonly context: Context;
}

async function* events({ tenant, matchers, context }: Reading, asked: Asked, input: Input): AsyncGenerator<Event> {
  const { pattern, scope, page, listing } = asked;
  const { before, after, limit } = input;
  const look = { pattern, matchers, before, after, afterLine: page.afterLine, signal: context.signal };
  const limits = { ...CONNECTION, matches: limit };
  const completeness = completenessOf(scope);
  let answer = emptyAnswer();
  let since = performance.now();
  let by: "end" | "limit" | null = "end";
  for await (const step of lookThrough(tenant, listFiles(tenant, listing), { ...look, limits })) {
    tell(answer, step, scope);
    if (step.kind === "stopped") by = step.by === "limit" ? "limit" : null;
    const isDue = answer.matches.length >= EVENT.matches || performance.now() - since > EVENT.ms;
    const isEnd = step.kind === "stopped" && by !== null;
    if (isEnd || !(isDue || step.kind === "stopped") || answer.files + answer.matches.length === 0) continue;
    const id = positionOf(asked, step.file, lineOf(step));
    yield { id, event: "matches", data: { ...answerOf(answer, asked), done: false, ended_by: null, completeness } };
    answer = emptyAnswer();
    since = performance.now();
  }
  if (by === null) return;
  await page.requireHeld();
  yield { id: END, event: "matches", data: { ...answerOf(answer, asked), done: true, ended_by: by, completeness } };
}

/** The last line of its file that was answered; 0 where the file was answered to its end. */
function lineOf(step: Step): number {
  if (step.kind === "match") return step.lines.endLine;
  return step.kind === "stopped" ? step.line : 0;
}
