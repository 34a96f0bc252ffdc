import type { AetherClient, NeighboursInput, NeighboursOutput, NodeSummary } from "@aether/client";

import type { Arguments } from "../arguments.ts";
import { asOfGiven } from "../as-of.ts";
import { findMeant, sayNamesakes, type Where } from "../find-node.ts";
import { mayBeMissing, sayFooting, type Unbound } from "../footing.ts";
import { TIERS } from "../graph-commands.ts";
import { count, countShown, placeOf, titleOf, whatWasAsked } from "../place.ts";
import type { Printer } from "../printer.ts";
import type { Session } from "../session.ts";

interface Wording {
  readonly relation: NeighboursInput["relation"];
  /** What one of the answer is, and more of them, in the sentence "3 callers of …". */
  readonly one: string;
  readonly many: string;
  /** What may be missing, in the sentence "2 calls of that name could not be bound". */
  readonly unbound: Unbound;
}

type Command = (session: Session, given: Arguments) => Promise<number>;

function asks(relation: Wording["relation"], words: Omit<Wording, "relation">): Command {
  return (session, given) => related(session, given, { relation, ...words });
}

const OF_NAME = "of that name";
const calls: Unbound = { use: "call", where: OF_NAME };
const bases: Unbound = { use: "base", where: OF_NAME };

/** What stands on the other end of calls, imports or inheritance, with the tier of its evidence. */
export const callers = asks("callers", { one: "caller", many: "callers", unbound: calls });
export const callees = asks("callees", { one: "callee", many: "callees", unbound: { use: "call", where: "in it" } });
export const imports = asks("imports", { one: "import", many: "imports", unbound: { use: "import", where: "in it" } });
export const importers = asks("imported_by", {
  one: "importer",
  many: "importers",
  unbound: { use: "import", where: OF_NAME },
});
export const subclasses = asks("inherited_by", { one: "subtype", many: "subtypes", unbound: bases });
export const implementations = asks("implementations", {
  one: "implementation",
  many: "implementations",
  unbound: bases,
});

const overriders = asks("overridden_by", { one: "overrider", many: "overriders", unbound: bases });
const overridden = asks("overrides", { one: "overridden method", many: "overridden methods", unbound: bases });
/** What overrides a method, or with `--up` what it overrides. */
export const overrides: Command = (session, given) => (given.has("up") ? overridden : overriders)(session, given);

async function related(session: Session, given: Arguments, words: Wording): Promise<number> {
  const client = await session.connect();
  const where = { repo: given.text("repo"), ...asOfGiven(given) };
  const meant = await findMeant(client, given.operands[0] ?? "", { ...where, cwd: session.host.cwd });
  const { id, overloads } = meant;
  const { relation } = words;
  const answer = await client.neighbours({
    id,
    relation,
    ...where,
    overloads,
    depth: given.integer("depth"),
    min_tier: given.word("min-tier", TIERS),
    limit: given.integer("limit"),
    cursor: given.text("cursor"),
  });
  if (session.print.isJson) {
    await session.print.json(answer);
    return 0;
  }
  await printNeighbours(session.print, answer, words);
  if (relation === "callers") await sayHeirs(client, session.print, { answer, where });
  sayNamesakes(session.print, meant);
  return 0;
}

/** As far as the answer counts them. */
const NAMED_COUNTED = 100;
const HEIRS_SHOWN = 5;
const HEIRS_LIMIT = 100;

/** A type is used by what inherits from it as well, which calls nothing. */
async function sayHeirs(
  client: AetherClient,
  print: Printer,
  { answer, where }: { readonly answer: NeighboursOutput; readonly where: Where },
): Promise<void> {
  if (!isType(answer.node)) return;
  const { id } = answer.node;
  const heirs = await client.neighbours({ id, relation: "inherited_by", ...where, limit: HEIRS_LIMIT });
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
  return ["Class", "Interface", "Trait", "Struct", "Enum"].includes(kind);
}

async function printNeighbours(print: Printer, answer: NeighboursOutput, words: Wording): Promise<void> {
  const { style } = print;
  const { node, neighbours, truncated, next_cursor, completeness } = answer;
  const number = countShown(neighbours.length, answer.found, words);
  const made = isType(node) && words.one.startsWith("calle") ? " and its constructor" : "";
  print.say(`${number} of ${whatWasAsked(answer, made)}; ${mayBeMissing(completeness, words.unbound)}`);
  for (const { node: other, distance, tier, lines } of neighbours) {
    const at = lines.length === 0 ? "" : `, line ${lines.join(", ")}`;
    const indent = "  ".repeat(distance - 1);
    await print.line(`${indent}${style.bold(placeOf(other))}  ${titleOf(other)}  ${style.dim(`${tier}${at}`)}`);
  }
  if (answer.called_as.length > 0) {
    const names = answer.called_as.map((other) => `${titleOf(other)} (${placeOf(other)})`).join(", ");
    print.say(`Calls of what it overrides may run it: ${names}. --min-tier dispatch adds them.`);
  }
  if (answer.named_by > 0) {
    const places = `${count(answer.named_by, "definition")}${answer.named_by >= NAMED_COUNTED ? " or more" : ""}`;
    print.say(
      `${places} ${answer.named_by === 1 ? "names" : "name"} it without calling it: what it is handed to may call it (aether references).`,
    );
  }
  sayMore(print, { truncated, next_cursor });
  sayFooting(print, completeness);
}

/** How to read on. */
export function sayMore(print: Printer, page: { readonly truncated: boolean; readonly next_cursor: string | null }) {
  if (page.next_cursor !== null) print.say(`There are more: raise --limit, or go on with --cursor ${page.next_cursor}`);
  else if (page.truncated)
    print.say("A node on the way has more edges than were followed: ask for that one by itself.");
}
