/** Java's own rules: packages, wildcard and static imports, names of the enclosing types, `java.lang`. */
import type { Import, LiteralType } from "../facts.ts";
import { createPackages, outside, type Packages } from "./dotted-packages.ts";
import { isAccessor, memberOfEnum, namedInEnum } from "./java-implied.ts";
import { isTypeOf } from "./java-packages.ts";
import { fitOf, takesNull } from "./java-types.ts";
import { JAVA_LIBRARY_CALLS } from "./library-runners.ts";
import { JAVA_RESULTS, JAVA_ROOT } from "./library.ts";
import type { World } from "./project.ts";
import { type NameIn, NO_OFFER, type Offer, PLAIN_RULES, type Rules } from "./rules.ts";
import { type At, type External, isClassLike, type Module, type SourceFile } from "./values.ts";

const JAVA_LANG = new Set(
  (
    "AbstractMethodError AbstractStringBuilder Appendable ArithmeticException ArrayIndexOutOfBoundsException ArrayStoreException " +
    "AssertionError AutoCloseable Boolean BootstrapMethodError Byte CharSequence Character Class ClassCastException " +
    "ClassLoader ClassNotFoundException CloneNotSupportedException Cloneable Comparable Deprecated Double Enum " +
    "EnumConstantNotPresentException Error Exception ExceptionInInitializerError Float FunctionalInterface " +
    "IllegalAccessError IllegalAccessException IllegalArgumentException IllegalMonitorStateException IllegalStateException " +
    "IncompatibleClassChangeError IndexOutOfBoundsException InheritableThreadLocal InstantiationException Integer " +
    "InternalError InterruptedException Iterable LinkageError Long Math Module NegativeArraySizeException " +
    "NoClassDefFoundError NoSuchFieldError NoSuchFieldException NoSuchMethodError NoSuchMethodException " +
    "NullPointerException Number NumberFormatException Object OutOfMemoryError Override Package Process ProcessBuilder " +
    "ProcessHandle Readable Record ReflectiveOperationException Runnable Runtime RuntimeException SafeVarargs " +
    "SecurityException SecurityManager Short StackOverflowError StackTraceElement StackWalker StrictMath String " +
    "StringBuffer StringBuilder StringIndexOutOfBoundsException SuppressWarnings System Thread ThreadDeath ThreadGroup " +
    "ThreadLocal Throwable TypeNotPresentException UnsupportedClassVersionError UnsupportedOperationException " +
    "VerifyError VirtualMachineError Void"
  ).split(" "),
);
/** And what facts call an array. */
const PRIMITIVES: ReadonlySet<string> = new Set("boolean byte char double float int long short Array".split(" "));
/** First parts of package names that are written out in full, outside of the repository. */
const OUTSIDE_ROOTS: ReadonlySet<string> = new Set([
  "java",
  "javax",
  "jakarta",
  "android",
  "androidx",
  "kotlin",
  "scala",
]);

const ELEMENT_MEMBERS = (
  "element first firstElement get getAndSet getFirst getLast getOrDefault getValue last next orElse orElseGet orElseThrow " +
  "peek peekFirst peekLast poll pollFirst pollLast pop previous put remove removeFirst removeLast take valueOf"
).split(" ");
const ELEMENT_CALLBACKS: ReadonlySet<string> = new Set(
  "allMatch anyMatch filter flatMap forEach forEachOrdered ifPresent map mapToInt mapToLong mapToObj noneMatch peek removeIf".split(
    " ",
  ),
);
const SAME_MEMBERS = (
  "descendingIterator descendingSet distinct filter findAny findFirst headSet iterator limit listIterator parallelStream " +
  "peek skip sorted spliterator stream subList tailSet toList values"
).split(" ");

const LITERALS: Readonly<Partial<Record<LiteralType, string>>> = {
  string: "String",
  list: "Array",
  number: "int",
  float: "double",
  single: "float",
  long: "long",
  boolean: "boolean",
  character: "char",
  class: "Class",
};

export function javaRules(world: World): Rules {
  const packages = createPackages(world, { language: "java", family: "java", isOffered: isClassLike });
  const moduleOf = (_file: SourceFile, found: Import): Module | undefined => packages.find(found.module);
  return {
    ...PLAIN_RULES,
    library: JAVA_LIBRARY_CALLS,
    indirectCalls: new Set([
      "apply",
      "accept",
      "get",
      "run",
      "call",
      "test",
      "compare",
      "applyAsInt",
      "applyAsLong",
      "applyAsDouble",
    ]),
    family: "java",
    reading: { localsBeginAtDeclaration: true },
    languages: ["java"],
    builtinPackage: "java.lang",
    builtinNamed: (name) => (JAVA_LANG.has(name) || PRIMITIVES.has(name) ? name : undefined),
    results: JAVA_RESULTS,
    root: { symbol: "Object", members: JAVA_ROOT },
    typeScope: "inherited",
    overloads: true,
    conversions: { fit: fitOf, takesNull },
    functionsAreInterfaces: true,
    elementCallbacks: ELEMENT_CALLBACKS,
    elementMembers: new Set(ELEMENT_MEMBERS),
    sameMembers: new Set(SAME_MEMBERS),
    moduleOf,
    offerOfPackage: (module, name) => packages.offer(module.name, name),
    filesOfPackage: (module, name) => packages.files(module.name, name),
    ambient: (file, name, at) => ambient(packages, { ...at, file }, name),
    isAccessor,
    memberBesides: memberOfEnum,
    literal: (type) => LITERALS[type],
  };
}

/** The same package first, then wildcards; packages that are written out come last. */
function ambient(packages: Packages, at: At, name: string): Offer {
  const { file } = at;
  const ofEnum = namedInEnum(name, at);
  if (ofEnum !== undefined) return { values: [ofEnum], elsewhere: [] };
  const own = packages.offer(file.facts.packageName, name).values.filter(({ kind }) => kind === "entity");
  if (own.length > 0) return { values: own, elsewhere: [] };
  const { elsewhere, outsideWildcards } = wildcardsFor(packages, file, name);
  if (elsewhere.length > 0) return { values: [], elsewhere };
  if (packages.hasPrefix(name) && packages.anyFile !== undefined) {
    return { values: [{ kind: "package", name, of: packages.anyFile }], elsewhere: [] };
  }
  if (OUTSIDE_ROOTS.has(name)) return { values: [{ ...outside("java", name), package: name }], elsewhere: [] };
  return /^[A-Z]/.test(name) && !JAVA_LANG.has(name) ? outsideType(outsideWildcards, name) : NO_OFFER;
}

function wildcardsFor(
  packages: Packages,
  file: SourceFile,
  name: string,
): { readonly elsewhere: readonly NameIn[]; readonly outsideWildcards: readonly External[] } {
  const elsewhere: NameIn[] = [];
  const outsideWildcards: External[] = [];
  for (const found of file.facts.imports) {
    if (found.form !== "all") continue;
    const module = packages.find(found.module);
    if (module?.kind === "external") outsideWildcards.push(module);
    else if (module?.kind === "package" && packages.offer(module.name, name).values.length > 0)
      elsewhere.push({ module, name });
  }
  return { elsewhere, outsideWildcards };
}

/**
 * The package of the JDK that has the type; else one that may have it. Of several such nobody knows which one is meant, but
 * an unknown type can come from nowhere else.
 */
function outsideType(wildcards: readonly External[], name: string): Offer {
  const isIn = (of: External): boolean | undefined => (of.symbol === "" ? isTypeOf(of.package, name) : undefined);
  const known = wildcards.find((one) => isIn(one) === true);
  const [only, ...others] = known === undefined ? wildcards.filter((one) => isIn(one) === undefined) : [known];
  if (only === undefined) return NO_OFFER;
  if (others.length === 0) {
    return { values: [{ ...only, symbol: only.symbol === "" ? name : `${only.symbol}.${name}` }], elsewhere: [] };
  }
  return /[a-z]/.test(name)
    ? { values: [{ ...only, package: UNKNOWN_PACKAGE, symbol: name }], elsewhere: [], isLikely: true }
    : NO_OFFER;
}

const UNKNOWN_PACKAGE = "?";
