/** What resolution asks of a language, and what it offers to the languages in return. */
import type { Entry, Expression, Import, LiteralType, Site, TypeExpression } from "../facts.ts";
import type {
  AmongMembers,
  Extended,
  Family,
  Given,
  PassedFunction,
  InstalledUnder,
  PassedTo,
  PassedValue,
  StructuralBase,
  WantedMember,
} from "./asked.ts";
import type { Budget } from "./budget.ts";
import type { ContainerRules } from "./container-rules.ts";
import type { Dependencies } from "./dependencies.ts";
import { type LibraryCalls, NO_LIBRARY_CALLS } from "./library-runners.ts";
import type { Results } from "./library.ts";
import { NO_OFFER, type Offer } from "./offers.ts";
import type { World } from "./project.ts";
import type { Reading } from "./reading.ts";

export { NO_OFFER, type NameIn, type Offer } from "./offers.ts";
import type { Substitution } from "./substitute.ts";
import type { Ancestor, At, Entity, External, Found, Instance, Module, SourceFile, Value, Variable } from "./values.ts";

type PackageModule = Module & { readonly kind: "package" };
/** A call, and where it stands. */
export interface Call {
  readonly site: Pick<Site, "argumentCount" | "arguments">;
  readonly at: At;
}
export interface Conversions {
  /** Higher is better; undefined if the argument cannot be passed at all. */
  readonly fit: (resolver: Resolver, parameter: Found, argument: Found) => number | undefined;
  readonly takesNull: (parameter: Found) => boolean;
  /** The same for a function without a name. */
  readonly fitFunction?: (parameter: Found, passed: PassedFunction) => number | undefined;
  /** Of functions that fit alike those that the language prefers, whatever their types. */
  readonly settle?: (tied: readonly Entity[], given: readonly PassedValue[]) => readonly Entity[];
}

export interface Rules {
  readonly family: Family;
  /** As facts spell them. */
  readonly languages: readonly string[];
  /** Package of what every file has without an import. */
  readonly builtinPackage: string;
  /** The symbol in it that a name means, if it means one. */
  readonly builtinNamed: (name: string) => string | undefined;
  /** Builtins and well-known outside types whose call makes an instance, though they are written like functions. */
  readonly builtinTypes: ReadonlySet<string>;
  /** What well-known members of the language's own library give, as types of it. */
  readonly results: Results;
  /** The type that all others are, and its members. */
  readonly root: { readonly symbol: string; readonly members: ReadonlySet<string> };
  /** Outside types that stand for their arguments: `Optional[X]`, `Readonly<X>`. */
  readonly transparentTypes: ReadonlySet<string>;
  /** Outside types that say nothing of their values: `Any`. */
  readonly unknownTypes: ReadonlySet<string>;
  /** Outside types that mean the type of the receiver. */
  readonly selfTypes: ReadonlySet<string>;
  /** A named type over another one is a type of its own with methods of its own (Go). */
  readonly aliasesAreTypes: boolean;
  /** The first parameter of a method is its receiver (Python). */
  readonly firstParameterIsReceiver: boolean;
  readonly reading?: Reading;
  /** `x := x.f()` means an outer x on its right side. */
  readonly ownNameIsOuter: boolean;
  /**
   * Where names of a type are visible as plain names: nowhere, in its body but not in its methods (Python),
   * or everywhere inside with the inherited ones (Java).
   */
  readonly typeScope: "hidden" | "body" | "inherited";
  /** A method whose own types say nothing has those of the method that it overrides: PHPDoc is inherited. */
  readonly inheritsSignatures?: true;
  /** Names that a function does not see of what lies around it: PHP's variables. */
  isLocal?(name: string): boolean;
  /** Several functions of one name stand side by side, own and inherited ones, and arguments choose; variables are named apart. */
  readonly overloads: boolean;
  /** A method replaces one with the same parameters; absent: where there are overloads. */
  readonly overridesBySignature?: true;
  /** A variable and a type can have one name: where a type is named, the type is meant. */
  readonly typesApart: boolean;
  /** Types of one name with other numbers of type parameters are other types (C#). */
  readonly typesByArity: boolean;
  /** A variable that holds a function is called like one, and hides functions of its name further out. */
  readonly variablesCanBeCalled: boolean;
  /** The parameters of a type are those of a constructor that it has besides the ones that are written out. */
  readonly primaryConstructors: boolean;
  /** How well arguments fit parameters, where overloads are chosen by types. */
  readonly conversions: Conversions;
  /** A type has members of its own, apart from those of its instances, and is `this` in its body (Ruby). */
  readonly typesAreObjects: boolean;
  /** A word that is no local variable is a call: one of `this` if it has no receiver; calling a place reads it (Ruby). */
  readonly wordsAreCalls: boolean;
  /** A function without parameters is called by naming it (Scala). */
  readonly namingCalls: boolean;
  /** Types of the language itself whose members are all known by name: what they lack is no member of types built on them. */
  readonly closedTypes: ReadonlySet<string>;
  /** Writing `@name` runs it, instead of only marking what follows. */
  readonly decoratorsRun: boolean;
  /** May be left out of the name of a mark: `@Fast` or `[Fast]` for `FastAttribute`. */
  readonly markSuffix?: string;
  /** A second definition of a name replaces the first, instead of being an overload of it. */
  readonly laterReplaces: boolean;
  /** Calling a type makes an instance (Python) or converts to it (Go). */
  readonly callMakesInstance: boolean;
  /** `from package import name` may name a module. */
  readonly namesCanBeModules: boolean;
  /** A block of names (`mod x { … }`) sees only what it names itself. */
  readonly modulesAreClosed: boolean;
  /** Bases only add members (traits): one outside of the repository hides nothing of those that come after it. */
  readonly basesOnlyAdd: boolean;
  /** Members of outside containers that give an element, and those that give a container of the same elements. */
  readonly elementMembers: ReadonlySet<string>;
  readonly sameMembers: ReadonlySet<string>;
  /** Members of outside containers that call what they are given first with an element. */
  readonly elementCallbacks: ReadonlySet<string>;
  /** What functions of the library do with those that they are given. */
  readonly library: LibraryCalls;
  readonly containers?: ContainerRules;
  /** A function can be given where an interface with one method is expected (Java). */
  readonly functionsAreInterfaces: boolean;
  /** Members of a function that call it: `f.call(this)`. */
  readonly indirectCalls: ReadonlySet<string>;
  /** Members of a function that give a function which does the same: `f.bind(this)`. */
  readonly bindingMembers: ReadonlySet<string>;
  /** The method that runs when an instance is called. */
  readonly callMember: string | undefined;
  /** The name under which a file exports one value instead of names (`module.exports = …`). */
  readonly wholeExport: string | undefined;
  /** Names by which importers take a package outside as one value, however it exports it. */
  readonly wholeNames: ReadonlySet<string>;
  /** Undefined where the import means a file of this repository that is not there. */
  moduleOf(file: SourceFile, found: Import): Module | undefined;
  /** The value that `import m` binds, where it is not the module itself: Python's `import a.b` binds `a`. */
  boundModule?(file: SourceFile, found: Import): Module | undefined;
  /** What importers see of a file. */
  offer(file: SourceFile, name: string): Offer;
  /** Files whose names the file passes on or takes over unseen: a name that one of them gets is one of the file's. */
  starFiles?(file: SourceFile): readonly SourceFile[];
  /** What importers see of a package that is more than a file. */
  offerOfPackage(module: PackageModule, name: string): Offer;
  /** The files that an import of a package, or of a name in it, makes this file depend on. */
  filesOfPackage(module: Module & { readonly kind: "package" }, name: string, from?: SourceFile): readonly SourceFile[];
  /** What a name means where no scope of the file binds it, builtins apart. */
  ambient(file: SourceFile, name: string, at: At): Offer;
  /** Extension methods; asked where the type has none of the name, before an outside type is believed to have it. */
  extensionMember?(resolver: Resolver, at: At, wanted: WantedMember): Found;
  /** Whether a member that an outside type is believed to have may be one of the repository's own after all. */
  mayExtend?(resolver: Resolver, at: At, wanted: WantedMember): boolean;
  /** A function that others give to a type; asked where its own do not take the call, and before an outside one is believed to. */
  extensionFunction?(resolver: Resolver, wanted: Extended): Found;
  /** What a value has under a name that is no member of it: a class of C++ knows its bases by theirs. */
  memberBesides?(resolver: Resolver, receiver: Value, name: string): Found;
  /** True of a field that is read by calling its name: a component of a record. */
  isAccessor?(field: Entity): boolean;
  /** The object beside a type whose members can be named through the type (Kotlin's companion). */
  companionOf?(type: Entity): Entity | undefined;
  /** What an outside type that stands for another means: `ReturnType<typeof f>`. */
  outsideType?(resolver: Resolver, type: External, typeArguments: readonly Found[]): Found | undefined;
  /** What a member of a well-known outside type holds: `task.Result`. */
  outsideMember?(of: External, name: string): Found | undefined;
  /** What iterating over an outside type gives, where it is not its last type argument. */
  outsideElement?(of: External): Found | undefined;
  /** What a function of an outside type is given as its parameter of that number: `Action<Item>` is given an item. */
  outsideFunction?(type: External, parameter: number): Found;
  /** What an outside function hands to an argument: to the parameter of a function that is passed, or to `out` itself. */
  outsideGives?(callee: External, given: Given): Found;
  /** Of a type and the object beside it under one name, which is meant there (Scala). */
  meant?(values: readonly Value[], at: At): readonly Value[];
  /** All definitions that are one type together, the one that stands for it first; undefined if it has no other. */
  partsOf?(type: Entity): readonly Entity[] | undefined;
  /** What a type conforms to without naming it. */
  readonly structuralBases?: (resolver: Resolver, type: Entity) => readonly StructuralBase[];
  /** What a pointer, or an object that stands for one, points to; the value itself where a language does not tell them apart. */
  pointedTo?(resolver: Resolver, value: Value): Found;
  /** What indexing and iterating give for a type of the repository, where it is not the method of Python. */
  readonly elementOf?: (resolver: Resolver, value: Instance) => Found;
  /** Where a file stands among others by what these say (`mod x;`), as text that differs when its own paths may lead elsewhere. */
  standingOf?(file: SourceFile): string;
  /** The package that a definition is one of several parts of: a C++ namespace is opened again and again. */
  packageOf?(entity: Entity): Module | undefined;
  /** Functions of a name that nothing around a call shows, but its arguments do: those beside their types (C++). */
  namedByArguments?(resolver: Resolver, name: string, call: Call): Found;
  /** Which of the functions of one name a call runs, where it is not chosen by number of arguments alone. */
  choose?(resolver: Resolver, targets: readonly Entity[], call: Call): readonly Entity[];
  /** A construction may name the place that takes the new value: `Box() : lid_(1) {`. False for a place that only holds an address. */
  readonly constructsPlace?: (place: Entity) => boolean;
  /** Members that hold a function because it is put there: a call of them may run it. */
  readonly placesHolding?: (resolver: Resolver, held: Entity) => readonly Entity[];
  /** A use of a macro is replaced by its body: nothing is called by its name. */
  readonly macrosExpand: boolean;
  /** What `this` means, where the type around a place does not say all of it. */
  thisAt?(resolver: Resolver, at: At): Found | undefined;
  /** Which of several members of one name is meant: fields and methods may be named apart, and blocks of a type alike. */
  chosenMembers?(resolver: Resolver, asked: AmongMembers): readonly Entity[];
  /** Whether a definition is in the namespace in which a place looks for names. */
  isInNamespace?(entity: Entity, at: At): boolean;
  /** What calling an outside value gives; `given` is what it is passed, where facts keep that. */
  outsideResult?(resolver: Resolver, value: External, given: readonly Found[]): Found | undefined;
  readonly literal: (type: LiteralType) => string | undefined;
}

/** The stages of resolution behind one door, so that each can use the others without importing them. */
export interface Resolver {
  readonly world: World;
  readonly dependencies: Dependencies;
  readonly budget: Budget;
  rulesOf(file: SourceFile): Rules;
  rulesOfFamily(family: string): Rules;
  /** What a plain name means; empty if nothing says so. */
  lookup(name: string, at: At): Found;
  /** What a module has under a name, through all re-exports. */
  exported(module: Module, name: string): readonly Value[];
  /** What a file exports as one value (`module.exports = …`); empty if it exports names. */
  whole(module: Module): Found;
  /** What an import statement binds to its local name. */
  imported(file: SourceFile, found: Import): readonly Value[];
  /** What an expression denotes: places stay places. */
  evaluate(expression: Expression, at: At): Found;
  /** What places hold; everything else stays. */
  dereference(found: Found): Found;
  /** The values of a written type. */
  typed(type: TypeExpression, at: At): Found;
  /** What an alias stands for. */
  aliased(entity: Entity): Found;
  /** What a value of a named type is below all names: `type Users = User[]`. Empty if its type is no name for another. */
  underlying(value: Instance): Found;
  /** What iteration over, or indexing of, containers gives. */
  elements(containers: Found): Found;
  /** How the type parameters seen by a member are filled for a receiver. */
  substitution(member: Entity, receiver: Value): Substitution;
  /** A type and its bases in the order in which members are looked up. */
  ancestors(entity: Entity): readonly Ancestor[];
  member(value: Value, name: string): Found;
  /** What calling a value gives; `given` is what it is passed, where facts keep that. */
  result(value: Value, given?: readonly Found[]): Found;
  /** What calls of the project pass for a parameter of a function, by its position. */
  passed: PassedTo;
  installed: InstalledUnder;
  /** The place that a pair of a literal is. */
  pairAt(pair: Entry<Expression>, at: At): Variable;
  /** Names under which something is run by being read. */
  readonly accessors: ReadonlySet<string>;
  /** Computes once for each key, cycles included. */
  once(key: object, compute: () => Found): Found;
}

const NONE: ReadonlySet<string> = new Set();
/** A language in which names mean what their scopes bind and nothing else; each adds what it has of its own. */
export const PLAIN_RULES: Omit<Rules, "family" | "languages"> = {
  builtinPackage: "",
  builtinNamed: () => undefined,
  builtinTypes: NONE,
  results: new Map(),
  root: { symbol: "", members: NONE },
  transparentTypes: NONE,
  unknownTypes: NONE,
  selfTypes: NONE,
  aliasesAreTypes: false,
  firstParameterIsReceiver: false,
  ownNameIsOuter: false,
  typeScope: "hidden",
  overloads: false,
  typesApart: false,
  typesByArity: false,
  variablesCanBeCalled: false,
  primaryConstructors: false,
  conversions: { fit: () => 0, takesNull: () => true },
  typesAreObjects: false,
  namingCalls: false,
  closedTypes: NONE,
  wordsAreCalls: false,
  decoratorsRun: false,
  laterReplaces: false,
  callMakesInstance: false,
  namesCanBeModules: false,
  modulesAreClosed: false,
  basesOnlyAdd: false,
  elementMembers: NONE,
  sameMembers: NONE,
  elementCallbacks: NONE,
  library: NO_LIBRARY_CALLS,
  functionsAreInterfaces: false,
  indirectCalls: NONE,
  bindingMembers: NONE,
  callMember: undefined,
  wholeExport: undefined,
  wholeNames: NONE,
  moduleOf: () => undefined,
  offer: () => NO_OFFER,
  offerOfPackage: () => NO_OFFER,
  filesOfPackage: () => [],
  ambient: () => NO_OFFER,
  macrosExpand: false,
  literal: () => undefined,
};
