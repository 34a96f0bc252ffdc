/** Java's own rules: packages, wildcard and static imports, names of the enclosing types, `java.lang`. */
import type { Import, LiteralType } from "../facts.ts";
import { JAVA_RESULTS, JAVA_ROOT } from "./library.ts";
import { pushTo, type World } from "./project.ts";
import { type NameIn, type Offer, PLAIN_RULES, type Rules } from "./rules.ts";
import {
  type Entity,
  entityValue,
  type External,
  isClassLike,
  type Module,
  type SourceFile,
  type Value,
} from "./values.ts";

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
  "peek peekFirst peekLast poll pollFirst pollLast pop previous put remove removeFirst removeLast take"
).split(" ");
const SAME_MEMBERS = (
  "descendingIterator descendingSet distinct filter findAny findFirst headSet iterator limit listIterator parallelStream " +
  "peek skip sorted spliterator stream subList tailSet toList values"
).split(" ");

const LITERALS: Readonly<Partial<Record<LiteralType, string>>> = {
  string: "String",
  list: "Array",
  number: "int",
  float: "double",
  boolean: "boolean",
  character: "char",
  class: "Class",
};

export function javaRules(world: World): Rules {
  const packages = createPackages(world);
  const moduleOf = (_file: SourceFile, found: Import): Module | undefined => packages.find(found.module);
  return {
    ...PLAIN_RULES,
    family: "java",
    languages: ["java"],
    builtinPackage: "java.lang",
    builtinNamed: (name) => (JAVA_LANG.has(name) || PRIMITIVES.has(name) ? name : undefined),
    results: JAVA_RESULTS,
    root: { symbol: "Object", members: JAVA_ROOT },
    typeScope: "inherited",
    overloads: true,
    elementMembers: new Set(ELEMENT_MEMBERS),
    sameMembers: new Set(SAME_MEMBERS),
    moduleOf,
    offerOfPackage: (module, name) => packages.offer(module.name, name),
    filesOfPackage: (module, name) => packages.files(module.name, name),
    ambient: (file, name) => ambient(packages, file, name),
    literal: (type) => LITERALS[type],
  };
}

interface Packages {
  /** A package, or a type as the holder of its static members, by its full name. */
  find(dotted: string): Module | undefined;
  offer(dotted: string, name: string): Offer;
  files(dotted: string, name: string): readonly SourceFile[];
  /** True if a package of the repository is, or lies below, the name. */
  hasPrefix(dotted: string): boolean;
  readonly anyFile: SourceFile | undefined;
}

function createPackages(world: World): Packages {
  const files = world.files.filter((file) => file.facts.language === "java");
  const types = new Map<string, Entity[]>();
  const prefixes = new Set<string>();
  const packages = new Set<string>();
  for (const file of files) {
    const { packageName } = file.facts;
    packages.add(packageName);
    for (let at = packageName; at !== "" && !prefixes.has(at); at = at.slice(0, Math.max(0, at.lastIndexOf("."))))
      prefixes.add(at);
    for (const entity of file.entities) {
      if (entity.parent === undefined && isClassLike(entity))
        pushTo(types, joined(packageName, entity.facts.name), entity);
    }
  }
  const [anyFile] = files;

  const found = new Map<string, readonly Entity[]>();
  const typesNamed = (dotted: string): readonly Entity[] => {
    let known = found.get(dotted);
    if (known === undefined) found.set(dotted, (known = findTypes(types, dotted)));
    return known;
  };

  return {
    anyFile,
    hasPrefix: (dotted) => prefixes.has(dotted),
    find(dotted) {
      const isOurs = prefixes.has(dotted) || typesNamed(dotted).length > 0;
      if (isOurs && anyFile !== undefined) return { kind: "package", name: dotted, of: anyFile };
      return packages.has(dotted.slice(0, Math.max(0, dotted.lastIndexOf(".")))) ? undefined : outside(dotted);
    },
    offer(dotted, name) {
      const own = typesNamed(joined(dotted, name));
      const members = typesNamed(dotted).flatMap((type) => type.children.get(name) ?? []);
      const values: Value[] = [...new Set([...own, ...members])].map((entity) => entityValue(entity));
      if (values.length === 0 && prefixes.has(joined(dotted, name)) && anyFile !== undefined) {
        values.push({ kind: "package", name: joined(dotted, name), of: anyFile });
      }
      return { values, elsewhere: [] };
    },
    files(dotted, name) {
      const own = typesNamed(joined(dotted, name));
      const found = own.length > 0 ? own : typesNamed(dotted);
      return [...new Set(found.map((entity) => entity.file))];
    },
  };
}

/** A top-level type, or one nested in it, by its full name. */
function findTypes(types: ReadonlyMap<string, readonly Entity[]>, dotted: string): readonly Entity[] {
  const direct = types.get(dotted);
  if (direct !== undefined) return direct;
  const parts = dotted.split(".");
  for (let length = parts.length - 1; length > 0; length--) {
    let found: readonly Entity[] = types.get(parts.slice(0, length).join(".")) ?? [];
    for (const part of parts.slice(length)) {
      found = found.flatMap((one) => (one.children.get(part) ?? []).filter(isClassLike));
    }
    if (found.length > 0) return found;
  }
  return [];
}

function joined(scope: string, name: string): string {
  return scope === "" ? name : `${scope}.${name}`;
}

/** `java.util.Map.Entry`: package names are in lower case, what follows is the symbol. */
function outside(dotted: string): External {
  const parts = dotted.split(".");
  const firstType = parts.findIndex((part) => /^[A-Z]/.test(part));
  const split = firstType <= 0 ? parts.length : firstType;
  const [name, symbol] = [parts.slice(0, split).join("."), parts.slice(split).join(".")];
  return { kind: "external", family: "java", package: name, symbol, instance: false, arguments: [] };
}

/** The same package first, then wildcards; packages that are written out come last. */
function ambient(packages: Packages, file: SourceFile, name: string): Offer {
  const own = packages.offer(file.facts.packageName, name).values.filter(({ kind }) => kind === "entity");
  if (own.length > 0) return { values: own, elsewhere: [] };
  const elsewhere: NameIn[] = [];
  const outsideWildcards: External[] = [];
  for (const found of file.facts.imports) {
    if (found.form !== "all") continue;
    const module = packages.find(found.module);
    if (module?.kind === "external") outsideWildcards.push(module);
    else if (module?.kind === "package" && packages.offer(module.name, name).values.length > 0)
      elsewhere.push({ module, name });
  }
  if (elsewhere.length > 0) return { values: [], elsewhere };
  return { values: outsideName(packages, outsideWildcards, name), elsewhere: [] };
}

/** With one wildcard from outside, an unknown type can come from nowhere else. */
function outsideName(packages: Packages, wildcards: readonly External[], name: string): readonly Value[] {
  if (packages.hasPrefix(name) && packages.anyFile !== undefined) {
    return [{ kind: "package", name, of: packages.anyFile }];
  }
  if (OUTSIDE_ROOTS.has(name)) return [{ ...outside(name), package: name }];
  const [only, ...others] = wildcards;
  const isType = /^[A-Z]/.test(name) && !JAVA_LANG.has(name);
  return only !== undefined && others.length === 0 && isType
    ? [{ ...only, symbol: only.symbol === "" ? name : `${only.symbol}.${name}` }]
    : [];
}
