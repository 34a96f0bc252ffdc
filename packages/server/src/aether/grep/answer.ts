/** What was found, in the words of the contract. */
import type { z } from "zod";

import type { FoundLines } from "#kernel/grep";

import type { grepMatch, grepOutput } from "../contract-grep.ts";
import type { Scope } from "../scope/index.ts";
import type { Step } from "./look-through.ts";
import type { Asked } from "./read-asked.ts";
import type { ListedFile } from "./store.ts";
import { bytesLooked } from "./text-store.ts";

type Match = z.input<typeof grepMatch>;

/** As it is gathered, step by step. */
export interface Answer {
  readonly matches: Match[];
  readonly given_up: { repo: string; file: string }[];
  files: number;
  bytes: number;
}

export function emptyAnswer(): Answer {
  return { matches: [], given_up: [], files: 0, bytes: 0 };
}

export function tell(answer: Answer, step: Step, scope: Scope): void {
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
      answer.bytes += bytesLooked(file);
      return;
    case "stopped":
  }
}

export function answerOf(
  { matches, given_up, files, bytes }: Answer,
  { withoutTrigrams }: Pick<Asked, "withoutTrigrams">,
): Pick<z.input<typeof grepOutput>, "matches" | "given_up" | "searched"> {
  return { matches, given_up, searched: { files, bytes, without_trigrams: [...withoutTrigrams] } };
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
