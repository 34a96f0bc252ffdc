import type { z } from "zod";

import type { Db } from "#kernel/db";
import type { FoundLines, Matchers } from "#kernel/grep";
import { operation } from "#kernel/operation";

import { grepInput, type grepMatch, grepOutput } from "../contract-grep.ts";
import { completenessOf, requireKept, type Scope } from "../scope/index.ts";
import { listFiles } from "./list-files.ts";
import { lookThrough, type Step } from "./look-through.ts";
import { positionOf } from "./pages.ts";
import { readAsked } from "./read-asked.ts";
import type { ListedFile } from "./store.ts";

export interface GrepNeeds {
  readonly db: Db;
  readonly matchers: Matchers;
}

/** What a page looks through at most, and how long. */
const PAGE = { bytes: 64_000_000, ms: 5000 };

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
      const { pattern, scope, page, listing, withoutTrigrams } = await readAsked(tenant, input);
      const { before, after, limit } = input;
      const { signal } = context;
      const look = { pattern, matchers, before, after, signal, afterLine: page.afterLine };
      const answer = emptyAnswer();
      const steps = lookThrough(tenant, listFiles(tenant, listing), { ...look, limits: { ...PAGE, matches: limit } });
      for await (const step of steps) tell(answer, step, scope);
      await requireKept(tenant, scope, input);
      await page.requireHeld();
      const { files, bytes, ...rest } = answer;
      const searched = { files, bytes, without_trigrams: [...withoutTrigrams] };
      return { ...rest, searched, completeness: completenessOf(scope) };
    },
  });
}

type Match = z.input<typeof grepMatch>;

interface Answer {
  readonly matches: Match[];
  readonly given_up: { repo: string; file: string }[];
  files: number;
  bytes: number;
  ended_by: "end" | "limit" | "bytes" | "time";
  next_cursor: string | null;
}

function emptyAnswer(): Answer {
  return { matches: [], given_up: [], files: 0, bytes: 0, ended_by: "end", next_cursor: null };
}

function tell(answer: Answer, step: Step, scope: Scope): void {
  const { file } = step;
  switch (step.kind) {
    case "match":
      answer.matches.push(present(scope, file, step.lines));
      return;
    case "given-up":
      answer.given_up.push({ repo: nameOf(scope, file), file: file.path });
      return;
    case "done":
      answer.files += 1;
      answer.bytes += file.bytes;
      return;
    case "stopped":
      answer.ended_by = step.by;
      answer.next_cursor = positionOf(scope, file, step.line);
  }
}

function nameOf(scope: Scope, { trackId }: ListedFile): string {
  return scope.byTrack.get(trackId)?.name ?? "";
}

function present(scope: Scope, file: ListedFile, lines: FoundLines): Match {
  return {
    repo: nameOf(scope, file),
    file: file.path,
    language: file.language,
    line: lines.line,
    end_line: lines.endLine,
    text: lines.text,
    text_from: lines.textFrom,
    highlights: lines.highlights.map(([line, from, to]): [number, number, number] => [line, from, to]),
    before: [...lines.before],
    after: [...lines.after],
  };
}
