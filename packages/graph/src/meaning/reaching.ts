/** Which of the assignments of a variable a use can see. */
import type { Resolver } from "../resolve/rules.ts";
import type { Source, SourceFile } from "../resolve/values.ts";

/** Where a name is asked for; `lines` are those of the file. */
export interface Use {
  readonly file: SourceFile;
  readonly line: number;
  readonly column: number;
  readonly lines: readonly string[];
}

export interface Assigned {
  readonly file: SourceFile;
  readonly sources: readonly Source[];
  readonly name: string;
}

/** Those that come before it; all of them where the use stands in another file or function. */
export function reaching(resolver: Resolver, assigned: Assigned, use: Use): readonly Source[] {
  const { file, sources } = assigned;
  if (sources.length < 2 || file !== use.file) return sources;
  const before = sources.filter((source) => isBefore(source, assigned.name, use));
  if (before.length === 0) return sources;
  return resolver.rulesOf(file).reading?.blocksAreIndented === true ? lastOnEachWay(before, use) : before;
}

function isBefore({ line = 0 }: Source, name: string, use: Use): boolean {
  if (line !== use.line) return line < use.line;
  const text = use.lines[line - 1] ?? "";
  return text.slice(0, use.column).includes(name) || text.indexOf(name) < use.column;
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

function indentationOf(text: string): number {
  return text.length - text.trimStart().length;
}
