import type { FindPathsOutput } from "@aether/client";

import type { Arguments } from "../arguments.ts";
import { asOfGiven } from "../as-of.ts";
import { findMeant } from "../find-node.ts";
import { mayBeMissing, sayFooting } from "../footing.ts";
import { EDGES_FOLLOWED, TIERS } from "../graph-commands.ts";
import { count, placeOf, titleOf } from "../place.ts";
import type { Printer } from "../printer.ts";
import type { Session } from "../session.ts";

/** `aether path A B`: how one definition reaches another, a path after the other, a line a step. */
export async function path({ connect, host, print }: Session, given: Arguments): Promise<number> {
  const client = await connect();
  const [from = "", to = ""] = given.operands;
  const where = { repo: given.text("repo"), ...asOfGiven(given) };
  const start = await findMeant(client, from, { ...where, cwd: host.cwd });
  const goal = await findMeant(client, to, { ...where, cwd: host.cwd });
  const answer = await client.findPaths({
    from: start.id,
    to: goal.id,
    ...where,
    overloads: start.overloads ?? goal.overloads,
    over: given.word("over", EDGES_FOLLOWED),
    min_tier: given.word("min-tier", TIERS),
    all: given.has("all") ? "true" : undefined,
    max_length: given.integer("max-length"),
    max_visited: given.integer("max-visited"),
    limit: given.integer("limit"),
  });
  if (print.isJson) {
    await print.json(answer);
    return 0;
  }
  const { paths, completeness, truncated, visited } = answer;
  const missing = mayBeMissing(completeness, { use: "use", where: "of the goal's name" });
  print.say(`${count(paths.length, "path")} from ${titleOf(answer.from)} to ${titleOf(answer.to)}; ${missing}`);
  for (const { steps } of paths) {
    for (const [at, { node, edge }] of steps.entries()) {
      const by =
        edge === null ? "" : `  ${edge.kind} ${edge.tier}${edge.lines.length > 0 ? `, line ${edge.lines[0]}` : ""}`;
      await print.line(`${"  ".repeat(at)}${print.style.bold(placeOf(node))}  ${titleOf(node)}${print.style.dim(by)}`);
    }
  }
  if (truncated) {
    print.say(
      `Not everything was looked at (${count(visited, "node")} were): raise --max-visited, --max-length or --limit.`,
    );
  }
  if (paths.length === 0) sayWhatElse(print, answer, given);
  sayFooting(print, completeness);
  return 0;
}

/** What was not followed and may lead there. */
function sayWhatElse(print: Printer, { from }: FindPathsOutput, given: Arguments): void {
  if (given.text("over") === undefined && from.kind === "File")
    print.say("Files call each other seldom: --over imports follows their imports.");
  else if (!["dispatch", "name"].includes(given.text("min-tier") ?? ""))
    print.say("Calls that may end in an overrider were not followed: --min-tier dispatch follows them.");
}
