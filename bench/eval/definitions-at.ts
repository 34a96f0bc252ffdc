/**
 * Where the identifier at a position is defined, by what facts and resolution know: a plain name through the scopes
 * around it, a member through the expression it is part of. An import on the way is a definition too.
 */
import type { Expression, Site } from "../../packages/graph/src/facts.ts";
import { createDependencies } from "../../packages/graph/src/resolve/dependencies.ts";
import { createWorld, outerScope, type Project } from "../../packages/graph/src/resolve/project.ts";
import { createResolver } from "../../packages/graph/src/resolve/resolver.ts";
import { rulesFor } from "../../packages/graph/src/resolve/rules-for.ts";
import type { Resolver } from "../../packages/graph/src/resolve/rules.ts";
import {
  type At,
  type BoundName,
  NOTHING,
  type SourceFile,
  type Value,
  type Variable,
} from "../../packages/graph/src/resolve/values.ts";

/** Lines count from 1, columns from 0. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly col: number;
}
export interface DefiningLine {
  readonly file: string;
  readonly line: number;
}

export function openDefinitions(project: Project, texts: Readonly<Record<string, string>>) {
  const world = createWorld(project);
  const resolver = createResolver({
    world,
    rules: rulesFor(world),
    dependencies: createDependencies(),
    passed: () => NOTHING,
  });
  return (position: Position): readonly DefiningLine[] => {
    const file = world.byPath.get(position.file);
    const line = texts[position.file]?.split(/\r?\n/)[position.line - 1];
    const name = /^[\p{L}\p{N}_$#]+/u.exec(line?.slice(position.col) ?? "")?.[0];
    if (file === undefined || line === undefined || name === undefined) return [];
    const isMember = /(?:\.|->|::)\s*$/.test(line.slice(0, position.col));
    return isMember ? membersAt(resolver, file, { ...position, name }) : namesAt(resolver, file, { ...position, name });
  };
}

interface Asked extends Position {
  readonly name: string;
}

function namesAt(resolver: Resolver, file: SourceFile, asked: Asked): readonly DefiningLine[] {
  const site = siteAt(file, asked, ({ target }) => baseOf(target) === asked.name);
  const at: At = { file, scope: site?.scope ?? scopeAt(file, asked.line), isCallee: isCallee(site, asked.name) };
  const { values } = resolver.lookup(asked.name, { ...at, isType: site?.kind === "type" });
  const imports = boundAt(at, asked.name)?.imports ?? [];
  return [...imports.map(({ line }) => ({ file: file.path, line })), ...values.flatMap(linesOf)];
}

function isCallee(site: Site | undefined, name: string): boolean {
  return site?.kind === "call" && site.target.kind === "name" && site.target.name === name;
}

function boundAt(at: At, name: string): BoundName | undefined {
  for (let scope = at.scope; scope >= 0; scope = outerScope(at.file, scope)) {
    const bound = at.file.names[scope]?.get(name);
    if (bound !== undefined) return bound;
  }
  return undefined;
}

/** The smallest scope with the line; of equal ones the inner one, which comes later. */
function scopeAt(file: SourceFile, line: number): number {
  let best = 0;
  let size = Infinity;
  for (const [index, { startLine, endLine }] of file.facts.scopes.entries()) {
    if (startLine > line || line > endLine || endLine - startLine > size) continue;
    best = index;
    size = endLine - startLine;
  }
  return best;
}

function membersAt(resolver: Resolver, file: SourceFile, asked: Asked): readonly DefiningLine[] {
  const site = siteAt(file, asked, ({ target }) => memberIn(target, asked.name) !== undefined);
  const member = site && memberIn(site.target, asked.name);
  if (site === undefined || member === undefined) return [];
  return resolver.evaluate(member, { file, scope: site.scope }).values.flatMap(linesOf);
}

/** The one that begins last before the position; of those that begin together the longest comes first. */
function siteAt(file: SourceFile, asked: Asked, isMeant: (site: Site) => boolean): Site | undefined {
  const before = file.facts.sites.filter(
    (site) => site.line === asked.line && site.column <= asked.col && isMeant(site),
  );
  return before.reduce<Site | undefined>((best, one) => (best && best.column >= one.column ? best : one), undefined);
}

function baseOf(expression: Expression): string | undefined {
  let base = expression;
  while ("of" in base) base = base.of;
  return base.kind === "name" ? base.name : undefined;
}

function memberIn(expression: Expression, name: string): Expression | undefined {
  for (let at = expression; "of" in at; at = at.of) if (at.kind === "member" && at.name === name) return at;
  return undefined;
}

function linesOf(value: Value): readonly DefiningLine[] {
  switch (value.kind) {
    case "entity":
    case "instance":
      return [{ file: value.entity.file.path, line: value.entity.facts.nameLine }];
    case "variable":
      return sourcesOf(value.variable);
    default:
      return [];
  }
}

/** Parameters do not say their line: the one of their function stands for it. */
function sourcesOf({ file, sources, parameterOf }: Variable): readonly DefiningLine[] {
  return sources.flatMap((source) => {
    const binding = file.facts.bindings.find((one) => one === source);
    const line = binding?.line ?? parameterOf?.facts.nameLine;
    return line === undefined ? [] : [{ file: file.path, line }];
  });
}
