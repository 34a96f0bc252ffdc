/** Which functions of each language's own library run what they are given, and what with. */
/** What a function of the library does with a function that it is given. */
export interface Runner {
  /** The object before the dot, or the argument of that number, whose elements the function is given; undefined if it is given none. */
  readonly elementsOf: "receiver" | number | undefined;
  /** Which of its parameters takes them. */
  readonly parameter: number;
}

/** By the name of the function or member. */
type Runners = ReadonlyMap<string, Runner>;

/** Each row: what gives the elements, the parameter that takes them, and the names. */
type Row = readonly [elementsOf: Runner["elementsOf"], parameter: number, names: string];

function readRunners(rows: readonly Row[]): Runners {
  return new Map(
    rows.flatMap(([elementsOf, parameter, names]) =>
      names.split(" ").map((name) => [name, { elementsOf, parameter }] as const),
    ),
  );
}

const PYTHON_RUNNERS = readRunners([
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

const SCRIPT_RUNNERS = readRunners([
  ["receiver", 0, "every filter find findIndex findLast findLastIndex flatMap forEach map some sort toSorted"],
  ["receiver", 1, "reduce reduceRight"],
  [0, 0, "from groupBy"],
  [undefined, 0, "then catch finally setTimeout setInterval setImmediate queueMicrotask nextTick"],
  [undefined, 0, "requestAnimationFrame requestIdleCallback replace replaceAll"],
]);

/** By the name of a function of the library, the number of the argument that it gives back, or a function that does the same. */
type GivesBack = ReadonlyMap<string, number>;

const PYTHON_GIVES_BACK: GivesBack = new Map([
  ...named(0, "partial partialmethod lru_cache cache update_wrapper staticmethod classmethod copy deepcopy"),
  ...named(1, "cast"),
]);

const SCRIPT_GIVES_BACK: GivesBack = new Map(
  named(0, "freeze seal preventExtensions assign defineProperty defineProperties setPrototypeOf structuredClone"),
);

function named(argument: number, names: string): readonly (readonly [string, number])[] {
  return names.split(" ").map((name) => [name, argument] as const);
}

export interface LibraryCalls {
  /** Those that run a function. */
  readonly runners: Runners;
  /** Those that give back what they were given, or a function that does the same. */
  readonly givesBack: GivesBack;
}

export const NO_LIBRARY_CALLS: LibraryCalls = { runners: new Map(), givesBack: new Map() };
export const PYTHON_LIBRARY_CALLS: LibraryCalls = { runners: PYTHON_RUNNERS, givesBack: PYTHON_GIVES_BACK };
export const SCRIPT_LIBRARY_CALLS: LibraryCalls = { runners: SCRIPT_RUNNERS, givesBack: SCRIPT_GIVES_BACK };
