import { AetherError } from "@aether/client";

import { type Arguments, type Split, splitArguments, toArguments } from "./arguments.ts";
import { type Command, COMMANDS, findCommand, GLOBAL_FLAGS } from "./command-table.ts";
import { CliError, toCliError, usage } from "./failure.ts";
import type { CliHost } from "./host.ts";
import { RUNNERS } from "./runners.ts";
import { createSession, type Session } from "./session.ts";
import { plain, plainLine, styleFor } from "./terminal.ts";

const INTERRUPTED = 130;
const DETAILS_SHOWN = 10;
const DETAIL_CHARS = 500;

/** Runs one command line and answers with the exit code. Nothing is thrown: what goes wrong is told on stderr. */
export async function runCli(host: CliHost): Promise<number> {
  try {
    const { command, given } = await readLine(host.argv);
    if (given.has("version")) return say(host, host.version);
    if (command === undefined) return await help(host, given);
    return await runCommand(host, command, given);
  } catch (error) {
    return tell(host, toCliError(error), { isJson: host.argv.includes("--json") });
  }
}

interface Line {
  /** Undefined where help is asked for. */
  readonly command: Command | undefined;
  readonly given: Arguments;
}

async function readLine(argv: readonly string[]): Promise<Line> {
  const at = nameAt(argv);
  const name = at === -1 ? undefined : argv[at];
  const command = name === undefined ? undefined : findCommand(name);
  if (name !== undefined && command === undefined) throw await unknownCommand(name);
  const words = at === -1 ? argv : argv.toSpliced(at, 1);
  const split = splitArguments(words, [...GLOBAL_FLAGS, ...(command?.flags ?? [])]);
  const given = toArguments(split);
  await refuseUnknown(split, command);
  if (given.has("help") || command === undefined) {
    const topic = command === undefined ? [] : [command.name];
    return { command: undefined, given: { ...given, operands: topic } };
  }
  refuseOperands(split, command);
  return { command, given };
}

/** The first word that is no flag and no flag's value. */
function nameAt(argv: readonly string[]): number {
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? "";
    if (!word.startsWith("-")) return at;
    const flag = GLOBAL_FLAGS.find(({ name }) => word === `--${name}`);
    if (flag !== undefined && flag.kind !== "switch") at++;
  }
  return -1;
}

async function unknownCommand(name: string): Promise<CliError> {
  const { didYouMean } = await import("./suggest.ts");
  const names = COMMANDS.map((command) => command.name);
  const guess = await didYouMean(name, names);
  return usage(`there is no command "${name}"`, `${guess === "" ? "" : `${guess} `}\`aether help\` lists them all.`);
}

async function refuseUnknown({ unknown }: Split, command: Command | undefined): Promise<void> {
  const [first] = unknown;
  if (first === undefined) return;
  const { didYouMean } = await import("./suggest.ts");
  const known = [...GLOBAL_FLAGS, ...(command?.flags ?? [])].map(({ name }) => `--${name}`);
  const guess = await didYouMean(first, known);
  const form = command === undefined ? "aether" : `aether ${command.name}`;
  throw usage(`${form} has no flag ${first}`, `${guess === "" ? "" : `${guess} `}\`${form} --help\` lists its flags.`);
}

function refuseOperands(
  { operands }: Split,
  { name, operands: shape, operandsMin, operandsMax, examples }: Command,
): void {
  const example = `For example: ${examples[0] ?? `aether ${name}`}`;
  if (operands.length < operandsMin) throw usage(`aether ${name} needs ${shape}`, example);
  if (operands.length > operandsMax) {
    throw usage(`aether ${name} cannot use "${operands[operandsMax] ?? ""}"`, `Its form is: aether ${name} ${shape}`);
  }
}

async function runCommand(host: CliHost, command: Command, given: Arguments): Promise<number> {
  const session = createSession(host, given);
  try {
    const run = await RUNNERS[command.name]?.();
    if (run === undefined) throw new Error(`nothing runs ${command.name}`);
    return await run(session, given);
  } catch (error) {
    if (session.interrupted.aborted && !(error instanceof CliError || error instanceof AetherError)) {
      session.print.say("Interrupted.");
      return INTERRUPTED;
    }
    const failure = await withKnownRepos(session, given, toCliError(error, session.server));
    return tell(host, await inWordsOf(command, failure), session.print);
  } finally {
    await session.close();
  }
}

/** A repository that does not exist is most often one that is spelt differently. */
async function withKnownRepos(session: Session, given: Arguments, failure: CliError): Promise<CliError> {
  const { repo } = failure.details;
  // Also one that the query names.
  const asked = [...given.list("repo"), ...(typeof repo === "string" ? [repo] : [])];
  if (failure.code !== "NOT_FOUND" || asked.length === 0 || session.server === undefined) return failure;
  const { suggestRepo } = await import("./suggest-repo.ts");
  return (await suggestRepo(session, asked, failure)) ?? failure;
}

async function inWordsOf(command: Command, failure: CliError): Promise<CliError> {
  if (failure.code !== "VALIDATION_ERROR") return failure;
  const { inCommandWords } = await import("./in-command-words.ts");
  return inCommandWords(failure, command);
}

async function help(host: CliHost, given: Arguments): Promise<number> {
  const { helpText } = await import("./help-text.ts");
  return say(host, helpText(given.operands[0], styleFor(host.stdout, host.env, given.has("no-color"))));
}

function say(host: CliHost, text: string): number {
  host.stdout.write(`${text}\n`);
  return 0;
}

/** Where the advice speaks of details, they follow. */
function detailLines({ next, details }: CliError): string[] {
  if (!/\bdetails\b/.test(next)) return [];
  const known = Object.entries(details).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return known.slice(0, DETAILS_SHOWN).map(([name, value]) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    return `    ${name}: ${plainLine(text.length > DETAIL_CHARS ? `${text.slice(0, DETAIL_CHARS)}…` : text)}`;
  });
}

function tell(host: CliHost, failure: CliError, { isJson }: { readonly isJson: boolean }): number {
  const { code, message, next, details, requestId, docUrl } = failure;
  if (isJson) {
    const error = { code, message, next, details, request_id: requestId ?? null, doc_url: docUrl ?? null };
    host.stderr.write(`${JSON.stringify({ error })}\n`);
    return failure.exitCode;
  }
  const style = styleFor(host.stderr, host.env, host.argv.includes("--no-color"));
  const lines = [`${style.warning("error:")} ${plain(message)}`, `  ${plain(next)}`, ...detailLines(failure)];
  const request = requestId === undefined ? [] : [`request ${requestId} (${code})`];
  const doc = docUrl ?? (code === "USAGE" ? "" : `aether help ${code}`);
  const more = [...request, doc].filter((part) => part !== "").join("  ");
  if (more !== "") lines.push(style.dim(`  ${plainLine(more)}`));
  host.stderr.write(`${lines.join("\n")}\n`);
  return failure.exitCode;
}
