/**
 * What the best known members of each language's own library give, so that chains through them (`name.trim().split()`)
 * stay known to lie outside, and arguments made by them have a type.
 */

/** Result types by `Type.member`, or by `member` where every type that has it gives the same. */
export type Results = ReadonlyMap<string, string>;

/** Each row: the type whose members these are (empty for any), what they give, and their names. */
type Row = readonly [of: string, gives: string, members: string];

export function readRows(rows: readonly Row[]): Results {
  const results = new Map<string, string>();
  for (const [of, gives, members] of rows) {
    for (const member of members.split(" ")) results.set(of === "" ? member : `${of}.${member}`, gives);
  }
  return results;
}

export const PYTHON_RESULTS: Results = readRows([
  [
    "str",
    "str",
    "capitalize casefold center expandtabs format format_map join ljust lower lstrip removeprefix removesuffix",
  ],
  ["str", "str", "replace rjust rstrip strip swapcase title translate upper zfill"],
  ["str", "list", "rsplit split splitlines"],
  ["str", "tuple", "partition rpartition"],
  ["str", "bytes", "encode"],
  ["str", "int", "count find index rfind rindex"],
  [
    "str",
    "bool",
    "endswith isalnum isalpha isascii isdecimal isdigit islower isnumeric isspace istitle isupper startswith",
  ],
  ["bytes", "str", "decode hex"],
  ["bytes", "bytes", "join lower lstrip replace rstrip strip upper"],
  ["bytes", "list", "split splitlines"],
  ["dict", "list", "items keys"],
  ["", "str", "ascii bin chr format hex input oct repr"],
  ["", "int", "hash id len ord"],
  ["", "bool", "all any callable hasattr isinstance issubclass"],
  ["", "list", "sorted"],
  ["", "dict", "globals locals vars"],
]);

export const SCRIPT_RESULTS: Results = readRows([
  ["String", "String", "at charAt concat normalize padEnd padStart repeat replace replaceAll slice substring substr"],
  ["String", "String", "toLocaleLowerCase toLocaleUpperCase toLowerCase toUpperCase trim trimEnd trimStart"],
  ["String", "Array", "match split"],
  ["String", "Number", "charCodeAt codePointAt indexOf lastIndexOf localeCompare search"],
  ["String", "Boolean", "endsWith includes startsWith"],
  ["Array", "Array", "concat filter flat flatMap map reverse slice sort splice toReversed toSorted toSpliced with"],
  ["Array", "String", "join"],
  ["Array", "Number", "findIndex findLastIndex indexOf lastIndexOf push unshift"],
  ["Array", "Boolean", "every includes some"],
  ["Object", "Array", "entries getOwnPropertyNames getOwnPropertySymbols keys values"],
  ["JSON", "String", "stringify"],
  ["Promise", "Promise", "all allSettled any catch finally race reject resolve then"],
  ["Number", "String", "toFixed toPrecision"],
  ["", "String", "toString decodeURI decodeURIComponent encodeURI encodeURIComponent escape"],
  ["", "Number", "parseFloat parseInt"],
  ["", "Promise", "fetch"],
  ["", "Boolean", "hasOwnProperty isArray isFinite isInteger isNaN isSafeInteger"],
]);

export const JAVA_RESULTS: Results = readRows([
  ["String", "String", "concat copyValueOf format formatted intern join repeat replace replaceAll replaceFirst strip"],
  ["String", "String", "stripIndent stripLeading stripTrailing substring toLowerCase toUpperCase trim valueOf"],
  ["String", "Array", "split toCharArray getBytes"],
  ["StringBuilder", "StringBuilder", "append delete deleteCharAt insert replace reverse"],
  ["StringBuffer", "StringBuffer", "append delete deleteCharAt insert replace reverse"],
  ["Integer", "Integer", "valueOf"],
  ["Long", "Long", "valueOf"],
  ["Double", "Double", "valueOf"],
  ["Float", "Float", "valueOf"],
  ["Boolean", "Boolean", "valueOf"],
  ["Class", "Class", "forName getComponentType getSuperclass"],
  ["Class", "String", "getCanonicalName getName getPackageName getSimpleName getTypeName"],
  ["", "String", "toString getMessage getLocalizedMessage lineSeparator getProperty getenv"],
  ["", "int", "hashCode length size indexOf lastIndexOf compareTo compare parseInt intValue ordinal"],
  ["", "long", "longValue parseLong currentTimeMillis nanoTime"],
  ["", "double", "doubleValue parseDouble"],
  ["", "float", "floatValue parseFloat"],
  ["", "char", "charAt charValue"],
  [
    "",
    "boolean",
    "equals equalsIgnoreCase isEmpty isBlank contains containsKey containsValue startsWith endsWith hasNext",
  ],
  ["", "boolean", "booleanValue parseBoolean isPresent isInstance isAssignableFrom isArray isInterface isEnum"],
  ["", "Class", "getClass"],
]);

export const GO_RESULTS: Results = readRows([
  ["", "string", "Error Sprint Sprintf Sprintln"],
  ["", "error", "Errorf"],
  ["", "int", "len cap copy"],
]);

export const LUA_RESULTS: Results = readRows([
  ["string", "string", "char dump format gsub lower rep reverse sub upper"],
  ["", "string", "tostring type"],
]);

/** Members that every object has, by what its type is at last. */
export const PYTHON_ROOT = new Set(
  "__init__ __new__ __repr__ __str__ __eq__ __ne__ __hash__ __setattr__ __getattribute__ __delattr__ __init_subclass__ __reduce__ __class__ __format__ __dir__ __sizeof__".split(
    " ",
  ),
);
export const SCRIPT_ROOT = new Set(
  "hasOwnProperty isPrototypeOf propertyIsEnumerable toLocaleString toString valueOf".split(" "),
);
export const JAVA_ROOT = new Set("clone equals finalize getClass hashCode notify notifyAll toString wait".split(" "));
