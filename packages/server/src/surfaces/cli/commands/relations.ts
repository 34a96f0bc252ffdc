import type { ApiClient } from "../api-client.ts";
import type { Arguments } from "../arguments.ts";
import { findNodeId } from "../find-node.ts";
import { count, gapsOf, placeOf, titleOf } from "../place.ts";
import type { Printer } from "../printer.ts";
import type { Session } from "../session.ts";
import { plainLine } from "../terminal.ts";
import type { Neighbours, NodeSummary } from "../wire.ts";

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
  if (relation === "callers" && !session.print.isJson) await sayHeirs(client, session.print, { answer, repo });
  return 0;
}

const HEIRS_SHOWN = 5;
const HEIRS_LIMIT = 100;

/** A type is used by what inherits from it as well, which calls nothing. */
async function sayHeirs(
  client: ApiClient,
  print: Printer,
  { answer, repo }: { readonly answer: Neighbours; readonly repo: string | undefined },
): Promise<void> {
  if (!isType(answer.node)) return;
  const query = { relation: "inherited_by", repo, limit: HEIRS_LIMIT };
  const heirs = await client.get<Neighbours>(`/graph/nodes/${answer.node.id}/neighbours`, query);
  const { length } = heirs.neighbours;
  if (length === 0) return;
  const number = `${heirs.truncated ? "more than " : ""}${count(length, "type")}`;
  print.say(
    `Besides, ${number} ${length === 1 ? "inherits from it or implements" : "inherit from it or implement"} it:`,
  );
  for (const { node } of heirs.neighbours.slice(0, HEIRS_SHOWN)) print.say(`  ${placeOf(node)}  ${titleOf(node)}`);
  if (length > HEIRS_SHOWN) print.say(`  and ${length - HEIRS_SHOWN} more`);
}

function isType({ kind }: NodeSummary): boolean {
  return ["Class", "Interface", "Struct", "Enum"].includes(kind);
}

async function printNeighbours(print: Printer, answer: Neighbours, relation: "callers" | "callees"): Promise<void> {
  const { style } = print;
  const { node, neighbours, truncated, unresolved } = answer;
  const number = count(neighbours.length, relation.slice(0, -1), relation);
  const made = isType(node) ? " and its constructor" : "";
  print.say(`${number} of ${titleOf(node)}${made} (${placeOf(node)}) [${plainLine(node.repo)}]`);
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
