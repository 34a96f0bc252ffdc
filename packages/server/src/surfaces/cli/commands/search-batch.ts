import { createReadStream } from "node:fs";
import path from "node:path";

import type { AetherClient, SearchInput } from "@aether/client";

import type { Arguments } from "../arguments.ts";
import { CliError, toCliError, usage } from "../failure.ts";
import type { Session } from "../session.ts";
import { searchBody } from "./search-body.ts";

const LIMIT = 50;
const AHEAD = 4; // questions under way at once; answers keep the order of the file

interface Question {
  readonly id: string | number;
  readonly query: string;
}

/** What became of a question: a query that the server refuses does not end the others. */
type Outcome = { readonly results: unknown } | { readonly results: readonly []; readonly error: object };

/** `aether search --batch`: reads lines of {id, query} and writes lines of {id, results} as they come. */
export async function searchBatch(session: Session, given: Arguments, file: string): Promise<number> {
  const questions = readQuestions(session, file);
  const client = await session.connect();
  const limit = given.integer("limit") ?? LIMIT;
  const waiting: { readonly id: string | number; readonly outcome: Promise<Outcome> }[] = [];
  let failed = 0;
  const printNext = async (): Promise<void> => {
    const next = waiting.shift();
    if (next === undefined) return;
    const outcome = await next.outcome;
    if ("error" in outcome) failed++;
    await session.print.json({ id: next.id, ...outcome });
  };
  for await (const { id, query } of questions) {
    const outcome = ask(client, { ...searchBody(given, query), limit, snippets: false, expand: false });
    outcome.catch(() => undefined); // it is awaited in its turn
    waiting.push({ id, outcome });
    if (waiting.length >= AHEAD) await printNext();
  }
  while (waiting.length > 0) await printNext();
  if (failed > 0) session.print.say(`${failed} of the queries could not be answered: see "error" in their lines.`);
  return failed > 0 ? 1 : 0;
}

async function ask(client: AetherClient, body: SearchInput): Promise<Outcome> {
  try {
    const { hits } = await client.search(body);
    const results = hits.map(({ file, start_line, end_line, score }) => ({ file, start_line, end_line, score }));
    return { results };
  } catch (error) {
    const { code, message } = toCliError(error);
    if (code !== "VALIDATION_ERROR") throw error;
    return { results: [], error: { code, message } };
  }
}

async function* readQuestions(session: Session, file: string): AsyncGenerator<Question> {
  let number = 0;
  for await (const line of readLines(file === "-" ? session.host.stdin : openFile(session, file))) {
    number++;
    if (line.trim() !== "") yield readQuestion(line, `line ${number} of ${file === "-" ? "stdin" : file}`);
  }
}

function readQuestion(line: string, where: string): Question {
  const next = 'Each line looks like {"id": "q1", "query": "where is a session closed"}.';
  let value: Partial<Record<"id" | "query", unknown>> | null;
  try {
    value = JSON.parse(line);
  } catch (cause) {
    throw new CliError({ code: "USAGE", message: `${where} is not JSON`, next, cause });
  }
  const { id, query } = value ?? {};
  if (typeof id !== "string" && typeof id !== "number") throw usage(`${where} has no "id"`, next);
  if (typeof query !== "string") throw usage(`${where} has no "query"`, next);
  return { id, query };
}

async function* openFile({ host }: Session, file: string): AsyncGenerator<string | Uint8Array> {
  try {
    yield* createReadStream(path.resolve(host.cwd, file));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : "";
    throw new CliError({
      code: "PATH_NOT_FOUND",
      message: `the file of queries cannot be read: ${reason}`,
      next: "Give the path of a file with a JSON object a line, or - for stdin.",
      cause,
    });
  }
}

async function* readLines(source: AsyncIterable<string | Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const chunk of source) {
    rest += typeof chunk === "string" ? chunk : decoder.decode(chunk, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  yield rest + decoder.decode();
}
