/** Kotlin's own rules: packages with functions and properties of their own, extensions, companions, the standard library. */
import type { Import, LiteralType } from "../facts.ts";
import type { WantedMember } from "./asked.ts";
import { dottedName, type DottedNames } from "./dotted-names.ts";
import { createPackages, type Packages } from "./dotted-packages.ts";
import { createExtensions } from "./extensions.ts";
import { fitOf, takesNull } from "./java-types.ts";
import { KOTLIN_LIBRARY_CALLS } from "./library-runners.ts";
import { JAVA_RESULTS } from "./library.ts";
import type { World } from "./project.ts";
import { type Offer, PLAIN_RULES, type Resolver, type Rules } from "./rules.ts";
import {
  type At,
  type Entity,
  exactly,
  type External,
  type Found,
  isClassLike,
  type Module,
  NOTHING,
  type SourceFile,
  symbolOf,
  type Value,
} from "./values.ts";

const BUILTIN_TYPES = (
  "Any Nothing Unit Boolean Byte Short Int Long Float Double Char String CharSequence Number Comparable Enum Annotation " +
  "Array BooleanArray ByteArray CharArray DoubleArray FloatArray IntArray LongArray ShortArray UByte UShort UInt ULong " +
  "Iterable Collection List Set Map Iterator ListIterator MutableIterable MutableCollection MutableList MutableSet MutableMap " +
  "ArrayList HashMap HashSet LinkedHashMap LinkedHashSet ArrayDeque Sequence Pair Triple Result Lazy Function KClass Regex " +
  "StringBuilder Throwable Exception Error RuntimeException IllegalArgumentException IllegalStateException " +
  "IndexOutOfBoundsException UnsupportedOperationException NullPointerException ClassCastException NumberFormatException " +
  "ArithmeticException NoSuchElementException ConcurrentModificationException AssertionError Comparator AutoCloseable " +
  "Suppress Deprecated JvmStatic JvmField JvmName JvmOverloads Throws Volatile Synchronized Transient"
).split(" ");
const BUILTIN_FUNCTIONS = (
  "println print readLine readln listOf listOfNotNull mutableListOf arrayListOf emptyList setOf mutableSetOf hashSetOf " +
  "linkedSetOf emptySet sortedSetOf mapOf mutableMapOf hashMapOf linkedMapOf emptyMap sortedMapOf arrayOf arrayOfNulls " +
  "intArrayOf longArrayOf byteArrayOf charArrayOf doubleArrayOf floatArrayOf booleanArrayOf emptyArray sequenceOf sequence " +
  "emptySequence generateSequence buildString buildList buildMap buildSet lazy lazyOf require requireNotNull check " +
  "checkNotNull error assert TODO repeat run with maxOf minOf compareBy compareByDescending runCatching synchronized " +
  "enumValues enumValueOf"
).split(" ");
const BUILTINS: ReadonlySet<string> = new Set([...BUILTIN_TYPES, ...BUILTIN_FUNCTIONS]);

/** Functions that every value has: they take a lambda about their receiver, which some of them give back. */
const SCOPE_FUNCTIONS: ReadonlySet<string> = new Set(["apply", "also", "let", "run", "takeIf", "takeUnless"]);
const ELEMENT_MEMBERS = (
  "apply also takeIf takeUnless first firstOrNull last lastOrNull single singleOrNull find findLast get getOrNull getValue " +
  "getOrPut getOrElse getOrDefault elementAt elementAtOrNull maxBy maxByOrNull minBy minByOrNull max min random next " +
  "removeAt removeFirst removeLast pop poll peek await getOrThrow"
).split(" ");
const SAME_MEMBERS = (
  "filter filterNot filterNotNull sortedBy sortedByDescending sorted sortedWith reversed take drop takeWhile dropWhile " +
  "distinct distinctBy toList toMutableList toSet toMutableSet asSequence onEach shuffled subList plus minus iterator values"
).split(" ");

const LITERALS: Readonly<Partial<Record<LiteralType, string>>> = {
  string: "String",
  number: "Int",
  float: "Double",
  single: "Float",
  long: "Long",
  unsigned: "UInt",
  boolean: "Boolean",
  character: "Char",
  class: "KClass",
  list: "List",
};
const ROOT = new Set("equals hashCode toString".split(" "));

export function kotlinRules(world: World): Rules {
  const packages = createPackages(world, { language: "kotlin", family: "kotlin", isOffered: () => true });
  const moduleOf = (_file: SourceFile, found: Import): Module | undefined => packages.find(found.module);
  const names = namesIn(packages);
  const extensions = createExtensions(world, new Set(["kotlin"]));
  return {
    ...PLAIN_RULES,
    library: KOTLIN_LIBRARY_CALLS,
    indirectCalls: new Set(["invoke"]),
    family: "kotlin",
    reading: { localsBeginAtDeclaration: true },
    languages: ["kotlin"],
    builtinPackage: "kotlin",
    builtinNamed: (name) => (BUILTINS.has(name) ? name : undefined),
    builtinTypes: new Set(BUILTIN_TYPES),
    results: JAVA_RESULTS,
    root: { symbol: "Any", members: ROOT },
    transparentTypes: new Set(["Lazy"]),
    unknownTypes: new Set(["Any", "Nothing"]),
    typeScope: "inherited",
    overloads: true,
    conversions: { fit: fitOf, takesNull },
    variablesCanBeCalled: true,
    primaryConstructors: true,
    callMakesInstance: true,
    callMember: "invoke",
    elementMembers: new Set(ELEMENT_MEMBERS),
    sameMembers: new Set(SAME_MEMBERS),
    moduleOf,
    offerOfPackage: (module, name) => plainly(packages.offer(module.name, name)),
    filesOfPackage: (module, name) => packages.files(module.name, name),
    ambient: (file, name) => dottedName(names, file, name),
    extensionMember: (resolver, at, wanted) => {
      const found = extensions.find(resolver, at, wanted);
      return found.values.length > 0 ? found : scopeFunction(resolver, at, wanted);
    },
    mayExtend: extensions.mayExtend,
    companionOf,
    literal: (type) => LITERALS[type],
  };
}

/** An extension is no plain name: it needs a receiver. Members of a companion can be imported through its type. */
function plainly({ values, elsewhere }: Offer): Offer {
  return {
    values: values.filter((one) => one.kind !== "entity" || one.entity.facts.receiver === undefined),
    elsewhere,
  };
}

/** The object that has no name, or is marked as the companion. */
function companionOf(type: Entity): Entity | undefined {
  for (const children of type.children.values()) {
    const found = children.find(({ facts }) => /(?:^| )companion object\b/.test(facts.signature) && isClassLike(type));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Known by what it holds: its receiver. */
function scopeFunction(resolver: Resolver, { file }: At, { receiver, name }: WantedMember): Found {
  if (!SCOPE_FUNCTIONS.has(name) || receiver.kind !== "instance") return NOTHING;
  const { family, builtinPackage } = resolver.rulesOf(file);
  const symbol = `Any.${name}`;
  const content = exactly(receiver);
  return exactly({ kind: "external", family, package: builtinPackage, symbol, instance: false, arguments: [content] });
}

/** With one wildcard from outside, an unknown type can come from nowhere else. */
function ofOneWildcard([only, ...others]: readonly External[], name: string): readonly Value[] {
  const isType = /^[A-Z]/.test(name) && !BUILTINS.has(name);
  return only !== undefined && others.length === 0 && isType ? [symbolOf(only, name)] : [];
}

/** First parts of package names that are written out in full. */
const OUTSIDE_ROOTS: ReadonlySet<string> = new Set(["java", "javax", "kotlin", "kotlinx", "android", "androidx"]);

function namesIn(packages: Packages): DottedNames {
  return {
    family: "kotlin",
    packages,
    find: (_file, dotted) => packages.find(dotted),
    offer: (dotted, name) => plainly(packages.offer(dotted, name)),
    outsideRoots: OUTSIDE_ROOTS,
    ofWildcards: ofOneWildcard,
  };
}
