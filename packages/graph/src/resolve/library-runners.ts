/** Which functions of each language's own library run what they are given, and what with. */
/** What a function of the library does with a function that it is given. */
export interface Runner {
  /** The object before the dot, or the argument of that number, whose elements the function is given; undefined if it is given none. */
  readonly elementsOf: "receiver" | number | undefined;
  /** Which of its parameters takes them. */
  readonly parameter: number;
}

/** By the name of the function or member. */
export type Runners = ReadonlyMap<string, Runner>;

/** Each row: what gives the elements, the parameter that takes them, and the names. */
type Row = readonly [elementsOf: Runner["elementsOf"], parameter: number, names: string];

function readRunners(rows: readonly Row[]): Runners {
  return new Map(
    rows.flatMap(([elementsOf, parameter, names]) =>
      names.split(" ").map((name) => [name, { elementsOf, parameter }] as const),
    ),
  );
}

export const NO_RUNNERS: Runners = new Map();

export const PYTHON_RUNNERS = readRunners([
  [1, 0, "map filter starmap takewhile dropwhile filterfalse"],
  [0, 0, "sorted min max groupby nlargest nsmallest"],
  ["receiver", 0, "sort"],
  [1, 1, "reduce accumulate"],
  [
    undefined,
    0,
    "iter Thread Timer Process submit apply_async run_in_executor call_soon call_later call_soon_threadsafe",
  ],
  [undefined, 0, "add_done_callback start_new_thread to_thread cmp_to_key"],
]);

export const SCRIPT_RUNNERS = readRunners([
  ["receiver", 0, "every filter find findIndex findLast findLastIndex flatMap forEach map some sort toSorted"],
  ["receiver", 1, "reduce reduceRight"],
  [0, 0, "from groupBy"],
  [undefined, 0, "then catch finally setTimeout setInterval setImmediate queueMicrotask nextTick"],
  [undefined, 0, "requestAnimationFrame requestIdleCallback replace replaceAll"],
]);
