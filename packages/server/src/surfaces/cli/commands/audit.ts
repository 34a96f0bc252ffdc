import type { AetherClient, AuditPage, VerifyAuditOutput } from "@aether/client";

import type { Arguments } from "../arguments.ts";
import { usage } from "../failure.ts";
import { count } from "../place.ts";
import type { Session } from "../session.ts";
import { didYouMean } from "../suggest.ts";
import { plainLine } from "../terminal.ts";

const FOUND = 6; // the exit code of findings, see failure.ts
const ACTIONS = ["list", "verify", "export"];

/** `aether audit [list | verify | export]`. */
export async function audit(session: Session, given: Arguments): Promise<number> {
  const [action = "list"] = given.operands;
  switch (action) {
    case "list":
      return list(session, given);
    case "verify":
      return verify(session, given);
    case "export":
      return exportAll(session, given);
    default: {
      const guess = await didYouMean(action, ACTIONS);
      const known = `It knows: ${ACTIONS.join(", ")}.`;
      throw usage(`aether audit cannot "${action}"`, guess === "" ? known : `${guess} ${known}`);
    }
  }
}

function trailOf(given: Arguments): { trail?: "platform" } {
  return given.has("platform") ? { trail: "platform" } : {};
}

async function list({ connect, print }: Session, given: Arguments): Promise<number> {
  const client = await connect();
  const page = await client.listAudit({
    ...trailOf(given),
    actor: given.text("actor"),
    action: given.text("action"),
    outcome: given.text("outcome"),
    since: given.text("since"),
    until: given.text("until"),
    limit: given.integer("limit"),
  });
  if (print.isJson) await print.json(page);
  else for (const record of page.records) await print.line(recordLine(record));
  if (page.records.length === 0) print.say("There are no such records.");
  return 0;
}

function recordLine({ number, at, actor, action, target, outcome, address }: AuditPage["records"][number]): string {
  const who = actor.id === "" ? actor.kind : `${actor.kind} ${actor.id}`;
  const parts = [String(number).padStart(6), `${at.slice(0, 19)}Z`, outcome.padEnd(9), action, target, who, address];
  return plainLine(parts.filter((part) => part !== "").join("  "));
}

/** Page by page, until the end or the first record that is bad. */
async function verify({ connect, print, interrupted }: Session, given: Arguments): Promise<number> {
  const client = await connect();
  let checked = 0;
  let cursor: string | null = null;
  for (;;) {
    const verdict: VerifyAuditOutput = await verifyPart(client, given, cursor);
    checked += verdict.checked;
    cursor = verdict.next_cursor;
    if (verdict.ok && cursor !== null && !interrupted.aborted) continue;
    const { first_bad: bad } = verdict;
    if (print.isJson) await print.json({ ...verdict, checked });
    else if (bad === null) await print.line(`${count(checked, "record")} as they were written`);
    else await print.line(plainLine(`record ${bad.number}: ${bad.why}`));
    return bad === null ? 0 : FOUND;
  }
}

function verifyPart(client: AetherClient, given: Arguments, cursor: string | null): Promise<VerifyAuditOutput> {
  const checkpoints = given.list("checkpoint");
  return client.verifyAudit({
    ...trailOf(given),
    ...(checkpoints.length > 0 && { checkpoints }),
    ...(cursor !== null && { cursor }),
  });
}

/** Every record as a line of JSON, the oldest first. */
async function exportAll({ connect, print, interrupted }: Session, given: Arguments): Promise<number> {
  const client = await connect();
  let written = 0;
  for await (const record of client.exportAudit.items(trailOf(given))) {
    await print.line(JSON.stringify(record));
    written++;
    if (interrupted.aborted) break;
  }
  print.say(`${count(written, "record")} written`);
  return 0;
}
