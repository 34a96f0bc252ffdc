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
  /** Types of the library that say of a value only that it can be called. */
  readonly functionTypes: ReadonlySet<string>;
}

const NO_RUNNERS: Runners = new Map();
const NONE_BACK: GivesBack = new Map();
const NO_NAMES: ReadonlySet<string> = new Set();

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(" "));
}

export const NO_LIBRARY_CALLS: LibraryCalls = { runners: NO_RUNNERS, givesBack: NONE_BACK, functionTypes: NO_NAMES };

export const PYTHON_LIBRARY_CALLS: LibraryCalls = {
  runners: PYTHON_RUNNERS,
  givesBack: PYTHON_GIVES_BACK,
  functionTypes: words("Callable"),
};

export const SCRIPT_LIBRARY_CALLS: LibraryCalls = {
  runners: SCRIPT_RUNNERS,
  givesBack: SCRIPT_GIVES_BACK,
  functionTypes: NO_NAMES,
};

export const GO_LIBRARY_CALLS: LibraryCalls = {
  ...NO_LIBRARY_CALLS,
  runners: readRunners([
    [0, 0, "SortFunc SortStableFunc IndexFunc ContainsFunc DeleteFunc MinFunc MaxFunc CompactFunc"],
    [undefined, 0, "AfterFunc HandleFunc FieldsFunc TrimFunc OnceFunc OnceValue Walk WalkDir"],
  ]),
};

export const PHP_LIBRARY_CALLS: LibraryCalls = {
  runners: readRunners([
    [1, 0, "array_map"],
    [0, 0, "array_filter usort uasort uksort array_walk array_walk_recursive array_find array_any array_all"],
    [0, 1, "array_reduce"],
    [undefined, 0, "call_user_func call_user_func_array preg_replace_callback iterator_apply"],
  ]),
  givesBack: new Map(named(0, "fromCallable")),
  functionTypes: words("callable Closure"),
};

export const RUBY_LIBRARY_CALLS: LibraryCalls = {
  ...NO_LIBRARY_CALLS,
  runners: readRunners([
    ["receiver", 0, "each map flat_map select reject filter find detect collect each_with_index sort_by group_by"],
    ["receiver", 0, "partition any? all? none? sum min_by max_by filter_map each_slice reverse_each"],
    ["receiver", 1, "inject reduce"],
    [undefined, 0, "then tap at_exit"],
  ]),
};

const JVM_FUNCTIONS =
  "Function BiFunction Supplier BooleanSupplier Consumer BiConsumer Predicate BiPredicate UnaryOperator BinaryOperator " +
  "Runnable Callable Comparator ToIntFunction ToLongFunction ToDoubleFunction IntFunction IntConsumer IntPredicate " +
  "IntUnaryOperator IntBinaryOperator IntSupplier LongFunction DoubleFunction ObjIntConsumer";

export const JAVA_LIBRARY_CALLS: LibraryCalls = {
  ...NO_LIBRARY_CALLS,
  runners: readRunners([
    ["receiver", 0, "forEach map filter flatMap mapToInt mapToLong mapToDouble mapToObj anyMatch allMatch noneMatch"],
    ["receiver", 0, "peek takeWhile dropWhile removeIf replaceAll sorted sort max min ifPresent orElseGet"],
    ["receiver", 1, "reduce"],
    [undefined, 0, "collect computeIfAbsent computeIfPresent compute merge iterate generate submit execute invokeAll"],
    [
      undefined,
      0,
      "Thread supplyAsync runAsync thenApply thenAccept thenCompose thenRun whenComplete handle exceptionally",
    ],
    [undefined, 0, "schedule scheduleAtFixedRate groupingBy toMap mapping comparing withInitial addShutdownHook"],
  ]),
  functionTypes: words(JVM_FUNCTIONS),
};

export const KOTLIN_LIBRARY_CALLS: LibraryCalls = {
  ...NO_LIBRARY_CALLS,
  runners: readRunners([
    ["receiver", 0, "forEach map filter flatMap mapNotNull filterNot any all none first firstOrNull find sortedBy"],
    [
      "receiver",
      0,
      "groupBy associateBy associateWith associate maxBy minBy sumOf partition onEach takeWhile dropWhile",
    ],
    ["receiver", 1, "fold reduce"],
    [undefined, 0, "let also run apply with thread lazy repeat getOrPut getOrElse computeIfAbsent Thread runCatching"],
  ]),
  functionTypes: words(JVM_FUNCTIONS),
};

export const SCALA_LIBRARY_CALLS: LibraryCalls = {
  ...NO_LIBRARY_CALLS,
  runners: readRunners([
    [
      "receiver",
      0,
      "foreach map filter flatMap filterNot exists forall find collect sortBy sortWith groupBy maxBy minBy",
    ],
    ["receiver", 0, "partition takeWhile dropWhile count tapEach"],
    ["receiver", 1, "foldLeft foldRight reduce fold"],
    [undefined, 0, "onComplete recover recoverWith getOrElse"],
  ]),
};

export const RUST_LIBRARY_CALLS: LibraryCalls = {
  ...NO_LIBRARY_CALLS,
  runners: readRunners([
    [
      "receiver",
      0,
      "map for_each filter filter_map flat_map any all find find_map position take_while skip_while inspect",
    ],
    [
      "receiver",
      0,
      "and_then map_or map_or_else is_some_and partition max_by_key min_by_key sort_by_key sort_by retain",
    ],
    [
      undefined,
      0,
      "map_err unwrap_or_else or_else then ok_or_else get_or_insert_with or_insert_with spawn catch_unwind",
    ],
    ["receiver", 1, "fold"],
  ]),
  functionTypes: words("Fn FnMut FnOnce fn"),
};

export const LUA_LIBRARY_CALLS: LibraryCalls = {
  ...NO_LIBRARY_CALLS,
  runners: readRunners([[undefined, 0, "pcall xpcall sort gsub"]]),
  givesBack: new Map(named(0, "wrap")),
};

export const C_LIBRARY_CALLS: LibraryCalls = {
  runners: readRunners([
    [undefined, 0, "qsort bsearch pthread_create thrd_create signal atexit on_exit at_quick_exit call_once"],
    [undefined, 0, "for_each for_each_n transform sort stable_sort partial_sort find_if find_if_not count_if any_of"],
    [undefined, 0, "all_of none_of remove_if copy_if accumulate generate partition thread jthread async invoke"],
  ]),
  givesBack: new Map(named(0, "bind ref cref move forward function mem_fn not_fn")),
  functionTypes: words("function move_only_function function_ref"),
};

export const CSHARP_LIBRARY_CALLS: LibraryCalls = {
  ...NO_LIBRARY_CALLS,
  runners: readRunners([
    ["receiver", 0, "Select SelectMany Where Any All First FirstOrDefault Single SingleOrDefault Last LastOrDefault"],
    ["receiver", 0, "OrderBy OrderByDescending ThenBy GroupBy ToDictionary ToLookup Count Sum Min Max Average ForEach"],
    ["receiver", 0, "TakeWhile SkipWhile Find FindAll FindIndex Exists ConvertAll RemoveAll TrueForAll Sort"],
    ["receiver", 1, "Aggregate"],
    [undefined, 0, "Run StartNew ContinueWith QueueUserWorkItem Thread Timer Register Lazy GetOrAdd AddOrUpdate"],
  ]),
  functionTypes: words("Func Action Predicate Comparison Converter EventHandler Delegate"),
};
