import { type AetherClient, AetherError, type DefinitionAtOutput } from "@aether/client";

import type { Arguments } from "../arguments.ts";
import { asOfGiven } from "../as-of.ts";
import { CliError } from "../failure.ts";
import { mayBeMissing, sayFooting, sayGround } from "../footing.ts";
import { TIERS } from "../graph-commands.ts";
import { count, grouped, placeOf, titleOf } from "../place.ts";
import type { Printer } from "../printer.ts";
import { IS_PATH_FROM_HERE, lookAround, type PathIn, repoNamedOrHere } from "../repo-here.ts";
import type { Session } from "../session.ts";
import { plainLine } from "../terminal.ts";
import { sayMore } from "./relations.ts";

/** `aether cycles [REPO]`: files that import each other, a cycle a line. */
export async function cycles({ connect, host, print }: Session, given: Arguments): Promise<number> {
  const client = await connect();
  const repo = await repoNamedOrHere(client, host.cwd, given.operands[0] ?? given.text("repo"));
  const answer = await client.findCycles({
    repo,
    ...asOfGiven(given),
    min_tier: given.word("min-tier", TIERS),
    limit: given.integer("limit"),
  });
  if (print.isJson) {
    await print.json(answer);
    return 0;
  }
  const missing = mayBeMissing(answer.completeness, { use: "import", where: "of the repository" });
  print.say(`${count(answer.count, "group")} of files that import each other; ${missing}`);
  for (const { cycle, size } of answer.groups) {
    const ring = [...cycle, ...cycle.slice(0, 1)].map(({ file }) => plainLine(file)).join(" → ");
    await print.line(`${ring}${print.style.dim(size > cycle.length ? `  (of ${grouped(size)} files)` : "")}`);
  }
  if (answer.count > answer.groups.length) print.say("There are more: raise --limit.");
  sayFooting(print, answer.completeness);
  return 0;
}

/** `aether unreachable [REPO]`: definitions that nothing uses, with how many loose uses of its name each has. */
export async function unreachable({ connect, host, print }: Session, given: Arguments): Promise<number> {
  const client = await connect();
  const repo = await repoNamedOrHere(client, host.cwd, given.operands[0] ?? given.text("repo"));
  const answer = await client.findUnreachable({
    repo,
    ...asOfGiven(given),
    path: given.text("path"),
    exported: given.has("exported") ? "true" : undefined,
    limit: given.integer("limit"),
    cursor: given.text("cursor"),
  });
  if (print.isJson) {
    await print.json(answer);
    return 0;
  }
  const missing = mayBeMissing(answer.completeness, { use: "use", where: "of these names" });
  const number = count(answer.definitions.length, "definition");
  const isPart = answer.next_cursor !== null || given.text("cursor") !== undefined;
  print.say(`${isPart ? `A page of ${number}` : number} that nothing known uses; ${missing}`);
  for (const { node, unresolved } of answer.definitions) {
    const loose = unresolved === 0 ? "" : `  ${count(unresolved, "unbound use")} of its name`;
    await print.line(`${print.style.bold(placeOf(node))}  ${titleOf(node)}${print.style.dim(loose)}`);
  }
  sayMore(print, { truncated: false, next_cursor: answer.next_cursor });
  sayFooting(print, answer.completeness);
  return 0;
}

/** `aether definition [REPO] PATH:LINE:COLUMN`: what the name there means. Columns count from 1, as editors show them. */
export async function definition({ connect, host, print }: Session, given: Arguments): Promise<number> {
  const place = given.operands.at(-1) ?? "";
  const [, file, line, column] = /^(.+?):(\d{1,7})(?::(\d{1,7}))?$/.exec(place) ?? [];
  if (file === undefined) {
    throw new CliError({
      code: "USAGE",
      message: `"${plainLine(place)}" is no place`,
      next: "Write PATH:LINE:COLUMN.",
    });
  }
  const client = await connect();
  const named = given.operands.length > 1 ? given.operands[0] : given.text("repo");
  const ask = ({ repo, path }: PathIn): Promise<DefinitionAtOutput> =>
    client.definitionAt({
      repo,
      ...asOfGiven(given),
      path,
      line: Number(line),
      column: Math.max(0, Number(column ?? 1) - 1),
    });
  const answer = await askedOfFile(client, { cwd: host.cwd, named, file }, ask);
  if (print.isJson) {
    await print.json(answer);
    return 0;
  }
  await printMeaning(print, answer, file);
  // What else of that name could not be bound matters to a place of which nothing is known.
  if (answer.reason === null) sayGround(print, answer.completeness);
  else sayFooting(print, answer.completeness);
  return 0;
}

interface AskedFile {
  readonly cwd: string;
  readonly named: string | undefined;
  readonly file: string;
}

/** A path is one of the repository, or else one from the current directory. */
async function askedOfFile<T>(
  client: AetherClient,
  { cwd, named, file }: AskedFile,
  ask: (place: PathIn) => Promise<T>,
): Promise<T> {
  const { here, pathIn } = await lookAround(client, cwd);
  const typed = await pathIn(file, named ?? here?.repo_id);
  const isFromHere = typed !== undefined && IS_PATH_FROM_HERE.test(file);
  if (isFromHere) return ask(typed);
  const repo = await repoNamedOrHere(client, cwd, named);
  try {
    return await ask({ repo, path: file });
  } catch (error) {
    const isUnknown = error instanceof AetherError && error.code === "NOT_FOUND";
    if (!isUnknown || typed === undefined || typed.path === file) throw error;
    // Where neither is known, the first is what was asked for.
    return ask(typed).catch(() => Promise.reject(error));
  }
}

async function printMeaning(print: Printer, answer: DefinitionAtOutput, file: string): Promise<void> {
  const { definitions, lines, local, reason, found, enclosing } = answer;
  const name = plainLine(answer.name ?? "");
  for (const { node, tier } of definitions)
    await print.line(`${print.style.bold(placeOf(node))}  ${titleOf(node)}  ${print.style.dim(tier ?? "here")}`);
  if (local !== null && lines.length === 0) await print.line(`${plainLine(file)}:${local.line}  ${local.kind} ${name}`);
  const known = new Set(definitions.map(({ node }) => `${node.file}:${node.start_line}`));
  for (const one of lines) {
    const at = `${one.file}:${one.line}`;
    if (!known.has(at)) await print.line(`${plainLine(at)}  ${one.kind} ${name}`);
  }
  if (reason !== null) print.say(`"${name}" could not be bound: ${plainLine(reason)}`);
  if (found === "enclosing") print.say("Nothing is known of a name there.");
  if (enclosing !== null) print.say(`It lies in ${titleOf(enclosing)} (${placeOf(enclosing)})`);
}
