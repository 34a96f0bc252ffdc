import type { ListRepositoriesOutput } from "@aether/client";

import { count } from "../place.ts";
import type { Printer } from "../printer.ts";
import type { Session } from "../session.ts";
import { plainLine } from "../terminal.ts";

const SKIPPED_SHOWN = 5;

/** `aether repos`: what is indexed, how much of it, and what was left out and why. */
export async function repos({ connect, print }: Session): Promise<number> {
  const client = await connect();
  const answer = await client.listRepositories();
  if (print.isJson) {
    await print.json(answer);
    return 0;
  }
  for (const repository of answer.repositories) {
    for (const line of repoLines(repository, print)) await print.line(line);
  }
  if (answer.repositories.length === 0) print.say("Nothing is indexed yet. Begin with: aether index PATH");
  return 0;
}

function repoLines(repository: ListRepositoriesOutput["repositories"][number], { style }: Printer): string[] {
  const { name, path, state, commit, dirty, indexed_at, counts, languages, skipped, tracks } = repository;
  const version = commit === null ? "" : ` at ${commit.slice(0, 10)}${dirty ? " with changes" : ""}`;
  const when = indexed_at === null ? "" : `, ${indexed_at.slice(0, 19)}Z`;
  const numbers = Object.entries(counts).map(([what, n]) => count(n, what.replace(/s$/, ""), what));
  const most = Object.entries(languages)
    .sort(([, one], [, other]) => other - one)
    .map(([language, files]) => `${language} ${files}`);
  return [
    `${style.bold(plainLine(name))}  ${state}${version}${when}  ${style.dim(plainLine(path))}`,
    ...trackLines(tracks),
    ...(numbers.length === 0 ? [] : [`  ${numbers.join(", ")}`]),
    ...(most.length === 0 ? [] : [`  ${most.join(", ")}`]),
    ...(skipped.length === 0 ? [] : [`  not read, or in part only: ${count(skipped.length, "file")}`]),
    ...skipped.slice(0, SKIPPED_SHOWN).map((file) => `    ${plainLine(file.path)}: ${plainLine(file.reason)}`),
  ];
}

/** Refs that were indexed, and the snapshots that can be asked about where there are several. */
function trackLines(tracks: ListRepositoriesOutput["repositories"][number]["tracks"]): string[] {
  return tracks.flatMap(({ ref, snapshot, commit, exists, kept }) => {
    const others = kept.length > 1 ? `, kept: ${kept.join(", ")}` : "";
    if (ref === null) return others === "" ? [] : [`  snapshot ${snapshot}${others}`];
    const gone = exists === false ? " (leads to no commit any more: aether forget --gone)" : "";
    return [`  ref ${plainLine(ref)}: snapshot ${snapshot} at ${(commit ?? "").slice(0, 10)}${others}${gone}`];
  });
}
