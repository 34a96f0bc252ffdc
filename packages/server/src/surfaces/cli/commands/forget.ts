import type { Arguments } from "../arguments.ts";
import { usage } from "../failure.ts";
import { count } from "../place.ts";
import { repoNamedOrHere } from "../repo-here.ts";
import type { Session } from "../session.ts";
import { plainLine } from "../terminal.ts";

/** `aether forget`: indexed refs that are of no interest any more. */
export async function forget(session: Session, given: Arguments): Promise<number> {
  const { print } = session;
  const refs = given.list("ref");
  const gone = given.has("gone");
  if (refs.length === 0 && !gone) {
    throw usage("aether forget needs --ref REF or --gone", "`aether repos` lists the refs that were indexed.");
  }
  const client = await session.connect();
  const repo = await repoNamedOrHere(client, session.host.cwd, given.text("repo"));
  const answer = await client.forgetRefs({ id: repo, refs, gone });
  if (print.isJson) {
    await print.json(answer);
    return 0;
  }
  for (const ref of answer.forgotten) await print.line(`${plainLine(answer.repo)}: forgot ${plainLine(ref)}`);
  const number = answer.forgotten.length;
  if (number === 0) print.say("Every indexed ref still leads to a commit: there is nothing to forget.");
  else print.say(`What was stored for ${count(number, "ref")} alone is removed in the background.`);
  return 0;
}
