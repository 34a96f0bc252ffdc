/** Which of the assignments of a variable a use can see. */
import { entityAt } from "../resolve/project.ts";
import type { Resolver } from "../resolve/rules.ts";
import type { Source, SourceFile } from "../resolve/values.ts";
import { indentationOf, type Loop, loopsByIndentation, loopsInBraces } from "./loops.ts";

/** Where a name is asked for; `lines` are those of the file. */
export interface Use {
  readonly file: SourceFile;
  readonly scope: number;
  readonly line: number;
  readonly column: number;
  readonly lines: readonly string[];
}

export interface Assigned {
  readonly file: SourceFile;
  readonly sources: readonly Source[];
  readonly name: string;
}

/** Those that come before it, or again in a loop; all of them where the use stands in another file or function. */
export function reaching(resolver: Resolver, assigned: Assigned, use: Use): readonly Source[] {
  const { file, sources } = assigned;
  if (sources.length < 2 || file !== use.file) return sources;
  const isIndented = resolver.rulesOf(file).reading?.blocksAreIndented === true;
  const own = entityAt(file, use.scope);
  const elsewhere = sources.filter((source) => entityAt(file, source.scope) !== own);
  const here = sources.filter((source) => !elsewhere.includes(source));
  const before = here.filter((source) => isBefore(source, assigned.name, use));
  const later = here.filter((source) => !before.includes(source));
  const kept = isIndented ? lastOnEachWay(before, use) : before;
  const again = later.length === 0 ? [] : inSameLoop(later, use, isIndented ? loopsByIndentation : loopsInBraces);
  const all = [...elsewhere, ...kept, ...again];
  return all.length === 0 ? sources : all;
}

function isBefore({ line = 0 }: Source, name: string, use: Use): boolean {
  if (line !== use.line) return line < use.line;
  const at = (use.lines[line - 1] ?? "").indexOf(name);
  return at < use.column;
}

function inSameLoop(
  later: readonly Source[],
  use: Use,
  loopsOf: (lines: readonly string[]) => readonly Loop[],
): readonly Source[] {
  const around = loopsOf(use.lines).filter(({ start, end }) => start <= use.line && use.line <= end);
  return later.filter(({ line = 0 }) => around.some(({ start, end }) => start <= line && line <= end));
}

/**
 * Where blocks are indented: an assignment in a block that the use stands in hides those before it. One in a block that
 * ended before the use may have been made or not.
 */
function lastOnEachWay(before: readonly Source[], use: Use): readonly Source[] {
  const kept: Source[] = [];
  for (const source of before.toSorted((a, b) => (b.line ?? 0) - (a.line ?? 0))) {
    kept.push(source);
    if (isAround(source.line ?? 0, use)) break;
  }
  return kept;
}

/** Whether the block of a line, or the one that it opens, goes on to the use. */
function isAround(line: number, { lines, line: end }: Use): boolean {
  const indentation = indentationOf(lines[line - 1] ?? "");
  for (let at = line; at < end; at++) {
    const text = lines[at] ?? "";
    if (text.trim() !== "" && indentationOf(text) < indentation) return false;
  }
  return true;
}
