import type { AetherClient, GrepInput, GrepOutput } from "@aether/client";

import type { Arguments } from "../arguments.ts";
import { asOfGiven } from "../as-of.ts";
import { usage } from "../failure.ts";
import { createLineWriter } from "../grep-lines.ts";
import { createTally, type Tally } from "../grep-tally.ts";
import { count, gapsOf } from "../place.ts";
import type { Printer } from "../printer.ts";
import type { Session } from "../session.ts";
import { plainLine } from "../terminal.ts";

const LIMIT = 1000;
/** The first page is small, so that its lines come at once. */
const PAGES = { first: 100, next: 1000 };
/** As grep and ripgrep end where nothing was found. */
const NOTHING_FOUND = 1;

/** `aether grep PATTERN [PATH…]`: lines as they are found; ends with 1 where there is none. */
export async function grep(session: Session, given: Arguments): Promise<number> {
  const { print } = session;
  const body = bodyOf(given);
  const onlyFiles = given.has("files");
  const client = await session.connect();
  const writer = createLineWriter(print, { isTerminal: session.host.stdout.isTTY === true, onlyFiles });
  const tally = createTally(given.integer("limit") ?? LIMIT, onlyFiles);
  let page: GrepOutput;
  let cursor: string | undefined;
  do {
    const most = cursor === undefined ? PAGES.first : PAGES.next;
    page = await client.grep({ ...body, cursor, limit: Math.min(most, tally.room) });
    for (const match of page.matches.filter((one) => tally.takes(one))) {
      if (print.isJson) await print.json({ type: "match", ...match });
      else await writer.write(match, page.completeness.repos.length > 1);
    }
    for (const { repo, file } of page.given_up) {
      print.warn(`${plainLine(repo)}: ${plainLine(file)} was given up, the pattern takes too long in it`);
    }
    cursor = page.next_cursor ?? undefined;
  } while (cursor !== undefined && !tally.isFull);
  await writer.end();
  const { found } = tally;
  for (const path of found === 0 ? await namingNothing(client, body) : []) {
    print.say(
      `No indexed file is at "${plainLine(path)}": paths are those in the repository, or globs, from its root where they have a slash.`,
    );
  }
  if (print.isJson) await print.json(summaryOf(page, found));
  else sayEnd(print, { page, tally, of: onlyFiles ? "file" : "line", pattern: body.pattern });
  return found === 0 ? NOTHING_FOUND : 0;
}

const PATHS_ASKED = 5;

/** Of the paths that lines were looked for in those at which there is no file. */
async function namingNothing(client: AetherClient, { path = [], repo, ref, snapshot }: GrepInput): Promise<string[]> {
  const asked = path.filter((one) => !one.startsWith("!")).slice(0, PATHS_ASKED);
  const missing: string[] = [];
  for (const one of asked) {
    const filters = { repo, path: [one] };
    const { hits } = await client.search({ query: "", ref, snapshot, filters, limit: 1, snippets: false });
    if (hits.length === 0) missing.push(one);
  }
  return missing;
}

function bodyOf(given: Arguments): GrepInput {
  const [pattern, ...paths] = given.operands;
  if (pattern === undefined || pattern === "") {
    throw usage("aether grep needs a PATTERN", "For example: aether grep 'TODO|FIXME' src");
  }
  const around = given.integer("context");
  return {
    pattern,
    ...asOfGiven(given),
    literal: given.has("literal"),
    case: given.has("ignore-case") ? "insensitive" : given.has("smart-case") ? "smart" : "sensitive",
    word: given.has("word"),
    multiline: given.has("multiline"),
    before: given.integer("before") ?? around,
    after: given.integer("after") ?? around,
    repo: given.list("repo"),
    lang: given.list("lang"),
    path: [...given.list("path"), ...paths],
    force: given.has("force"),
  };
}

function summaryOf({ searched, ended_by, next_cursor, completeness }: GrepOutput, matches: number) {
  return { type: "summary", matches, searched, ended_by, next_cursor, completeness };
}

interface End {
  readonly page: GrepOutput;
  readonly tally: Tally;
  /** What was counted. */
  readonly of: "file" | "line";
  readonly pattern: string;
}

function sayEnd(print: Printer, { page, tally, of, pattern }: End): void {
  const { next_cursor, searched, completeness } = page;
  if (tally.found === 0) print.say(`Nothing matches "${plainLine(pattern)}".`);
  if (tally.isOver || next_cursor !== null) {
    // What is left may all be of the last file.
    const are = of === "line" || tally.isOver ? "are" : "may be";
    print.say(`There ${are} more than ${count(tally.found, of)}: raise --limit, or narrow it.`);
  }
  if (searched.without_trigrams.length > 0) {
    const names = searched.without_trigrams.map(plainLine).join(", ");
    print.say(`Looked through file by file, for want of trigrams: ${names}. aether index makes them.`);
  }
  for (const gap of gapsOf(completeness)) print.say(gap);
}
