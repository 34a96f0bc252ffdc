/** Cuts a list into pieces of at most `count` items whose weights add up to at most `weight` (one heavier item makes a piece alone). */
export function* inBatches<T>(
  items: Iterable<T>,
  bound: { readonly count: number; readonly weight?: number; readonly weigh?: (item: T) => number },
): Generator<T[]> {
  let batch: T[] = [];
  let total = 0;
  for (const item of items) {
    const weight = bound.weigh?.(item) ?? 0;
    if (batch.length > 0 && (batch.length >= bound.count || total + weight > (bound.weight ?? Infinity))) {
      yield batch;
      batch = [];
      total = 0;
    }
    batch.push(item);
    total += weight;
  }
  if (batch.length > 0) yield batch;
}
