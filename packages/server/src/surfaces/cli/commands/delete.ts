import { type AetherClient, AetherError, type Repository } from "@aether/client";

import { agree, requireSomebody } from "../agree.ts";
import type { Arguments } from "../arguments.ts";
import { toCliError } from "../failure.ts";
import { count, sizeOf } from "../place.ts";
import { createProgress } from "../progress-bar.ts";
import type { Session } from "../session.ts";
import { suggestRepo } from "../suggest-repo.ts";
import { plainLine } from "../terminal.ts";
import { failureOf, hasEnded, watchJob } from "../watch-job.ts";

const INTERRUPTED = 130;

/** `aether delete REPO`: says what will be lost, asks, and waits until it is gone. */
export async function deleteRepository(session: Session, given: Arguments): Promise<number> {
  const { print } = session;
  const [asked = ""] = given.operands;
  const client = await session.connect({ announce: true });
  const repo = await findRepo(session, client, asked);
  requireSomebody(session, given, `aether delete ${asked}`);
  const name = plainLine(repo.name);
  if (!print.isJson || !given.has("yes")) for (const line of lossOf(repo)) print.say(line);
  await agree(session, given, `Delete ${name}?`);
  session.takeInterrupts();
  const started = await client.deleteRepository({ id: repo.repo_id });
  const progress = createProgress(print);
  const job = await watchJob(session, started.job_id, progress.show).finally(() => progress.end());
  if (!hasEnded(job)) {
    const goesOn =
      session.server?.isInProcess === true
        ? "Nobody finds it any more; the next command removes what is left of it."
        : "Nobody finds it any more, and the server goes on with it.";
    print.say(`${goesOn} To watch again: aether jobs watch ${started.job_id}`);
    return INTERRUPTED;
  }
  if (job.state !== "succeeded") throw failureOf(job);
  if (print.isJson) await print.json({ ...started, state: job.state, result: job.result });
  else await print.line(`${name}: deleted`);
  return 0;
}

async function findRepo(session: Session, client: AetherClient, asked: string): Promise<Repository> {
  try {
    return await client.getRepository({ id: asked });
  } catch (error) {
    if (!(error instanceof AetherError) || error.code !== "NOT_FOUND") throw error;
    throw (await suggestRepo(session, [asked], toCliError(error, session.server))) ?? error;
  }
}

/** What there will not be any more, and what stays. */
function lossOf(repo: Repository): string[] {
  const { name, path, counts, disk, schedule } = repo;
  const numbers = ["files", "nodes", "edges"].map((what) => count(counts[what] ?? 0, what.replace(/s$/, "")));
  const bytes = disk === null ? 0 : disk.text_bytes + disk.rows_bytes + disk.tree_bytes;
  return [
    `${plainLine(name)}  ${plainLine(path)}`,
    `  ${numbers.join(", ")}; about ${sizeOf(bytes)} on disk`,
    ...tracksOf(repo),
    ...(schedule === null ? [] : ["  It is not read again by its schedule."]),
    `  ${STAYS[repo.kind]}`,
  ];
}

const STAYS: Readonly<Record<Repository["kind"], string>> = {
  folder: "The folder itself stays as it is.",
  git: "The repository at its URL stays as it is.",
  upload: "The uploaded files are deleted, too: to have them back, send the archive again.",
};

function tracksOf({ tracks }: Repository): string[] {
  const refs = tracks.flatMap(({ ref }) => (ref === null ? [] : [plainLine(ref)]));
  const past = tracks.reduce((sum, { kept }) => sum + Math.max(0, kept.length - 1), 0);
  return [
    ...(refs.length === 0
      ? []
      : [`  with what was indexed of ${refs.slice(0, 10).join(", ")}${refs.length > 10 ? ", …" : ""}`]),
    ...(past === 0 ? [] : [`  with ${count(past, "snapshot")} of the past`]),
  ];
}
