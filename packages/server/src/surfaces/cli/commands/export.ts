import path from "node:path";

import type { DiskErrorCode } from "@aether/graph/disk";

import type { Arguments } from "../arguments.ts";
import { type AsOf, asOfGiven } from "../as-of.ts";
import { CliError, usage } from "../failure.ts";
import { count } from "../place.ts";
import type { Printer } from "../printer.ts";
import type { Session } from "../session.ts";
import { plainLine } from "../terminal.ts";

const CHUNK_CHARS = 64 * 1024;

/** `aether export`: the graph as JSON lines, of a folder without any database, or of an indexed repository from its rows. */
export async function exportGraph(session: Session, given: Arguments): Promise<number> {
  const [folder] = given.operands;
  const repo = given.text("repo");
  if (folder !== undefined && repo !== undefined) {
    throw usage("aether export takes a PATH or --repo, not both", `For the folder: aether export ${folder}`);
  }
  const asOf = asOfGiven(given);
  const scip = given.list("scip").map((file) => path.resolve(session.host.cwd, file));
  if (repo !== undefined && scip.length > 0) {
    throw usage("--scip is of a folder", "An indexed repository has it from: aether index PATH --scip FILE");
  }
  if (repo !== undefined) return exportIndexed(session, repo, asOf);
  if (asOf.ref !== undefined || asOf.snapshot !== undefined) {
    throw usage("--ref and --snapshot are of an indexed repository", "Name it with --repo.");
  }
  return exportFolder(session, { folder: path.resolve(session.host.cwd, folder ?? "."), scip });
}

async function exportIndexed({ connect, print }: Session, repo: string, asOf: AsOf): Promise<number> {
  const client = await connect();
  for await (const row of client.exportGraph.items({ id: repo, ...asOf })) await print.json(row);
  return 0;
}
/** The parser and its worker threads are loaded here and nowhere before: no other command needs them. */
async function exportFolder(
  { host, print, interrupted }: Session,
  { folder, scip }: { readonly folder: string; readonly scip: readonly string[] },
): Promise<number> {
  const [{ readConfig, withoutSecrets }, { exportLines }, { DiskError, indexFolder }] = await Promise.all([
    import("#kernel/config"),
    import("@aether/graph"),
    import("@aether/graph/disk"),
  ]);
  const { maxFiles, maxFileBytes } = readConfig(withoutSecrets(host.env)).config;
  try {
    const options = { maxFiles, maxFileBytes, scip, signal: interrupted };
    const { graph, skipped, scip: reports } = await indexFolder(folder, options);
    if (graph.files.length === 0) {
      throw new CliError({ code: "NO_SOURCE", message: `nothing in "${folder}" could be parsed` });
    }
    await printChunks(print, exportLines(graph));
    for (const { tool, merged, stale, unknown } of reports) {
      print.say(`${plainLine(tool)}: ${count(merged, "file")} merged, ${stale.length} stale, ${unknown} not here.`);
    }
    if (skipped.length > 0)
      print.say(`Not read, or in part only: ${count(skipped.length, "file")} (${reasonsOf(skipped)}).`);
    return 0;
  } catch (error) {
    if (!(error instanceof DiskError)) throw error;
    const { code, details } = error;
    const message =
      code === "TOO_MANY_FILES"
        ? `${folder} has more than ${maxFiles} files (the limit AETHER_MAX_FILES)`
        : error.message;
    throw new CliError({ code: DISK_CODES[code], message, details, cause: error });
  }
}

const DISK_CODES: Readonly<Record<DiskErrorCode, string>> = {
  NOT_FOUND: "PATH_NOT_FOUND",
  NOT_A_FOLDER: "PATH_NOT_A_DIRECTORY",
  NOT_READABLE: "PATH_NOT_READABLE",
  TOO_MANY_FILES: "TOO_MANY_FILES",
  TOO_LARGE: "REPOSITORY_TOO_LARGE",
  UNKNOWN_REF: "NOT_FOUND",
  MALFORMED_SCIP: "SCIP_INVALID",
};

/** Lines have their ends already; written one by one they would cost more than they took to make. */
async function printChunks(print: Printer, lines: Iterable<string>): Promise<void> {
  let chunk = "";
  for (const line of lines) {
    chunk += line;
    if (chunk.length < CHUNK_CHARS) continue;
    await print.line(chunk.slice(0, -1));
    chunk = "";
  }
  if (chunk !== "") await print.line(chunk.slice(0, -1));
}

function reasonsOf(skipped: readonly { readonly reason: string }[]): string {
  const files = new Map<string, number>();
  for (const { reason } of skipped) files.set(reason, (files.get(reason) ?? 0) + 1);
  return [...files].map(([reason, number]) => `${number} ${plainLine(reason)}`).join(", ");
}
