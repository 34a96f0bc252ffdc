/** Python's own rules: module attributes, star imports, submodules, builtins. */
import type { Import, LiteralType } from "../facts.ts";
import { PYTHON_CONTAINERS } from "./container-rules.ts";
import { PYTHON_LIBRARY_CALLS } from "./library-runners.ts";
import { PYTHON_RESULTS, PYTHON_ROOT } from "./library.ts";
import { lastingDefinition } from "./names.ts";
import type { World } from "./project.ts";
import { createPythonModules, type PythonModules } from "./python-modules.ts";
import { PROTOCOLS } from "./python-protocols.ts";
import { createPythonStars, type PythonStars } from "./python-stars.ts";
import { type NameIn, NO_OFFER, type Offer, PLAIN_RULES, type Rules } from "./rules.ts";
import { createStructuralBases } from "./structural.ts";
import { entityValue, type Module, type SourceFile, type Value } from "./values.ts";

const BUILTIN_TYPES = (
  "bool bytearray bytes complex dict float frozenset int list memoryview object property range set slice str tuple " +
  "type"
).split(" ");
/** Well-known types of the standard library that are written like functions. */
const LOWER_CASE_TYPES = ["defaultdict", "deque", "namedtuple", "partial", "datetime", "date", "timedelta", "array"];
const BUILTIN_FUNCTIONS = (
  "abs aiter all anext any ascii bin breakpoint callable chr classmethod compile delattr dir divmod enumerate eval " +
  "exec filter format getattr globals hasattr hash help hex id input isinstance issubclass iter len locals map max " +
  "min next oct open ord pow print repr reversed round setattr sorted staticmethod sum super vars zip __import__ " +
  "NotImplemented Ellipsis __name__ __file__ __doc__ __package__ __spec__ __path__ __all__ __builtins__ exit quit"
).split(" ");
const BUILTIN_EXCEPTIONS = (
  "BaseException BaseExceptionGroup Exception ExceptionGroup GeneratorExit KeyboardInterrupt SystemExit ArithmeticError " +
  "AssertionError AttributeError BlockingIOError BrokenPipeError BufferError BytesWarning ChildProcessError " +
  "ConnectionAbortedError ConnectionError ConnectionRefusedError ConnectionResetError DeprecationWarning EOFError " +
  "EncodingWarning EnvironmentError FileExistsError FileNotFoundError FloatingPointError FutureWarning IOError " +
  "ImportError ImportWarning IndentationError IndexError InterruptedError IsADirectoryError KeyError LookupError " +
  "MemoryError ModuleNotFoundError NameError NotADirectoryError NotImplementedError OSError OverflowError " +
  "PendingDeprecationWarning PermissionError ProcessLookupError RecursionError ReferenceError ResourceWarning " +
  "RuntimeError RuntimeWarning StopAsyncIteration StopIteration SyntaxError SyntaxWarning SystemError TabError " +
  "TimeoutError TypeError UnboundLocalError UnicodeDecodeError UnicodeEncodeError UnicodeError UnicodeTranslateError " +
  "UnicodeWarning UserWarning ValueError Warning ZeroDivisionError"
).split(" ");

const BUILTINS: ReadonlySet<string> = new Set([...BUILTIN_TYPES, ...BUILTIN_FUNCTIONS, ...BUILTIN_EXCEPTIONS]);

const LITERALS: Readonly<Partial<Record<LiteralType, string>>> = {
  string: "str",
  number: "int",
  boolean: "bool",
  list: "list",
  map: "dict",
  set: "set",
  tuple: "tuple",
};

export function pythonRules(world: World): Rules {
  const modules = createPythonModules(world);
  const moduleOf = (file: SourceFile, found: Import): Module | undefined => modules.find(file, found.module);
  const stars = createPythonStars(moduleOf);
  return {
    ...PLAIN_RULES,
    family: "python",
    reading: { blocksAreIndented: true },
    languages: ["python"],
    builtinPackage: "builtins",
    builtinNamed: (name) => (BUILTINS.has(name) ? name : undefined),
    builtinTypes: new Set([...BUILTIN_TYPES, ...BUILTIN_EXCEPTIONS, ...LOWER_CASE_TYPES]),
    results: PYTHON_RESULTS,
    library: PYTHON_LIBRARY_CALLS,
    indirectCalls: new Set(["__call__"]),
    root: { symbol: "object", members: PYTHON_ROOT },
    transparentTypes: new Set([
      "Optional",
      "Union",
      "Annotated",
      "ClassVar",
      "Final",
      "Required",
      "NotRequired",
      "ReadOnly",
    ]),
    unknownTypes: new Set(["Any", "object", "TypeVar"]),
    selfTypes: new Set(["Self"]),
    firstParameterIsReceiver: true,
    typeScope: "body",
    decoratorsRun: true,
    laterReplaces: true,
    callMakesInstance: true,
    containers: PYTHON_CONTAINERS,
    elementMembers: new Set(["get", "pop", "popleft", "popitem", "setdefault", "__getitem__", "__next__"]),
    sameMembers: new Set(["copy", "union", "intersection", "difference"]),
    callMember: "__call__",
    namesCanBeModules: true,
    moduleOf,
    boundModule: (file, found) => topModule(modules, file, found),
    starFiles: stars.files,
    offer: (file, name) => offer({ modules, moduleOf, stars }, file, name),
    offerOfPackage: (module, name) => submoduleOffer(modules, module.name, name),
    ambient: (file, name) => ({ values: [], elsewhere: starOffer(stars, file, name) }),
    structuralBases: createStructuralBases(world, PROTOCOLS),
    literal: (type) => LITERALS[type],
  };
}

interface Lookup {
  readonly modules: PythonModules;
  readonly moduleOf: (file: SourceFile, found: Import) => Module | undefined;
  readonly stars: PythonStars;
}

function offer({ modules, moduleOf, stars }: Lookup, file: SourceFile, name: string): Offer {
  const bound = file.names[0]?.get(name);
  if (bound === undefined) {
    const submodule = submoduleOffer(modules, file, name);
    return submodule.values.length > 0 ? submodule : { values: [], elsewhere: starOffer(stars, file, name) };
  }
  const values: Value[] = [];
  const elsewhere: NameIn[] = [];
  const last = lastingDefinition(bound);
  if (last !== undefined) values.push(entityValue(last));
  else if (bound.variable !== undefined) values.push({ kind: "variable", variable: bound.variable });
  for (const found of bound.imports) {
    const module = moduleOf(file, found);
    if (module === undefined) continue;
    const isOwn = module.kind === "module" && module.file === file && found.imported === name;
    if (isOwn) values.push(...submoduleOffer(modules, file, name).values);
    else if (found.form === "name") elsewhere.push({ module, name: found.imported });
    else values.push(topModule(modules, file, found) ?? module);
  }
  return { values, elsewhere };
}

/** `import a.b` binds a. */
function topModule(modules: PythonModules, file: SourceFile, found: Import): Module | undefined {
  const [top = ""] = found.module.split(".");
  return found.local === top && top !== "" ? modules.find(file, top) : undefined;
}

function submoduleOffer(modules: PythonModules, of: SourceFile | string, name: string): Offer {
  const found = modules.submodule(of, name);
  return found === undefined ? NO_OFFER : { values: [found], elsewhere: [] };
}

/** What outside modules give by a star cannot be known, so only those of the repository are asked. */
function starOffer(stars: PythonStars, file: SourceFile, name: string): readonly NameIn[] {
  return name.startsWith("_") ? [] : stars.holders(file, name);
}
