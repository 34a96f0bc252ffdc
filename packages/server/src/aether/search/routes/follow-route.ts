/** Answers of the graph to questions that ask for it: the nodes, and a sentence that says why they are the answer. */
import type { TenantDb } from "#kernel/db";
import type { Matchers } from "#kernel/grep";

import { nodesCalled } from "../../browse/nodes.ts";
import type { NodeRow } from "../../browse/store.ts";
import type { Scope } from "../../scope/index.ts";
import type { Filters } from "../parse-query.ts";
import { findAssignments } from "./assignments.ts";
import { filesOfModule, resolveFrames, resolvePlace, type RoutedRow } from "./places.ts";
import { type NamedRoute, readNamedRoute, readPlace, type RouteKind } from "./read-route.ts";
import { type Graphed, relatedBy, STEPS_OF_IMPACT } from "./related.ts";
import { isErrorMessage, plainMessage, readTrace, withoutPrefix } from "./stack-trace.ts";

export type RouteTo = RouteKind | "place" | "trace" | "message" | "grep";

export interface Route {
  readonly to: RouteTo;
  /** The definitions that the question is about. */
  readonly of: readonly NodeRow[];
  readonly why: string;
  /** The answer, best first. */
  readonly rows: readonly RoutedRow[];
  /** What is searched for behind them, or instead where there are none; undefined: nothing more is. */
  readonly words: string | undefined;
  /** There may be more: what was looked through was cut. */
  readonly isCut?: boolean;
}

interface Asked {
  /** As it was written, filters aside: traces need their lines. */
  readonly text: string;
  readonly words: string;
  readonly filters: Filters;
  readonly matchers: Matchers;
  readonly signal: AbortSignal;
}

/** Definitions of one name that a question is taken to be about. */
const MEANT_MAX = 10;

/** Undefined where words are to answer. */
export async function followRoute(tenant: TenantDb, scope: Scope, asked: Asked): Promise<Route | undefined> {
  const route = (await followTrace(tenant, scope, asked)) ?? (await followPlace(tenant, scope, asked));
  if (route !== undefined) return route;
  const message = isErrorMessage(asked.text) ? plainError(asked.words) : asked.words;
  if (message !== asked.words && message !== "") {
    const why = "a message of an error: numbers, addresses and folders are left out";
    return { to: "message", of: [], why, rows: [], words: message };
  }
  const named = readNamedRoute(asked.words);
  return named && followNamed(tenant, scope, { ...asked, ...named });
}

async function followTrace(tenant: TenantDb, scope: Scope, { text }: Asked): Promise<Route | undefined> {
  const trace = readTrace(text);
  if (trace === undefined) return undefined;
  const rows = await resolveFrames(tenant, scope, trace.frames);
  if (rows.length === 0 && trace.isLoose) return undefined;
  const frames = `${trace.frames.length} ${trace.frames.length === 1 ? "frame" : "frames"}`;
  const why = `a stack trace of ${frames}: those of the repositories asked come first, the innermost before the others, vendored ones behind`;
  return { to: "trace", of: [], why, rows, words: trace.message };
}

async function followPlace(tenant: TenantDb, scope: Scope, { text, words }: Asked): Promise<Route | undefined> {
  const place = readPlace(words);
  if (place === undefined) return undefined;
  const { rows, isBeyond } = await resolvePlace(tenant, scope, place);
  if (rows.length === 0) return undefined;
  const line = isBeyond ? `the file, which has no line ${place.line},` : "the definition around the line";
  const why = `a place in a file: ${place.line === undefined ? "the file" : line} comes first`;
  return { to: "place", of: [], why, rows, words: isErrorMessage(text) ? plainError(words) : words };
}

function plainError(words: string): string {
  return plainMessage(withoutPrefix(words));
}

async function followNamed(
  tenant: TenantDb,
  scope: Scope,
  { to, name, file, ...asked }: NamedRoute & Asked,
): Promise<Route | undefined> {
  const { words } = asked;
  const called = await definitionsMeant(tenant, scope, { to, name });
  // A file narrows what is meant, or, where nothing of the name is defined in it, what is found.
  const inFile = file === undefined ? [] : called.filter((row) => liesIn(row, file));
  const of = inFile.length > 0 ? inFile : called;
  const within = inFile.length > 0 ? undefined : file;
  if (to === "assignments") {
    const route = await followAssignments(tenant, scope, { ...asked, name, of, within });
    if (route !== undefined) return route;
  }
  if (of.length === 0) return undefined;
  if (to === "definition" || to === "assignments")
    return { to: "definition", of, why: `where ${name} is defined: it is searched for by its name`, rows: [], words };
  if (to === "explanation") {
    const why = `how ${name} works: it comes first, with what calls it and what it calls`;
    return { to, of, why, rows: [], words: name };
  }
  const found = await relatedBy(tenant, scope, { to, of });
  const rows = within === undefined ? found : found.filter((row) => liesIn(row, within));
  const many = of.length === 1 ? name : `${of.length} definitions of the name ${name}`;
  const where = within === undefined ? "" : ` in ${within}`;
  if (rows.length > 0) return { to, of, why: `${TOLD[to]} ${many}${where}, by the graph`, rows, words: undefined };
  const why = `the graph knows nothing that is ${TOLD[to]} ${many}${where}: what has the words is shown`;
  return { to, of, why, rows, words: name };
}

const TOLD: Record<Graphed, string> = {
  callers: "a caller of",
  uses: "a use of",
  callees: "called by",
  impact: `within ${STEPS_OF_IMPACT} steps a user of`,
  implementers: "an implementation, a subtype or an override of",
  importers: "an import of",
};

async function definitionsMeant(
  tenant: TenantDb,
  scope: Scope,
  { to, name }: Pick<NamedRoute, "to" | "name">,
): Promise<readonly NodeRow[]> {
  const found = await nodesCalled(tenant, scope.repos, { name, limit: MEANT_MAX });
  if (to !== "importers") return found.filter(({ path, kind }) => path !== "" && kind !== "File" && kind !== "Section");
  const named = found.filter(({ kind }) => kind !== "Section");
  const isImported = named.some(({ kind }) => kind === "File" || kind === "Package");
  return isImported ? named : [...(await filesOfModule(tenant, scope, name)), ...named];
}

/** Of a file its own path or the end of it, of a folder any part of the path. */
function liesIn({ path }: NodeRow, file: string): boolean {
  const asked = file.replace(/^(?:\.?\/)+|\/+$/g, "");
  return `/${path}/`.includes(`/${asked}/`);
}

interface Setting extends Asked {
  readonly name: string;
  readonly of: readonly NodeRow[];
  readonly within: string | undefined;
}

/** Undefined where nothing gives the name a value. */
async function followAssignments(
  tenant: TenantDb,
  scope: Scope,
  { name, of, within, filters, matchers, signal }: Setting,
): Promise<Route | undefined> {
  const found = await findAssignments(tenant, scope, { name, filters, matchers, signal });
  const rows = found?.rows.filter((row) => within === undefined || liesIn(row, within)) ?? [];
  if (found === undefined || rows.length === 0) return undefined;
  const held = new Set(rows.map(({ track_id, node_id }) => `${track_id} ${node_id}`));
  const beside = of.filter(({ track_id, node_id }) => !held.has(`${track_id} ${node_id}`));
  const ordered = [...rows.filter((row) => row.isCertain), ...beside, ...rows.filter((row) => !row.isCertain)];
  const lines = `${found.isCut ? "at least " : ""}${found.lines} ${found.lines === 1 ? "line gives" : "lines give"}`;
  const why = `where ${name} is set: ${lines} it a value, as names are written in code or in configuration; its definition is beside them`;
  return { to: "assignments", of, why, rows: ordered, words: name, isCut: found.isCut };
}
