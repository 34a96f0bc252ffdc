/** What members of Rust's plain types give: numbers, text, and what everything is measured and written by. */

type Members = ReadonlyMap<string, string>;

function members(rows: readonly (readonly [gives: string, names: string])[]): Members {
  return new Map(rows.flatMap(([gives, names]) => names.split(" ").map((name) => [name, gives] as const)));
}

/** The type itself. */
const SAME = "";

const NUMBER = members([
  [
    SAME,
    "abs add bitand bitor bitxor clamp div div_ceil div_euclid from from_be from_be_bytes from_le from_le_bytes from_ne_bytes max " +
      "min mul next_power_of_two pow rem rem_euclid reverse_bits rotate_left rotate_right saturating_add saturating_mul " +
      "saturating_sub shl shr signum sub swap_bytes to_be to_le unchecked_add unchecked_sub wrapping_add wrapping_div " +
      "wrapping_mul wrapping_neg wrapping_sub ceil floor round sqrt trunc",
  ],
  ["u32", "count_ones count_zeros ilog ilog10 ilog2 leading_ones leading_zeros trailing_ones trailing_zeros"],
]);
const TEXT = members([
  ["String", "add repeat replace replacen to_ascii_lowercase to_ascii_uppercase to_lowercase to_uppercase"],
  ["str", "as_str trim trim_end trim_end_matches trim_matches trim_start trim_start_matches"],
]);
const ANY = members([
  ["usize", "capacity count len"],
  ["String", "to_string"],
]);

const NUMBERS: ReadonlySet<string> = new Set("f32 f64 i128 i16 i32 i64 i8 isize u128 u16 u32 u64 u8 usize".split(" "));
const CONSTANTS: ReadonlySet<string> = new Set(["EPSILON", "INFINITY", "MAX", "MIN", "MIN_POSITIVE", "NAN"]);

/** The plain type that calling a member of an outside type gives, if it gives one. */
export function plainResult(type: string, name: string): string | undefined {
  const own = NUMBERS.has(type) ? NUMBER.get(name) : type === "str" || type === "String" ? TEXT.get(name) : undefined;
  return own === SAME ? type : (own ?? (type === "" ? undefined : ANY.get(name)));
}

/** True of `usize::MAX`. */
export function isConstantOf(type: string, name: string): boolean {
  return NUMBERS.has(type) && CONSTANTS.has(name);
}

/** Has the members of another type besides its own. */
export const DEREFERENCED: ReadonlyMap<string, string> = new Map([
  ["String", "str"],
  ["Vec", "slice"],
]);
