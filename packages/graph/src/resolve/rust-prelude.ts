/** Names that every Rust file has. */

const PRELUDE: ReadonlySet<string> = new Set(
  (
    "AsMut AsRef Box Clone Copy Debug Default DoubleEndedIterator Drop Eq Err ExactSizeIterator Extend Fn FnMut FnOnce From " +
    "FromIterator Hash Into IntoIterator Iterator None Ok Option Ord PartialEq PartialOrd Result Send Sized Some String Sync " +
    "ToOwned ToString TryFrom TryInto Unpin Vec drop fn pointer slice tuple " +
    "bool char f32 f64 i128 i16 i32 i64 i8 isize str u128 u16 u32 u64 u8 usize"
  ).split(" "),
);
const MACROS: ReadonlySet<string> = new Set(
  (
    "assert assert_eq assert_ne cfg column compile_error concat dbg debug_assert debug_assert_eq debug_assert_ne env eprint " +
    "eprintln file format format_args include include_bytes include_str line matches module_path option_env panic print " +
    "println stringify thread_local todo unimplemented unreachable vec write writeln"
  ).split(" "),
);

/** Also what facts call tuples, slices, pointers and functions. */
export function isPrelude(name: string): boolean {
  return PRELUDE.has(name) || (name.endsWith("!") && MACROS.has(name.slice(0, -1)));
}
