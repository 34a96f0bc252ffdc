import { isDeepStrictEqual } from "node:util";

import type { AetherClient, ExplainEdgesOutput } from "@aether/client";

import type { Arguments } from "../arguments.ts";
import { asOfGiven } from "../as-of.ts";
import { CliError } from "../failure.ts";
import { findMeant, type Looking, type Meant } from "../find-node.ts";
import { mayBeMissing, sayFooting, sayGround } from "../footing.ts";
import { TIERS } from "../graph-commands.ts";
import { count, titleOf } from "../place.ts";
import type { Printer } from "../printer.ts";
import type { Session } from "../session.ts";
import { plainLine } from "../terminal.ts";

type Edge = ExplainEdgesOutput["edges"][number];
type Use = Edge["uses"][number];

/** `aether why A B`: each edge between two definitions with the steps that bind it, or why there is none. */
export async function why({ connect, host, print }: Session, given: Arguments): Promise<number> {
  const client = await connect();
  const [from = "", to = ""] = given.operands;
  const where = { repo: given.text("repo"), ...asOfGiven(given) };
  const looking = { ...where, cwd: host.cwd };
  const user = await findMeant(client, from, looking);
  const used = await findUsed(client, to, looking);
  const answer = await client.explainEdges({
    from: user.id,
    to: used.id,
    name: used.name,
    overloads: user.overloads ?? used.overloads,
    ...where,
    min_tier: given.word("min-tier", TIERS),
  });
  if (used.error !== undefined && answer.unresolved.length === 0) throw used.error;
  if (print.isJson) {
    await print.json(answer);
    return 0;
  }
  print.say(headOf(answer, to));
  for (const edge of answer.edges) await printEdge(print, edge);
  if (answer.unresolved.length > 0) {
    print.say(`${count(answer.unresolved.length, "use")} of that name in ${titleOf(answer.from)} could not be bound:`);
    for (const use of answer.unresolved) {
      const place = `${plainLine(answer.from.file)}:${use.line}`;
      await print.line(`${print.style.bold(place)}  ${plainLine(use.source)}  ${print.style.dim(use.reason)}`);
      await printSteps(print, use);
    }
  }
  sayRest(print, answer);
  return 0;
}

interface Used extends Partial<Meant> {
  readonly name?: string;
  /** That nothing bears the name; it may still be one that was not bound. */
  readonly error?: CliError;
}

async function findUsed(client: AetherClient, to: string, looking: Looking): Promise<Used> {
  try {
    return await findMeant(client, to, looking);
  } catch (error) {
    if (error instanceof CliError && error.code === "NOT_FOUND") return { name: to, error };
    throw error;
  }
}

function headOf({ relation, from, to, edges, completeness, unresolved }: ExplainEdgesOutput, asked: string): string {
  const goal = to === null ? `"${plainLine(asked)}"` : titleOf(to);
  if (relation === "path")
    return `No edge leads from ${titleOf(from)} to ${goal}; a shortest way has ${count(edges.length, "edge")}:`;
  if (relation === "none") {
    const missing =
      unresolved.length > 0 ? "" : `; ${mayBeMissing(completeness, { use: "use", where: "of the goal's name" })}`;
    return `Nothing is known to lead from ${titleOf(from)} to ${goal}${missing}`;
  }
  const isBack = edges.every((edge) => edge.from.id !== from.id);
  const back = isBack ? `No edge leads from ${titleOf(from)} to ${goal}, only back: ` : "";
  return `${back}${count(edges.length, "edge")} between ${titleOf(from)} and ${goal}`;
}

async function printEdge(print: Printer, { from, to, kind, tier, lines, uses }: Edge): Promise<void> {
  const { style } = print;
  const on = lines.length === 0 ? "" : `, line${lines.length === 1 ? "" : "s"} ${linesInWords(lines)}`;
  await print.line(`${titleOf(from)} ${style.bold(kind)} ${titleOf(to)}  ${style.dim(`${tier}${on}`)}`);
  for (const [at, use] of uses.entries()) {
    await print.line(`  ${style.bold(`${plainLine(from.file)}:${use.line}`)}  ${plainLine(use.source)}`);
    // Uses that follow each other are often bound by the same steps: they are told once, below the last of them.
    if (!isDeepStrictEqual(use.steps, uses[at + 1]?.steps)) await printSteps(print, use);
  }
}

const SHOWN_LINES = 10;

function linesInWords(lines: readonly number[]): string {
  const more = lines.length - SHOWN_LINES;
  return `${lines.slice(0, SHOWN_LINES).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

async function printSteps(print: Printer, { steps }: Pick<Use, "steps">): Promise<void> {
  for (const { text, file, line } of steps) {
    const place = file === "" ? "" : `  ${print.style.dim(`${plainLine(file)}:${line}`)}`;
    await print.line(`    ${plainLine(text)}${place}`);
  }
}

function sayRest(print: Printer, { relation, steps_missing, truncated, completeness }: ExplainEdgesOutput): void {
  if (steps_missing)
    print.say(
      "The steps of some uses are not known: a file was read in part only, or by another version. `aether index` reads it again.",
    );
  if (truncated) print.say("There are more edges than are shown, or not everything was looked at.");
  // What else of that name could not be bound matters where no edge was found.
  if (relation === "edges") sayGround(print, completeness);
  else sayFooting(print, completeness);
}
