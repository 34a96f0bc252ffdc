/**
 * Copies among hits: what is nearly the same text under the same name as a better hit is told beside it and takes no place of its own.
 * A method of another type is no copy, however like: who changes the one has to look at the other.
 */
import { timeSlices } from "@aether/graph/disk";

export interface Comparable {
  readonly kind: string;
  readonly language: string;
  readonly qualifiedName: string;
  readonly startLine: number;
  readonly endLine: number;
}

export interface Collapsed<U> {
  readonly unit: U;
  readonly copies: readonly U[];
}

/** Shorter ones look alike without being copies: a getter, a delegation. In lines that say something. */
const LINES_MIN = 5;
/** Lines in common, of all lines that either has. */
const SAME_FROM = 0.9;

/** In their order, best first. `textOf` gives the whole file of a unit. O(units² × lines), in slices of time. */
export async function collapseCopies<U extends Comparable>(
  units: readonly U[],
  textOf: (unit: U) => string | undefined,
): Promise<Collapsed<U>[]> {
  const kept: { readonly unit: U; readonly copies: U[]; readonly lines: ReadonlyMap<string, number>; size: number }[] =
    [];
  const breathe = timeSlices(undefined);
  for (const unit of units) {
    await breathe();
    const lines = countLines(textOf(unit), unit);
    const size = [...lines.values()].reduce((sum, count) => sum + count, 0);
    const original =
      size < LINES_MIN
        ? undefined
        : kept.find((other) => likenessOf(other.unit) === likenessOf(unit) && isSame(other, { lines, size }));
    if (original === undefined) kept.push({ unit, copies: [], lines, size });
    else original.copies.push(unit);
  }
  return kept.map(({ unit, copies }) => ({ unit, copies }));
}

/** Those of which one may be a copy of another, as far as can be told without their texts. */
export function unitsAlike<U extends Comparable>(units: readonly U[]): U[] {
  const counts = new Map<string, number>();
  for (const unit of units) counts.set(likenessOf(unit), (counts.get(likenessOf(unit)) ?? 0) + 1);
  return units.filter((unit) => (counts.get(likenessOf(unit)) ?? 0) > 1);
}

function likenessOf(unit: Comparable): string {
  return `${unit.kind} ${unit.language} ${nameOf(unit)}`;
}

/** With the type it belongs to, where it does. */
function nameOf({ kind, qualifiedName }: Comparable): string {
  return qualifiedName
    .split(".")
    .slice(kind === "Method" ? -2 : -1)
    .join(".");
}

interface Lines {
  readonly lines: ReadonlyMap<string, number>;
  readonly size: number;
}

function isSame(a: Lines, b: Lines): boolean {
  if (Math.min(a.size, b.size) < SAME_FROM * Math.max(a.size, b.size)) return false;
  let common = 0;
  for (const [line, count] of a.lines) common += Math.min(count, b.lines.get(line) ?? 0);
  return common >= SAME_FROM * (a.size + b.size - common);
}

/** Lines without their indentation; blank ones and those of brackets alone say nothing. */
function countLines(text: string | undefined, { startLine, endLine }: Comparable): Map<string, number> {
  const counts = new Map<string, number>();
  for (const line of text?.split("\n").slice(startLine - 1, endLine) ?? []) {
    const said = line.trim();
    if (/[\p{L}\p{N}]/u.test(said)) counts.set(said, (counts.get(said) ?? 0) + 1);
  }
  return counts;
}
