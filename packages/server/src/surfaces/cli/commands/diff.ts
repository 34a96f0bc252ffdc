import type { DiffGraphOutput } from "@aether/client";

import type { Arguments } from "../arguments.ts";
import { usage } from "../failure.ts";
import { count, placeOf, titleOf } from "../place.ts";
import type { Printer } from "../printer.ts";
import { repoNamedOrHere } from "../repo-here.ts";
import type { Session } from "../session.ts";
import { plainLine } from "../terminal.ts";

const LIMIT = 100;
const SIGNS = { added: "+", removed: "-", changed: "~", moved: ">" } as const;

/** `aether diff A..B`: definitions and edges that differ, with counts of all of them. */
export async function diff(session: Session, given: Arguments): Promise<number> {
  const { print } = session;
  const [from, to] = sidesOf(given.operands[0] ?? "");
  const client = await session.connect();
  const repo = await repoNamedOrHere(client, session.host.cwd, given.text("repo"));
  const limit = given.integer("limit") ?? LIMIT;
  const query = { from, to, ref: given.text("ref") };
  let cursor = given.text("cursor");
  for (let shown = 0, isFirst = true; shown < limit; isFirst = false) {
    const page = await client.diffGraph({
      id: repo,
      ...query,
      cursor,
      limit: Math.min(1000, limit - shown),
    });
    if (print.isJson) await print.json(page);
    else await printPage(print, page, isFirst);
    shown += page.definitions.length + page.edges.length;
    if (page.next_cursor === null) return 0;
    cursor = page.next_cursor;
  }
  print.say(`There are more: raise --limit, or go on with --cursor ${cursor}`);
  return 0;
}

/** A side that is left out is the working tree. */
function sidesOf(text: string): [string, string] {
  const [, from = "", to = ""] = /^(.*?)\.\.(.*)$/s.exec(text) ?? [];
  if (!text.includes("..") || to.includes("..")) {
    throw usage(`"${text}" names no two sides`, "For example: aether diff main..feature, or aether diff main..");
  }
  return [from === "" ? "worktree" : from, to === "" ? "worktree" : to];
}

async function printPage(print: Printer, page: DiffGraphOutput, isFirst: boolean): Promise<void> {
  if (isFirst) sayCounts(print, page);
  const { style } = print;
  for (const { change, what, node, signature, before } of page.definitions) {
    const parts = what.length === 0 ? "" : `  ${what.join(", ")}`;
    await print.line(`${SIGNS[change]} ${style.bold(placeOf(node))}  ${titleOf(node)}${style.dim(parts)}`);
    if (before === null) continue;
    if (before.file !== node.file) await print.line(`    from ${plainLine(before.file)}:${before.start_line}`);
    if (before.signature !== signature) {
      await print.line(`    - ${plainLine(before.signature)}`);
      await print.line(`    + ${plainLine(signature)}`);
    }
  }
  for (const { change, kind, tier, tier_before, from, to } of page.edges) {
    const tiers = tier_before === null ? tier : `${tier_before}, now ${tier}`;
    const ends = `${titleOf(from)} ${kind} ${titleOf(to)}`;
    await print.line(`${SIGNS[change]} ${style.bold(placeOf(from))}  ${ends}  ${style.dim(tiers)}`);
  }
}

function sayCounts(print: Printer, { from, to, counts }: DiffGraphOutput): void {
  const { added, removed, changed, moved } = counts.definitions;
  print.say(`${nameOf(from)} to ${nameOf(to)}:`);
  print.say(`  definitions: ${added} added, ${removed} removed, ${changed} changed, ${moved} moved`);
  const edges = counts.edges.map((edge) => `${count(edge.count, edge.kind, edge.kind)} (${edge.tier}) ${edge.change}`);
  print.say(`  edges: ${edges.length === 0 ? "none" : edges.join(", ")}`);
  for (const side of [from, to]) {
    if (side.moved_on === true)
      print.say(`  ${nameOf(side)}: the folder has changed since (aether index reads it again)`);
    if (side.skipped_files > 0)
      print.say(`  ${nameOf(side)}: ${count(side.skipped_files, "file")} not read, or in part only`);
  }
}

function nameOf({ ref, snapshot, commit }: DiffGraphOutput["from"]): string {
  const at = commit === null ? "" : `, ${commit.slice(0, 10)}`;
  return `${ref === null ? "the working tree" : plainLine(ref)} (snapshot ${snapshot}${at})`;
}
