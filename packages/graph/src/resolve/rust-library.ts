/**
 * What Rust's own library gives, as far as types of the repository pass through it: containers, `Option` and `Result`,
 * iterators, locks and cells. A symbol is named by the last two parts (`Option.map`); its arguments are those of the type.
 */
import { isConstantOf, plainResult } from "./rust-plain-types.ts";
import { exactly, type External, type Found, NOTHING, type Value } from "./values.ts";

/** What a member gives: its type, and which argument of the receiver it holds. `T` is the first argument itself. */
type Gives =
  | "KV"
  | "T"
  | "E"
  | "V"
  | "same"
  | `${"Option" | "Result" | "Iterator" | "Vec"}<${"T" | "V" | "K" | "KV" | "slice"}>`;
type Table = ReadonlyMap<string, Gives>;

function readTable(rows: readonly (readonly [gives: Gives, members: string])[]): Table {
  return new Map(rows.flatMap(([gives, members]) => members.split(" ").map((member) => [member, gives] as const)));
}

const OPTION = readTable([
  [
    "T",
    "? <each> expect get_or_insert get_or_insert_with insert unwrap unwrap_or unwrap_or_default unwrap_or_else unwrap_unchecked",
  ],
  ["same", "as_deref as_deref_mut as_mut as_ref cloned copied filter inspect or or_else replace take take_if xor"],
  ["Result<T>", "ok_or ok_or_else"],
  ["Iterator<T>", "iter iter_mut into_iter"],
]);
const RESULT = readTable([
  ["T", "? <each> expect unwrap unwrap_or unwrap_or_default unwrap_or_else unwrap_unchecked"],
  ["E", "unwrap_err expect_err"],
  ["same", "as_deref as_deref_mut as_mut as_ref cloned copied inspect inspect_err map_err or or_else"],
  ["Option<T>", "ok"],
  ["Iterator<T>", "iter iter_mut into_iter"],
]);
const ITERATOR = readTable([
  ["T", "<each>"],
  [
    "Option<T>",
    "find last max max_by max_by_key min min_by min_by_key next next_back next_if nth nth_back peek peek_mut reduce",
  ],
  [
    "same",
    "by_ref chain cloned copied cycle filter fuse inspect into_iter iter peekable rev skip skip_while step_by take take_while",
  ],
  ["Vec<T>", "collect collect_vec"],
]);
const LIST = readTable([
  ["T", "<each> remove swap_remove"],
  [
    "Option<T>",
    "back back_mut first first_mut front front_mut get get_mut last last_mut peek pop pop_back pop_first pop_front pop_last",
  ],
  ["same", "as_mut as_mut_slice as_ref as_slice into_boxed_slice split_off to_vec into_vec"],
  ["Iterator<T>", "drain into_iter into_sorted_vec iter iter_mut union intersection difference"],
  ["Iterator<slice>", "chunks chunks_exact chunks_mut windows split"],
]);
const MAP = readTable([
  ["KV", "<each>"],
  ["V", "entry or_default or_insert or_insert_with into_mut"],
  ["Option<V>", "get get_mut insert remove"],
  ["Iterator<V>", "into_values values values_mut"],
  ["Iterator<K>", "into_keys keys"],
  ["Iterator<KV>", "drain into_iter iter iter_mut range"],
]);
const LOCK = readTable([["Result<T>", "get_mut into_inner lock read try_lock try_read try_write write"]]);
const CELL = readTable([
  ["T", "as_ptr borrow borrow_mut get_mut get_or_init into_inner replace take try_borrow try_borrow_mut"],
]);
const ONCE = readTable([
  ["Option<T>", "get get_mut take into_inner"],
  ["T", "get_or_init"],
]);
const HANDLE = readTable([["Result<T>", "join recv try_recv recv_timeout"]]);
const CONVERSION = readTable([["T", "as_ref as_mut borrow borrow_mut into deref deref_mut to_owned"]]);

const TABLES: ReadonlyMap<string, Table> = new Map([
  ["Option", OPTION],
  ["Result", RESULT],
  ["LockResult", RESULT],
  ...named(
    ITERATOR,
    "Iterator IntoIterator DoubleEndedIterator ExactSizeIterator Peekable IntoIter Iter IterMut Drain Rev Skip Take Chain",
  ),
  ...named(LIST, "Vec slice VecDeque HashSet BTreeSet BinaryHeap LinkedList SmallVec ArrayVec IndexSet"),
  ...named(MAP, "HashMap BTreeMap IndexMap FxHashMap AHashMap"),
  ...named(LOCK, "Mutex RwLock"),
  ["RefCell", CELL],
  ["Cell", CELL],
  ...named(ONCE, "OnceCell OnceLock"),
  ...named(HANDLE, "JoinHandle ScopedJoinHandle Receiver"),
  ...named(CONVERSION, "AsRef AsMut Borrow BorrowMut Into Deref DerefMut ToOwned"),
]);

function named(table: Table, names: string): readonly (readonly [string, Table])[] {
  return names.split(" ").map((name) => [name, table] as const);
}

/** Members that give what they are called on. */
const COPIES: ReadonlySet<string> = new Set(["clone", "to_owned"]);
/** `Type::f` that make one of the type. */
const MAKERS: ReadonlySet<string> = new Set("default from from_iter new with_capacity".split(" "));
/** Types that stand for what they hold. */
export const TRANSPARENT: ReadonlySet<string> = new Set(
  "Arc Box Cow ManuallyDrop MutexGuard Pin Rc Ref RefMut Reverse RwLockReadGuard RwLockWriteGuard Wrapping".split(" "),
);
/** Functions of them that give the type of their argument. */
const WRAPPERS: ReadonlySet<string> = new Set("clone from make_mut new pin".split(" "));
/** Types that hold their argument when made. */
const HOLDERS: ReadonlySet<string> = new Set("Cell Mutex OnceCell OnceLock RefCell RwLock".split(" "));

/** Iterators whose type is known by their items: what a member of one is asked for. */
export function isIteratorMember(name: string): boolean {
  return ITERATOR.has(name) || PASSES_ITEMS.has(name) || name === "map" || name === "enumerate" || name === "zip";
}

/** What calling a symbol of the library gives; undefined where nothing here says so. */
export function libraryResult(value: External, given: readonly Found[]): Found | undefined {
  if (value.instance) return last(value.symbol) === "fn" ? value.arguments[0] : undefined;
  const { type, name } = parts(value.symbol);
  if (type === "" || MAKING_VARIANTS.has(name)) return variantResult(value, name, given[0] ?? NOTHING);
  return functionResult(value, { type, name, given }) ?? memberResult(value, type, name);
}

/** `Type::f(x)`, where what it gives depends on what it is passed. */
function functionResult(
  value: External,
  { type, name, given }: { readonly type: string; readonly name: string; readonly given: readonly Found[] },
): Found | undefined {
  const [only, ...others] = given;
  if (only === undefined || others.length > 0) return undefined;
  if (TRANSPARENT.has(type) && WRAPPERS.has(name)) return only;
  return HOLDERS.has(type) && (name === "new" || name === "from") ? instance(value, type, [only]) : undefined;
}

function memberResult(value: External, type: string, name: string): Found | undefined {
  const [first] = value.arguments;
  if (type === "Clone" || type === "Default") return first;
  const gives = TABLES.get(type)?.get(name);
  if (gives !== undefined) return gift(value, type, gives);
  const plain = plainResult(type, name);
  if (plain !== undefined) return instance(value, plain, []);
  if (name === "enumerate")
    return iterator(value, [instance(value, "tuple", [instance(value, "usize", []), first ?? NOTHING])]);
  const isMade = MAKERS.has(name) && /^[A-Z]/.test(type) && !TRANSPARENT.has(type);
  return COPIES.has(name) || isMade ? instance(value, type, value.arguments) : undefined;
}

const MAKING_VARIANTS: ReadonlySet<string> = new Set(["Some", "Ok", "Err"]);

function variantResult(value: External, name: string, argument: Found): Found | undefined {
  if (name === "Some") return instance(value, "Option", [argument]);
  if (name === "Ok") return instance(value, "Result", [argument]);
  return name === "Err" ? instance(value, "Result", [NOTHING, argument]) : undefined;
}

function gift(value: External, type: string, gives: Gives): Found {
  const held = (name: string): Found => {
    if (name === "T") return value.arguments[0] ?? NOTHING;
    if (name === "E" || name === "V") return value.arguments[1] ?? NOTHING;
    if (name === "K") return value.arguments[0] ?? NOTHING;
    if (name === "KV") return instance(value, "tuple", value.arguments.slice(0, 2));
    return instance(value, "slice", value.arguments.slice(0, 1));
  };
  if (gives === "same") return instance(value, type, value.arguments);
  // An outside lock that is not the standard library's gives its guard at once.
  if (TABLES.get(type) === LOCK && value.package !== "std") return held("T");
  const [of = "", inside] = gives.split(/[<>]/);
  return inside === undefined ? held(of) : instance(value, of, [held(inside)]);
}

function iterator(value: External, items: readonly Found[]): Found {
  return instance(value, "Iterator", items);
}

function instance(of: External, symbol: string, typeArguments: readonly Found[]): Found {
  return exactly({ ...of, package: "std", symbol, instance: true, arguments: typeArguments });
}

const PASSES_ITEMS: ReadonlySet<string> = new Set(
  (
    "all and_then any binary_search_by binary_search_by_key chunk_by dedup_by dedup_by_key filter filter_map find find_map " +
    "flat_map for_each inspect is_none_or is_ok_and is_some_and map map_or map_or_else map_while max_by max_by_key min_by " +
    "min_by_key partition position retain retain_mut rposition skip_while sort_by sort_by_cached_key sort_by_key " +
    "sort_unstable_by sort_unstable_by_key take_if take_while try_for_each unwrap_or_else and_modify"
  ).split(" "),
);
const PASSES_ERRORS: ReadonlySet<string> = new Set(["map_err", "unwrap_or_else", "or_else", "inspect_err"]);
const FOLDS: ReadonlySet<string> = new Set(["fold", "try_fold", "scan"]);

/** Members that stand for parts: fields of tuples and variants, and what a closure is passed (`|0.1`: the second of the first). */
export function libraryMember(value: External, name: string): Found | undefined {
  const { type, name: of } = parts(value.symbol);
  if (name.startsWith("|")) return passed(value, { type, of, place: name.slice(1) });
  if (!value.instance && isConstantOf(of, name)) return instance(value, of, []);
  if (!/^\d+$/.test(name)) return undefined;
  if (last(value.symbol) === "tuple") return value.arguments[Number(name)] ?? NOTHING;
  if (name !== "0") return undefined;
  return of === "Err" ? (value.arguments[1] ?? NOTHING) : HELD.has(of) ? (value.arguments[0] ?? NOTHING) : undefined;
}

const HELD: ReadonlySet<string> = new Set(["Some", "Ok", "Ready", "Borrowed", "Owned", "Break", "Continue"]);

function passed(
  value: External,
  { type, of, place }: { readonly type: string; readonly of: string; readonly place: string },
): Found {
  const [argument, parameter] = place.split(".").map(Number);
  const [first, second] = [value.arguments[0] ?? NOTHING, value.arguments[1] ?? NOTHING];
  const table = TABLES.get(type);
  if (table === undefined) return NOTHING;
  if (table === RESULT && PASSES_ERRORS.has(of)) return second;
  if (table === MAP)
    return of === "retain" ? (parameter === 0 ? first : second) : of === "and_modify" ? second : NOTHING;
  if (FOLDS.has(of)) return argument === 1 && parameter === 1 ? first : NOTHING;
  return PASSES_ITEMS.has(of) ? first : NOTHING;
}

function last(symbol: string): string {
  return symbol.slice(symbol.lastIndexOf(".") + 1);
}

/** `collections.HashMap.get`: the type is what stands before the last part. */
function parts(symbol: string): { readonly type: string; readonly name: string } {
  const dot = symbol.lastIndexOf(".");
  return { type: dot < 0 ? "" : last(symbol.slice(0, dot)), name: symbol.slice(dot + 1) };
}

/** The name of an outside type without its modules. */
export function typeName(value: Value): string {
  return value.kind === "external" ? last(value.symbol) : "";
}
