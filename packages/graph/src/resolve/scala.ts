/** Scala's own rules: packages and objects as holders of members, companions, extensions, the standard library. */
import type { Import, LiteralType } from "../facts.ts";
import { dottedName, type DottedNames } from "./dotted-names.ts";
import { createPackages, type Packages } from "./dotted-packages.ts";
import { createExtensions } from "./extensions.ts";
import { fitOf, takesNull } from "./java-types.ts";
import { SCALA_LIBRARY_CALLS } from "./library-runners.ts";
import { JAVA_RESULTS } from "./library.ts";
import { isSingleton } from "./parts.ts";
import type { World } from "./project.ts";
import { PLAIN_RULES, type Rules } from "./rules.ts";
import {
  type At,
  type Entity,
  isClassLike,
  isFunctionLike,
  type Module,
  type SourceFile,
  type Value,
} from "./values.ts";

const BUILTIN_TYPES = (
  "Any AnyRef AnyVal Nothing Null Unit Boolean Byte Short Int Long Float Double Char String Object Option Some None Either Left " +
  "Right List Seq IndexedSeq Vector Set Map Array Iterable Iterator Traversable Stream LazyList Range Nil Tuple2 Tuple3 " +
  "Function0 Function1 Function2 PartialFunction Product Serializable Throwable Exception Error RuntimeException " +
  "IllegalArgumentException IllegalStateException UnsupportedOperationException NullPointerException NoSuchElementException " +
  "IndexOutOfBoundsException ClassCastException NumberFormatException ArithmeticException InterruptedException AssertionError " +
  "Numeric Ordering Ordered Equiv StringBuilder StringContext BigInt BigDecimal Symbol App Class Integer Thread System Math " +
  "Runnable Iterable CanEqual Conversion IArray Comparable CharSequence Character"
).split(" ");
const BUILTIN_FUNCTIONS = (
  "println print printf require assert assume identity implicitly summon ensuring locally classOf valueOf deprecated tailrec " +
  "throws volatile transient inline specialized unchecked"
).split(" ");
const BUILTINS: ReadonlySet<string> = new Set([...BUILTIN_TYPES, ...BUILTIN_FUNCTIONS]);
/** First parts of package names that are written out in full. */
const OUTSIDE_ROOTS: ReadonlySet<string> = new Set(["scala", "java", "javax"]);

const ELEMENT_MEMBERS = "get getOrElse head headOption last lastOption find next apply min max reduce orNull".split(
  " ",
);
const SAME_MEMBERS = (
  "filter filterNot withFilter sorted sortBy sortWith reverse take drop takeWhile dropWhile tail init distinct toList toSeq " +
  "toVector toSet iterator orElse tapEach map flatMap foreach exists forall count collect groupBy maxBy minBy partition span"
).split(" ");

const LITERALS: Readonly<Partial<Record<LiteralType, string>>> = {
  string: "String",
  number: "Int",
  float: "Double",
  single: "Float",
  long: "Long",
  boolean: "Boolean",
  character: "Char",
};
const ROOT = new Set(
  "equals hashCode toString getClass eq ne synchronized isInstanceOf asInstanceOf wait notify".split(" "),
);

export function scalaRules(world: World): Rules {
  const packages = createPackages(world, { language: "scala", family: "scala", isOffered: isPlain });
  const moduleOf = (file: SourceFile, found: Import): Module | undefined => findFrom(packages, file, found.module);
  const names = namesIn(packages);
  const extensions = createExtensions(world, new Set(["scala"]));
  return {
    ...PLAIN_RULES,
    library: SCALA_LIBRARY_CALLS,
    indirectCalls: new Set(["apply"]),
    family: "scala",
    languages: ["scala"],
    builtinPackage: "scala",
    builtinNamed: (name) => (BUILTINS.has(name) ? name : undefined),
    builtinTypes: new Set(BUILTIN_TYPES),
    results: JAVA_RESULTS,
    root: { symbol: "Any", members: ROOT },
    unknownTypes: new Set(["Any", "AnyRef", "Nothing"]),
    typeScope: "inherited",
    overloads: true,
    conversions: { fit: fitOf, takesNull },
    variablesCanBeCalled: true,
    primaryConstructors: true,
    namingCalls: true,
    closedTypes: new Set([
      "App",
      "Product",
      "Serializable",
      "AnyRef",
      "AnyVal",
      "Any",
      "Ordering",
      "Ordered",
      "Object",
    ]),
    callMakesInstance: true,
    callMember: "apply",
    elementMembers: new Set(ELEMENT_MEMBERS),
    sameMembers: new Set(SAME_MEMBERS.filter((name) => !CHANGING.has(name))),
    moduleOf,
    offerOfPackage: (module, name) => packages.offer(module.name, name),
    filesOfPackage: (module, name) => packages.files(module.name, name),
    ambient: (file, name) => dottedName(names, file, name),
    extensionMember: extensions.find,
    mayExtend: extensions.mayExtend,
    meant,
    literal: (type) => LITERALS[type],
  };
}

/** Members that run their function with elements and give others. */
const CHANGING: ReadonlySet<string> = new Set(
  "map flatMap foreach exists forall count collect groupBy maxBy minBy".split(" "),
);

function isPlain({ facts }: Entity): boolean {
  return facts.receiver === undefined;
}

/** `import core.A` in `com.acme` may mean `com.acme.core`: the nearest that there is. */
function findFrom(packages: Packages, file: SourceFile, dotted: string): Module | undefined {
  let around = file.facts.packageName;
  while (around !== "") {
    const found = packages.find(`${around}.${dotted}`);
    if (found?.kind === "package") return found;
    around = around.slice(0, Math.max(0, around.lastIndexOf(".")));
  }
  return packages.find(dotted);
}

/** A type is meant where types are named, its object where values are; calling the name runs what the object applies, if it does. */
function meant(values: readonly Value[], at: At): readonly Value[] {
  const objects = values.filter((value) => value.kind === "entity" && isSingleton(value.entity));
  if (objects.length === 0 || objects.length === values.length) return values;
  const others = values.filter((value) => !objects.includes(value));
  if (at.isType === true) return others;
  if (at.isCallee !== true) return others.every(isTypeValue) ? objects : values;
  const applying = objects.filter((value) => value.kind === "entity" && value.entity.children.has("apply"));
  return applying.length > 0 ? applying : others;
}

function isTypeValue(value: Value): boolean {
  return value.kind === "entity" && isClassLike(value.entity) && !isFunctionLike(value.entity);
}

function namesIn(packages: Packages): DottedNames {
  return {
    family: "scala",
    packages,
    find: (file, dotted) => findFrom(packages, file, dotted),
    offer: (dotted, name) => packages.offer(dotted, name),
    outsideRoots: OUTSIDE_ROOTS,
    ofWildcards: () => [],
  };
}
