/** Any number of things, also none. */
export const STAR = Symbol("any number");

export type Run<T> = (T | typeof STAR)[];

/**
 * Whether `length` things fit a run of expectations from the first to the last. Only the last star that was met is ever given more:
 * what those before it took is enough. O(run × length) calls of `fits`.
 */
export function matchesRun<T>(
  run: Readonly<Run<T>>,
  length: number,
  fits: (expected: T, at: number) => boolean,
): boolean {
  let at = 0;
  let next = 0;
  let star = -1;
  let taken = 0; // what stands behind the star's own part
  while (at < length) {
    const expected = next < run.length ? run[next] : undefined;
    if (expected === STAR) {
      star = next;
      taken = at;
      next += 1;
    } else if (expected !== undefined && fits(expected, at)) {
      next += 1;
      at += 1;
    } else if (star >= 0) {
      taken += 1;
      at = taken;
      next = star + 1;
    } else {
      return false;
    }
  }
  return run.slice(next).every((expected) => expected === STAR);
}
