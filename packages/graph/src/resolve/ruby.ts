/** Ruby's own rules: constants of the whole program, types opened again, load paths, Kernel. */
import type { Import, LiteralType } from "../facts.ts";
import { attach } from "./attach.ts";
import { RUBY_LIBRARY_CALLS } from "./library-runners.ts";
import { memberOfOpened } from "./opened-types.ts";
import { compareText, pushTo, type World } from "./project.ts";
import { createRequires } from "./ruby-requires.ts";
import { type NameIn, NO_OFFER, type Offer, PLAIN_RULES, type Rules } from "./rules.ts";
import { createStars } from "./stars.ts";
import {
  type Entity,
  entityValue,
  exactly,
  isClassLike,
  isFunctionLike,
  type Module,
  type SourceFile,
  type Value,
} from "./values.ts";

const KERNEL = (
  "puts print p pp printf putc gets raise fail loop lambda proc format sprintf rand srand sleep exit abort at_exit catch throw " +
  "block_given? binding caller warn system exec spawn fork trap open select test eval Integer Float String Array Hash Rational " +
  "Complex freeze frozen? define_method define_singleton_method instance_variable_get instance_variable_set send public_send " +
  "__method__ __dir__ require_dependency instance_eval class_eval module_eval const_get const_set method_missing respond_to? " +
  "is_a? kind_of? nil? inspect to_s class object_id dup clone tap then hash instance_of? extend method methods singleton_class " +
  "instance_variables remove_method undef_method attr_internal"
).split(" ");
const CLASSES = (
  "Object BasicObject Module Class Kernel Comparable Enumerable Enumerator String Symbol Integer Float Numeric Rational Complex " +
  "Array Hash Range Regexp MatchData Proc Method UnboundMethod NilClass TrueClass FalseClass IO File Dir FileTest Time Process " +
  "Thread Mutex Queue ConditionVariable Fiber Random Math GC ObjectSpace Marshal Signal Struct Data Encoding Binding Exception " +
  "StandardError RuntimeError ArgumentError TypeError NameError NoMethodError KeyError IndexError StopIteration RangeError " +
  "FloatDomainError ZeroDivisionError IOError EOFError SystemCallError Errno NotImplementedError ScriptError LoadError " +
  "SyntaxError SecurityError SystemExit Interrupt SignalException FrozenError FiberError ThreadError RegexpError LocalJumpError " +
  "UncaughtThrowError EncodingError NoMatchingPatternError ENV ARGV STDIN STDOUT STDERR RUBY_VERSION RUBY_PLATFORM Warning"
).split(" ");
const BUILTINS: ReadonlySet<string> = new Set([...KERNEL, ...CLASSES]);

const LITERALS: Readonly<Partial<Record<LiteralType, string>>> = {
  string: "String",
  number: "Integer",
  list: "Array",
  map: "Hash",
  regex: "Regexp",
};

export function rubyRules(world: World): Rules {
  const files = world.files.filter((file) => file.facts.language === "ruby");
  const requires = createRequires(world, files);
  const constants = createConstants(files);
  const moduleOf = (file: SourceFile, found: Import): Module | undefined => requires.find(file, found.module);
  const stars = createStars(moduleOf, () => true);
  return {
    ...PLAIN_RULES,
    library: RUBY_LIBRARY_CALLS,
    indirectCalls: new Set(["call", "to_proc"]),
    family: "ruby",
    languages: ["ruby"],
    builtinPackage: "ruby",
    builtinNamed: (name) => (BUILTINS.has(name) ? name : undefined),
    builtinTypes: new Set(CLASSES),
    root: { symbol: "Object", members: new Set(KERNEL) },
    typeScope: "inherited",
    laterReplaces: true,
    typesAreObjects: true,
    closedTypes: new Set([
      "Comparable",
      "Enumerable",
      "Kernel",
      "Object",
      "BasicObject",
      "Struct",
      "Data",
      "Class",
      "Module",
    ]),
    wordsAreCalls: true,
    callMember: "call",
    moduleOf,
    starFiles: stars,
    offer: (file, name) => functionsOf(file, name),
    ambient: (file, name) => (/^[A-Z]/.test(name) ? constants.offer(name) : functionsRequired(stars(file), name)),
    partsOf: (type) => constants.partsOf(type),
    extensionMember: (resolver, _at, wanted) => {
      const { receiver, name } = wanted;
      const reopened = memberOfOpened(resolver, constants.reopened(receiver), wanted);
      if (reopened.values.length > 0 || !/^\w+=$/.test(name)) return reopened;
      const read = resolver.member(receiver, name.slice(0, -1));
      return exactly(...read.values.filter((one) => one.kind === "entity" && one.entity.facts.kind === "Property"));
    },
    literal: (type) => LITERALS[type],
  };
}

function functionsOf(file: SourceFile, name: string): Offer {
  const found = (file.names[0]?.get(name)?.entities ?? []).filter(isFunctionLike);
  return found.length === 0 ? NO_OFFER : { values: found.map((one) => entityValue(one)), elsewhere: [] };
}

/** A function outside of all types is seen in every file that loads its own. */
function functionsRequired(files: readonly SourceFile[], name: string): Offer {
  const holder = files.find((file) => functionsOf(file, name).values.length > 0);
  const elsewhere: readonly NameIn[] = holder === undefined ? [] : [{ module: { kind: "module", file: holder }, name }];
  return { values: [], elsewhere };
}

interface Constants {
  /** What a name means outside of all types: one of the repository, or one that nothing of it is called. */
  offer(name: string): Offer;
  partsOf(type: Entity): readonly Entity[] | undefined;
  /** Types of Ruby itself that the repository opens again and that the value is one of, its own first. */
  reopened(value: Value): readonly Entity[];
}

function createConstants(files: readonly SourceFile[]): Constants {
  const entities = files.flatMap((file) => file.entities).filter(isConstant);
  attachNested(entities);
  const byPath = new Map<string, Entity[]>();
  const names = new Set<string>();
  for (const entity of entities) {
    names.add(entity.facts.name);
    pushTo(byPath, pathOf(entity), entity);
  }
  const parts = new Map<Entity, readonly Entity[]>();
  for (const same of byPath.values()) {
    const types = same.filter(isClassLike).sort(byWeight);
    if (types.length > 1) for (const one of types) parts.set(one, types);
  }
  return {
    partsOf: (type) => parts.get(type),
    reopened(value) {
      if (value.kind !== "instance" && !(value.kind === "external" && value.instance)) return [];
      const own = value.kind === "external" && value.package === "ruby" ? [value.symbol] : [];
      const shared = ["Array", "Hash"].includes(own[0] ?? "") ? ["Enumerable"] : [];
      return [...own, ...shared, "Object", "Kernel"].flatMap((name) => {
        const type = byPath.get(name)?.find(isClassLike);
        return type === undefined ? [] : [parts.get(type)?.[0] ?? type];
      });
    },
    offer(name) {
      const found = byPath.get(name) ?? [];
      const [first] = found;
      if (first !== undefined && (found.length === 1 || parts.has(first))) {
        return { values: [entityValue(parts.get(first)?.[0] ?? first)], elsewhere: [] };
      }
      if (names.has(name) || BUILTINS.has(name)) return NO_OFFER;
      const external = { kind: "external", family: "ruby", package: packageOf(name), symbol: name } as const;
      return { values: [{ ...external, instance: false, arguments: [] }], elsewhere: [] };
    },
  };
}

/** `ActiveRecord` comes from `active_record`, by the convention of all packages. */
function packageOf(name: string): string {
  return name
    .replace(/([A-Z]+)([A-Z][a-z])/g, "$1_$2")
    .replace(/([a-z\d])([A-Z])/g, "$1_$2")
    .toLowerCase();
}

function isConstant(entity: Entity): boolean {
  return isClassLike(entity) || entity.facts.kind === "Constant";
}

/** `class A::B` joins A, if A is one type of the repository. */
function attachNested(entities: readonly Entity[]): void {
  const top = new Map<string, Entity>();
  for (const entity of entities) {
    const path = entity.facts.receiver === undefined ? pathOf(entity) : undefined;
    if (path !== undefined && isClassLike(entity) && !top.has(path)) top.set(path, entity);
  }
  for (const entity of entities) {
    const { receiver } = entity.facts;
    const around = entity.parent === undefined ? "" : `${pathOf(entity.parent)}::`;
    const scope = receiver === undefined ? "" : dotted(receiver.type.of);
    const owner = scope === "" ? undefined : (top.get(`${around}${scope}`) ?? top.get(scope));
    if (owner !== undefined && owner !== entity) attach(entity, owner);
  }
}

type Name = NonNullable<Entity["facts"]["receiver"]>["type"]["of"];

function dotted(of: Name): string {
  if (of.kind === "name") return of.name;
  return of.kind === "member" ? `${dotted(of.of)}::${of.name}` : "";
}

function pathOf(entity: Entity): string {
  const { name } = entity.facts;
  const { receiver } = entity.facts;
  if (entity.parent !== undefined && entity.parent !== entity) return `${pathOf(entity.parent)}::${name}`;
  return receiver === undefined ? name : `${dotted(receiver.type.of)}::${name}`;
}

/** The part that says what the type is built on stands for it, then the one that makes its instances. */
function byWeight(a: Entity, b: Entity): number {
  return weight(b) - weight(a) || compareText(a.file.path, b.file.path) || a.facts.start - b.facts.start;
}

function weight({ facts, children }: Entity): number {
  return (facts.bases.some(({ kind }) => kind === "extends") ? 2 : 0) + (children.has("initialize") ? 1 : 0);
}
