/**
 * Where the name at a place is defined: a plain name through the scopes around it, a member through the expression it is
 * part of, an import through everything that passes it on. Facts keep no uses of locals, so the text says which name is
 * meant; it is the one of the facts, or the answer is about other lines.
 */
import type { Expression, Site } from "../facts.ts";
import { createDependencies } from "../resolve/dependencies.ts";
import { createWorld, type Project } from "../resolve/project.ts";
import { createResolver } from "../resolve/resolver.ts";
import { rulesFor } from "../resolve/rules-for.ts";
import { type At, NOTHING, type SourceFile } from "../resolve/values.ts";
import { nameAt } from "./name-at.ts";
import type { Use } from "./reaching.ts";
import {
  type DefiningLine,
  linesOfMember,
  linesOfName,
  linesOfStatement,
  type Member,
  startTrail,
  type Trail,
} from "./trail.ts";

export type { DefiningLine } from "./trail.ts";

/** Lines count from 1, columns from 0 in UTF-16 units; `text` is the one of the whole file. */
export interface Place {
  readonly path: string;
  readonly text: string;
  readonly line: number;
  readonly column: number;
}

/** Each line once, in the order of files and lines; none where nothing is known. */
export function openDefinitions(project: Project): (place: Place) => readonly DefiningLine[] {
  const world = createWorld(project);
  const resolver = createResolver({
    world,
    rules: rulesFor(world),
    dependencies: createDependencies(),
    handed: { passed: () => NOTHING, installed: () => NOTHING },
  });
  return ({ path, text, line, column }) => {
    const file = world.byPath.get(path);
    const lines = text.split("\n");
    const named = nameAt(lines[line - 1] ?? "", column);
    if (file === undefined || named === undefined) return [];
    const asked: Asked = { file, ...named, line, offset: offsetOf(lines, line) + named.column };
    const { scope } = placeOf(asked);
    const trail = startTrail(resolver, { file, scope, line, column: named.column, lines });
    return sorted(named.isMember ? membersAt(trail, asked) : namesAt(trail, asked));
  };
}

interface Asked {
  readonly file: SourceFile;
  readonly name: string;
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

function offsetOf(lines: readonly string[], line: number): number {
  let offset = 0;
  for (const one of lines.slice(0, line - 1)) offset += one.length + 1;
  return offset;
}

function sorted(found: readonly DefiningLine[]): readonly DefiningLine[] {
  const unique = new Map(found.map((one) => [`${one.path}:${one.line}`, one]));
  return [...unique.values()].sort((a, b) => (a.path === b.path ? a.line - b.line : a.path < b.path ? -1 : 1));
}

function namesAt(trail: Trail, asked: Asked): readonly DefiningLine[] {
  const { file, name, line, column } = asked;
  const label = labelAt(trail.use, name);
  if (label !== undefined) return [{ path: file.path, line: label, kind: "definition" }];
  const site = file.facts.sites.find(
    ({ target, ...one }) => one.line === line && one.column === column && "name" in target && target.name === name,
  );
  // A name that only what is around it gives a meaning: `case LOW:`.
  if (site?.target.kind === "member") return linesOfMember(trail, site.target, { file, scope: site.scope });
  const statement = site === undefined ? linesOfStatement(trail, name) : undefined;
  if (statement !== undefined) return statement;
  return linesOfName(trail, name, {
    ...placeOf(asked),
    isCallee: site?.kind === "call",
    isType: site?.kind === "type",
  });
}

/** `break outer`, `goto done`: facts hold no labels, but their line can be told by what it begins with. */
function labelAt({ lines, line, column }: Use, name: string): number | undefined {
  const [, word] = /(?:^|[^\w$])(break|continue|goto)\s+'?$/.exec((lines[line - 1] ?? "").slice(0, column)) ?? [];
  if (word === undefined) return undefined;
  const label = new RegExp(`^\\s*'?${name.replaceAll("$", "\\$")}\\s*:(?!:)`, "u");
  const isLabel = (text: string): boolean => label.test(text);
  for (let at = line - 1; at >= 1; at--) if (isLabel(lines[at - 1] ?? "")) return at;
  if (word !== "goto") return undefined;
  const below = lines.slice(line).findIndex(isLabel);
  return below < 0 ? undefined : line + 1 + below;
}

/** The innermost scope around the place. */
function placeOf({ file, offset }: Asked): At {
  const { scopes } = file.facts;
  // Scopes come in the order of their start, outer ones first.
  const scope = scopes.findLastIndex(({ start, end }) => start <= offset && offset < end);
  return { file, scope: Math.max(0, scope) };
}

/** Lines between a member and the end of the chain it is part of. */
const MAX_CHAIN_LINES = 30;

function membersAt(trail: Trail, asked: Asked): readonly DefiningLine[] {
  const sites = asked.file.facts.sites.filter((site) => isAfter(site, asked) && memberIn(site.target, asked.name));
  const [first] = sites.sort((a, b) => a.line - b.line || a.column - b.column);
  const member = first && memberIn(first.target, asked.name);
  if (first === undefined || member === undefined) return [];
  return linesOfMember(trail, member, { file: asked.file, scope: first.scope });
}

/** A site stands where the last name of its chain does. */
function isAfter({ line, column }: Site, asked: Asked): boolean {
  if (line === asked.line) return column >= asked.column;
  return line > asked.line && line <= asked.line + MAX_CHAIN_LINES;
}

function memberIn(expression: Expression, name: string): Member | undefined {
  for (let at = expression; "of" in at; at = at.of) if (at.kind === "member" && at.name === name) return at;
  return undefined;
}
