import type { AetherClient, NodeSummary } from "@aether/client";

import type { AsOf } from "./as-of.ts";
import { CliError } from "./failure.ts";
import { placeOf, titleOf } from "./place.ts";
import type { Printer } from "./printer.ts";
import { IS_PATH_FROM_HERE, lookAround } from "./repo-here.ts";
import { plainLine } from "./terminal.ts";

const ID = /^[0-9a-f]{16}$/;
const CANDIDATES = 20;

/** In which repository, and as of what. */
export interface Where extends AsOf {
  readonly repo: string | undefined;
}

/** As seen from where. */
export interface Looking extends Where {
  readonly cwd: string;
}

/** The id of the one definition that is meant, where overloads of one function are several. */
export async function findNodeId(client: AetherClient, asked: string, where: Looking): Promise<string> {
  if (ID.test(asked)) return asked;
  const { meant } = await findNodes(client, asked, where);
  const [first, ...others] = meant;
  if (others.length > 0) throw ambiguous(asked, meant);
  return first.id;
}

/** Who is meant by a name: one definition, or all overloads of a function. */
export interface Meant {
  readonly id: string;
  /** As the question takes it. */
  readonly overloads: "true" | undefined;
  /** Members of others that bear the same name: they stand back where something is called exactly so. */
  readonly namesakes: readonly NodeSummary[];
}

/**
 * The definition that is meant: given as an id, or found by name or place. A name that several bear is told with all of
 * them, so that the next command can say which; overloads of one function are meant together.
 */
export async function findMeant(client: AetherClient, asked: string, where: Looking): Promise<Meant> {
  if (ID.test(asked)) return { id: asked, overloads: undefined, namesakes: [] };
  const { meant, namesakes } = await findNodes(client, asked, where);
  const [first, ...others] = meant;
  if (others.length === 0) return { id: first.id, overloads: undefined, namesakes };
  if (others.every((other) => isOverload(first, other))) return { id: first.id, overloads: "true", namesakes };
  throw ambiguous(asked, [...meant, ...namesakes]);
}

const NAMESAKES_SHOWN = 5;

/** That the answer is about one of several of that name. */
export function sayNamesakes(print: Printer, { namesakes }: Meant): void {
  if (namesakes.length === 0) return;
  print.say(`Not asked about, although called so, too (say which by its full name or id):`);
  for (const node of namesakes.slice(0, NAMESAKES_SHOWN)) print.say(`  ${node.id}  ${placeOf(node)}  ${titleOf(node)}`);
  if (namesakes.length > NAMESAKES_SHOWN) print.say(`  and ${namesakes.length - NAMESAKES_SHOWN} more`);
}

function isOverload(one: NodeSummary, other: NodeSummary): boolean {
  return (
    one.repo === other.repo &&
    one.file === other.file &&
    one.kind === other.kind &&
    one.qualified_name === other.qualified_name
  );
}

interface Found {
  readonly meant: readonly [NodeSummary, ...NodeSummary[]];
  readonly namesakes: readonly NodeSummary[];
}

/** Where one stands comes first: a name that the repository around the current directory knows is not looked for in others. */
async function findNodes(client: AetherClient, asked: string, looking: Looking): Promise<Found> {
  let near: readonly string[] | undefined;
  for (const { name, where } of await readingsOf(client, asked, looking)) {
    const { found, suggestions } = await candidates(client, name, where);
    if (found !== undefined) return found;
    near ??= suggestions;
  }
  throw unknown(asked, near ?? []);
}

interface Reading {
  readonly name: string;
  readonly where: Where;
}

/** What may be meant, the likeliest first: a name here, one anywhere, a path from the current directory. */
async function readingsOf(client: AetherClient, asked: string, { cwd, ...where }: Looking): Promise<Reading[]> {
  const { here, pathIn } = await lookAround(client, cwd);
  const readings: Reading[] = [{ name: asked, where }];
  if (here !== undefined && where.repo === undefined)
    readings.unshift({ name: asked, where: { ...where, repo: here.repo_id } });
  if (!MAY_BE_PATH.test(asked)) return readings;
  const [, typed = asked, line = ""] = /^(.*?)(:\d+)?$/s.exec(asked) ?? [];
  const place = await pathIn(typed, where.repo);
  if (place === undefined) return readings;
  const fromHere = { name: place.path + line, where: { ...where, repo: place.repo } };
  return IS_PATH_FROM_HERE.test(asked) ? [fromHere, ...readings] : [...readings, fromHere];
}

const MAY_BE_PATH = /[./]/;

async function candidates(
  client: AetherClient,
  asked: string,
  where: Where,
): Promise<{ readonly found?: Found; readonly suggestions: readonly string[] }> {
  const { nodes, suggestions } = await client.findNodes({
    name: asked,
    ...where,
    limit: CANDIDATES,
  });
  const [first, ...others] = narrowed(nodes, asked);
  if (first === undefined) return { suggestions };
  const meant = [first, ...others] as const;
  return { found: { meant, namesakes: namesakesOf(meant, nodes, asked) }, suggestions };
}

const CALLABLE = new Set(["Function", "Method", "Macro", "Class", "Interface", "Trait", "Struct", "Enum"]);

/** Who bears the name within another definition; a constructor, which may be called as its class is, within the one that is meant. */
function namesakesOf(meant: Found["meant"], nodes: readonly NodeSummary[], asked: string): NodeSummary[] {
  const isOfMeant = (node: NodeSummary): boolean =>
    meant.some((one) => one.id === node.id || node.qualified_name.startsWith(`${one.qualified_name}.`));
  return nodes.filter((node) => node.name === asked && CALLABLE.has(node.kind) && !isOfMeant(node));
}

/** Of several the one that is exactly so called; of a place the innermost, which comes first. */
function narrowed(nodes: readonly NodeSummary[], asked: string): readonly NodeSummary[] {
  if (/:\d+$/.test(asked)) return nodes.slice(0, 1);
  for (const isMeant of [
    (node: NodeSummary) => node.qualified_name === asked,
    (node: NodeSummary) => node.name === asked,
  ]) {
    const exact = nodes.filter(isMeant);
    if (exact.length > 0) return exact;
  }
  return nodes;
}

function unknown(asked: string, suggestions: readonly string[]): CliError {
  const names = suggestions.map((name) => `"${plainLine(name)}"`).join(" or ");
  return new CliError({
    code: "NOT_FOUND",
    message: `nothing is called "${plainLine(asked)}"`,
    next: `${names === "" ? "" : `Did you mean ${names}? `}\`aether search ${JSON.stringify(asked)}\` looks further.`,
    details: { suggestions },
  });
}

function ambiguous(asked: string, nodes: readonly NodeSummary[]): CliError {
  const lines = nodes.map((node) => `    ${node.id}  ${placeOf(node)}  ${titleOf(node)}  [${plainLine(node.repo)}]`);
  return new CliError({
    code: "CONFLICT",
    message: `"${plainLine(asked)}" names ${nodes.length === CANDIDATES ? "at least " : ""}${nodes.length} definitions`,
    next: `Say which by its id:\n${lines.join("\n")}`,
    details: { nodes },
  });
}
