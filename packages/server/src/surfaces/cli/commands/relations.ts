import type { Arguments } from "../arguments.ts";
import { findNodeId } from "../find-node.ts";
import { count, gapsOf, placeOf, titleOf } from "../place.ts";
import type { Printer } from "../printer.ts";
import type { Session } from "../session.ts";
import { plainLine } from "../terminal.ts";
import type { Neighbours } from "../wire.ts";

/** `aether callers`, `aether callees`: what stands on the other end of calls, with the tier of its evidence. */
export function callers(session: Session, given: Arguments): Promise<number> {
  return related(session, given, "callers");
}

export function callees(session: Session, given: Arguments): Promise<number> {
  return related(session, given, "callees");
}

async function related(session: Session, given: Arguments, relation: "callers" | "callees"): Promise<number> {
  const client = await session.connect();
  const repo = given.text("repo");
  const id = await findNodeId(client, given.operands[0] ?? "", repo);
  const query = { relation, repo, depth: given.integer("depth"), limit: given.integer("limit") };
  const answer = await client.get<Neighbours>(`/graph/nodes/${id}/neighbours`, query);
  if (session.print.isJson) await session.print.json(answer);
  else await printNeighbours(session.print, answer, relation);
  return 0;
}

async function printNeighbours(print: Printer, answer: Neighbours, relation: "callers" | "callees"): Promise<void> {
  const { style } = print;
  const { node, neighbours, truncated, unresolved } = answer;
  print.say(`${count(neighbours.length, relation.slice(0, -1), relation)} of ${titleOf(node)} (${placeOf(node)})`);
  for (const { node: other, distance, tier, lines } of neighbours) {
    const at = lines.length === 0 ? "" : `, line ${lines.join(", ")}`;
    const indent = "  ".repeat(distance - 1);
    await print.line(`${indent}${style.bold(placeOf(other))}  ${titleOf(other)}  ${style.dim(`${tier}${at}`)}`);
  }
  if (truncated) print.say("There are more: raise --limit.");
  if (unresolved.count > 0) {
    print.say(`${count(unresolved.count, "call")} of that name could not be bound and may be missing above:`);
    for (const { file, line, reason } of unresolved.first)
      print.say(`  ${plainLine(file)}:${line}  ${plainLine(reason)}`);
  }
  for (const gap of gapsOf(answer.completeness)) print.say(gap);
}
