/** Who contains whom, by ranges alone. Depth is capped, so that hostile nesting can make nothing quadratic later. */

/** Real code stays below 30; minified bundles below 100. */
const MAX_DEPTH = 128;

export interface Region<R> {
  readonly start: number;
  readonly end: number;
  parent: R | undefined;
  depth: number;
  index: number;
}

export interface Nesting<R> {
  /** In the order of their start, outer before inner; `index` is the place in this list. */
  readonly regions: readonly R[];
  /** True if regions nested deeper than the cap were left out. */
  readonly isCut: boolean;
}

/** Sorts regions and gives each its parent, depth and index. O(n log n). */
export function nest<R extends Region<R>>(regions: readonly R[]): Nesting<R> {
  const sorted = regions.toSorted((a, b) => a.start - b.start || b.end - a.end);
  const kept: R[] = [];
  let open: R | undefined;
  let isCut = false;
  for (const region of sorted) {
    while (open !== undefined && open.end <= region.start) open = open.parent;
    const depth = open === undefined ? 0 : open.depth + 1;
    if (depth > MAX_DEPTH) {
      isCut = true;
      continue;
    }
    region.parent = open;
    region.depth = depth;
    region.index = kept.length;
    kept.push(region);
    open = region;
  }
  return { regions: kept, isCut };
}

/** The innermost region around an offset. O(log n + depth). */
export function innermost<R extends Region<R>>(regions: readonly R[], offset: number): R | undefined {
  let low = 0;
  let high = regions.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((regions[middle]?.start ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  let region = low === 0 ? undefined : regions[low - 1];
  while (region !== undefined && region.end <= offset) region = region.parent;
  return region;
}

/** Offsets of line starts; the way from an offset to its 1-based line and 0-based column. */
export interface Lines {
  readonly count: number;
  readonly lineAt: (offset: number) => number;
  readonly columnAt: (offset: number) => number;
}

export function readLines(text: string): Lines {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  const lineAt = (offset: number): number => {
    let low = 0;
    let high = starts.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  const endsOpen = starts.at(-1) !== text.length;
  return {
    count: endsOpen ? starts.length : starts.length - 1,
    lineAt,
    columnAt: (offset) => offset - (starts[lineAt(offset) - 1] ?? 0),
  };
}
