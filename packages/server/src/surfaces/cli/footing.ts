import type { GraphCompleteness } from "@aether/client";

import { count } from "./place.ts";
import type { Printer } from "./printer.ts";
import { plainLine } from "./terminal.ts";

/** What could not be bound, in the sentence "2 calls of that name could not be bound". */
export interface Unbound {
  readonly use: string;
  readonly where: string;
}

/** "No callers" is only ever said together with what could not be bound. */
export function mayBeMissing({ unresolved }: GraphCompleteness, { use, where }: Unbound): string {
  const { count: number, more } = unresolved;
  if (number === 0) return `no ${use} ${where} is left unbound`;
  return `${count(number, use)}${more ? " or more" : ""} ${where} could not be bound and may be missing`;
}

/** The places of what could not be bound, then a line with what the answer rests on. */
export function sayFooting(print: Printer, completeness: GraphCompleteness): void {
  for (const { file, line, name, reason } of completeness.unresolved.first)
    print.say(`  ${plainLine(file)}:${line}  ${plainLine(name)}: ${plainLine(reason)}`);
  sayGround(print, completeness);
}

/** Only the line with what the answer rests on. */
export function sayGround(print: Printer, completeness: GraphCompleteness): void {
  print.say(groundOf(completeness));
}

/** One line: the commit, whether the folder has changed since, and what was not read. */
function groundOf({ repos, moved_on, skipped }: GraphCompleteness): string {
  return repos
    .map(({ snapshot, commit, dirty, skipped_files, scip }) => {
      const of = commit === null ? "" : ` of commit ${plainLine(commit.slice(0, 12))}${dirty ? " with changes" : ""}`;
      // A picture is a file as well, but nobody expects code in it.
      const code = skipped.filter(({ reason }) => reason !== "binary");
      const first = code.map(({ path, reason }) => `${plainLine(path)}: ${plainLine(reason)}`).join(", ") || "binary";
      const rest = code.length > 0 && skipped_files > code.length ? ", …" : "";
      return [
        `Rests on snapshot ${snapshot}${of}`,
        moved_on === true ? "the folder has changed since (aether index reads it again)" : "",
        scip === null || scip.stale_files === 0
          ? ""
          : `${count(scip.stale_files, "file")} changed since the team's indexer ran`,
        skipped_files === 0 ? "every file was read" : `${count(skipped_files, "file")} not read, or in part only`,
      ]
        .filter((part) => part !== "")
        .join("; ")
        .concat(skipped_files > 0 && skipped.length > 0 ? ` (${first}${rest}).` : ".");
    })
    .join("\n");
}
