import type { IndexRepositoryOutput, Job } from "@aether/client";
import type { FolderNotice } from "@aether/graph/disk";

import { type CliError, toCliError } from "./failure.ts";
import { numbersOf, renamedOf, resultOf, skippedOf, withoutVectorsOf } from "./index-result.ts";
import { count } from "./place.ts";
import type { Printer } from "./printer.ts";
import { createProgress, type Progress } from "./progress-bar.ts";
import { plain, plainLine } from "./terminal.ts";

/** What `aether watch` says: a line for each time that the index was brought up to date, and what stood in its way. */
export interface WatchTells {
  readonly progress: (job: Job) => void;
  endProgress(): void;
  first(started: IndexRepositoryOutput, job: Job): Promise<void>;
  /** The first run failed: the next change brings another. */
  failedFirst(error: unknown): Promise<void>;
  refreshed(refresh: Refresh): Promise<void>;
  failed(failure: CliError): Promise<void>;
  notice(event: FolderNotice): Promise<void>;
}

export interface Refresh {
  readonly repo: string;
  readonly job: Job;
  /** Some of the paths that were heard of. */
  readonly paths: readonly string[];
  /** It is to be told even if nothing is different. */
  readonly isNews: boolean;
  readonly startedAt: number;
}

const PATHS_SHOWN = 3;
const PATHS_IN_JSON = 100;
const COUNTED = ["snapshot", "files", "changed", "removed", "nodes", "edges", "unresolved"];

export function tellsOf(print: Printer, folder: string): WatchTells {
  const progress = progressOf(print);
  const event = (kind: string, fields: object): Promise<void> => print.json({ event: kind, ...fields });
  const failed = ({ code, message, next }: CliError): Promise<void> => {
    if (print.isJson) return event("failed", { error: { code, message, next } });
    print.warn(`${plain(message)}\n  ${plain(next)}`);
    return Promise.resolve();
  };
  const watching = (): void => print.say(`Watching ${plainLine(folder)}. Ctrl-C ends it.`);
  return {
    progress: (job) => progress.show(job),
    endProgress: () => progress.end(),
    failed,
    async failedFirst(error) {
      await failed(toCliError(error));
      watching();
    },
    async first(started, job) {
      const { repo, renamed_from } = started;
      if (print.isJson) return event("indexed", { repo, renamed_from, path: folder, ...numbersIn(job) });
      for (const line of renamedOf(started)) print.say(line);
      await print.line(`${print.style.bold(plainLine(repo))}: ${resultOf(job)}`);
      for (const line of [...skippedOf(job), ...withoutVectorsOf(job)]) print.say(line);
      watching();
    },
    async refreshed({ repo, job, paths, isNews, startedAt }) {
      const number = numbersOf(job);
      const isSame = number("changed") + number("removed") === 0;
      if (isSame && !isNews && !paths.includes(".git")) return;
      const ms = Math.round(performance.now() - startedAt);
      const shown = paths.filter((path) => path !== ".git");
      if (print.isJson) {
        const some = shown.slice(0, PATHS_IN_JSON);
        return event("refreshed", { repo, paths: some, ...numbersIn(job), duration_ms: ms });
      }
      await print.line(refreshLine(job, { paths: shown, ms }));
    },
    notice: (notice) => {
      if (print.isJson) return event(notice.kind, notice.kind === "polling" ? { code: notice.code } : { path: folder });
      print.say(noticeOf(notice, plainLine(folder)));
      return Promise.resolve();
    },
  };
}

/** Only where it is drawn over: a run after a save is over before a line could be read. */
function progressOf(print: Printer): Progress {
  return print.bar === undefined ? { show: () => undefined, end: () => undefined } : createProgress(print);
}

function numbersIn(job: Job): Record<string, number> {
  const number = numbersOf(job);
  return Object.fromEntries(COUNTED.map((name) => [name, number(name)]));
}

function refreshLine(job: Job, { paths, ms }: { readonly paths: readonly string[]; readonly ms: number }): string {
  const number = numbersOf(job);
  const removed = number("removed") === 0 ? "" : `, ${count(number("removed"), "removed", "removed")}`;
  const names = paths.slice(0, PATHS_SHOWN).map((path) => plainLine(path));
  const more = paths.length > PATHS_SHOWN ? " …" : "";
  const of = names.length === 0 ? "" : ` (${names.join(", ")}${more})`;
  const whole = `${count(number("files"), "file")}, ${count(number("nodes"), "node")}, ${count(number("edges"), "edge")}`;
  return `${count(number("changed"), "changed", "changed")}${removed}${of}: ${whole} in ${ms} ms`;
}

function noticeOf(notice: FolderNotice, folder: string): string {
  switch (notice.kind) {
    case "gone":
      return `${folder} is gone. What was indexed can still be asked; waiting for it to come back.`;
    case "back":
      return `${folder} is back.`;
    case "polling":
      return (
        `The system watches no more folders for this user (${notice.code}): looking every few seconds instead, which is slower.\n` +
        "  More of them on Linux: sudo sysctl fs.inotify.max_user_watches=524288 fs.inotify.max_user_instances=512"
      );
  }
}
