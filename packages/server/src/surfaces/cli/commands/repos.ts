import type { ListRepositoriesOutput } from "@aether/client";

import { commandOf, type Named } from "../actions.ts";
import type { Arguments } from "../arguments.ts";
import { count } from "../place.ts";
import type { Printer } from "../printer.ts";
import { settingLines, settingsOf } from "../repo-settings.ts";
import type { Session } from "../session.ts";
import { show } from "../shown.ts";
import { plainLine } from "../terminal.ts";

/** In a list of repositories; `aether repos show` names all. */
const SKIPPED_SHOWN = 5;
const PAGE = 1000;

type Repository = ListRepositoriesOutput["repositories"][number];

const REPO = { name: "a REPO", next: "`aether repos` lists them." };
const URL_OF_GIT = { name: "a URL", next: "For example: aether repos add https://github.com/expressjs/express.git" };

/** `aether repos [list | show REPO | add URL | set REPO]`: what is indexed, and how it is kept up to date. */
export const repos = commandOf("repos", {
  list: { run: list },
  show: { operands: [REPO], run: showOne },
  add: { operands: [URL_OF_GIT], run: add },
  set: { operands: [REPO], run: set },
});

/** What is indexed, how much of it, and what was left out and why. */
async function list({ connect, print, interrupted }: Session): Promise<number> {
  const client = await connect();
  const repositories: Repository[] = [];
  for await (const repository of client.listRepositories.items({ limit: PAGE })) {
    if (interrupted.aborted) break;
    repositories.push(repository);
    if (!print.isJson) for (const line of repoLines(repository, print, SKIPPED_SHOWN)) await print.line(line);
  }
  if (print.isJson) await print.json({ repositories, next_cursor: null });
  else if (repositories.length === 0) print.say("Nothing is indexed yet. Begin with: aether index PATH");
  return 0;
}

async function showOne(session: Session, _given: Arguments, [id]: Named): Promise<number> {
  const client = await session.connect();
  return tell(session, await client.getRepository({ id }));
}

function tell(session: Session, repository: Repository): Promise<number> {
  return show(session, repository, (one) => [...repoLines(one, session.print, Infinity), ...settingLines(one)]);
}

/** Known, and not read yet. */
async function add(session: Session, given: Arguments, [url]: Named): Promise<number> {
  const [name, ref, credential] = [given.text("name"), given.text("ref"), given.text("credential")];
  const client = await session.connect();
  const made = await client.registerRepository({
    url,
    ...(name !== undefined && { name }),
    ...(ref !== undefined && { ref }),
    ...(credential !== undefined && { credential }),
  });
  session.print.say(`It is known, and not read yet: aether index ${plainLine(url)}`);
  return show(session, made, ({ repo_id, name: called }) => [`${plainLine(called)}  ${repo_id}`]);
}

/** As it is now, so that nobody's change is lost. */
async function set(session: Session, given: Arguments, [id]: Named): Promise<number> {
  const changes = settingsOf(given);
  const client = await session.connect();
  const { repo_id, version } = await client.getRepository({ id });
  return tell(session, await client.updateRepository({ id: repo_id, expected_version: version, ...changes }));
}

function repoLines(repository: Repository, { style }: Printer, skippedShown: number): string[] {
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
    ...skippedLines(skipped, name, skippedShown),
  ];
}

function skippedLines(skipped: Repository["skipped"], name: string, shown: number): string[] {
  const lines = skipped.slice(0, shown).map((file) => `    ${plainLine(file.path)}: ${plainLine(file.reason)}`);
  const left = skipped.length - lines.length;
  return left === 0 ? lines : [...lines, `    and ${left} more (aether repos show ${plainLine(name)})`];
}

/** Refs that were indexed, and the snapshots that can be asked about where there are several. */
function trackLines(tracks: Repository["tracks"]): string[] {
  return tracks.flatMap(({ ref, snapshot, commit, exists, kept }) => {
    const others = kept.length > 1 ? `, kept: ${kept.join(", ")}` : "";
    if (ref === null) return others === "" ? [] : [`  snapshot ${snapshot}${others}`];
    const gone = exists === false ? " (leads to no commit any more: aether forget --gone)" : "";
    return [`  ref ${plainLine(ref)}: snapshot ${snapshot} at ${(commit ?? "").slice(0, 10)}${others}${gone}`];
  });
}
