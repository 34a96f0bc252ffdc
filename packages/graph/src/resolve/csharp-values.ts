import type { Given } from "./asked.ts";
/** C#: what members, functions and elements of outside types hold, as far as their type arguments tell. */
import { CSHARP_ELEMENT_USERS, CSHARP_NAMESPACES, CSHARP_PROPERTIES, CSHARP_TYPES } from "./csharp-library.ts";
import { nameOf } from "./csharp-types.ts";
import type { Resolver } from "./rules.ts";
import { substitute } from "./substitute.ts";
import { exactly, type External, type Found, type Instance, NOTHING, unite } from "./values.ts";

const HELD: ReadonlySet<string> = new Set(["Value", "Result", "Current", "Target"]);

export function outsideMember(of: External, name: string): Found | undefined {
  const { arguments: all } = of;
  const [first] = all;
  const known = of.instance ? CSHARP_PROPERTIES.get(name) : undefined;
  if (known !== undefined && (first === undefined || known === "Int32")) {
    return exactly({ ...of, package: "System", symbol: known, arguments: [] });
  }
  if (!of.instance) return outsideStatic(of, name);
  if (first === undefined)
    return nameOf(of) === "CancellationTokenSource" && name === "Token" ? tokenOf(of) : undefined;
  if (HELD.has(name)) return all.at(-1);
  if (name === "Key") return first;
  if (name === "Keys") return exactly({ ...of, symbol: "ICollection", arguments: [first] });
  if (name === "Values") return exactly({ ...of, symbol: "ICollection", arguments: all.slice(-1) });
  return undefined;
}

function tokenOf(of: External): Found {
  return exactly({ ...of, package: "System.Threading", symbol: "CancellationToken", arguments: [] });
}

/** Of a type that is named, or of a namespace. */
function outsideStatic(of: External, name: string): Found | undefined {
  const inner = `${of.package}.${name}`;
  if (of.symbol === "" && CSHARP_NAMESPACES.has(inner)) return exactly({ ...of, package: inner });
  const own = ownConstant(of, name);
  return own === undefined ? undefined : exactly(own);
}

/** Static members of library types that hold one of the type. */
const OWN_CONSTANTS: ReadonlySet<string> = new Set(
  (
    "CompletedTask CurrentCulture Empty InvariantCulture MaxValue MinValue None Now Ordinal OrdinalIgnoreCase Shared Today UTF8 " +
    "UnixEpoch UtcNow Zero"
  ).split(" "),
);
const OTHER_CONSTANTS: Readonly<Record<string, string>> = {
  "Environment.NewLine": "String",
  "Timeout.InfiniteTimeSpan": "TimeSpan",
  "Timeout.Infinite": "Int32",
};

/** `TimeSpan.Zero`: what is there can be told from the type. */
function ownConstant(of: External, name: string): External | undefined {
  const type = nameOf(of);
  const other = OTHER_CONSTANTS[`${type}.${name}`];
  const held = other ?? (OWN_CONSTANTS.has(name) && of.symbol === type ? type : undefined);
  const namespace = held === undefined ? undefined : CSHARP_TYPES.get(held);
  if (held === undefined || namespace === undefined || of.arguments.length > 0) return undefined;
  return { ...of, package: namespace, symbol: held, instance: true, arguments: [] };
}

/** A dictionary gives pairs. */
export function outsideElement(of: External): Found | undefined {
  if (of.arguments.length !== 2 || !/Dictionary$|^SortedList$/.test(nameOf(of))) return undefined;
  return exactly({ ...of, symbol: "KeyValuePair", instance: true });
}

/** Which type argument the delegates of the library hand over as their parameter of that number. */
const HANDED: Readonly<Record<string, (parameter: number, count: number) => number>> = {
  Func: (parameter, count) => (parameter < count - 1 ? parameter : -1),
  Action: (parameter) => parameter,
  Predicate: (parameter) => parameter,
  Converter: (parameter) => parameter,
  Comparison: () => 0,
  EventHandler: (parameter) => parameter - 1,
};

export function outsideFunction(type: External, parameter: number): Found {
  const { arguments: all } = type;
  const name = nameOf(type);
  if (name !== "Expression") return all[HANDED[name]?.(parameter, all.length) ?? -1] ?? NOTHING;
  const inside = all[0]?.values ?? [];
  return unite(inside.map((one) => (one.kind === "external" ? outsideFunction(one, parameter) : NOTHING)));
}

const TAKES_OUT = /^Try(?:Get|Remove|Dequeue|Pop|Peek|Take|Read|Add)/;

/** Operators hand elements to their functions, dictionaries their values to `out`. */
export function outsideGives(callee: External, { argument, parameter }: Given): Found {
  const name = nameOf(callee);
  const of = { ...callee, symbol: callee.symbol.slice(0, Math.max(0, callee.symbol.lastIndexOf("."))), instance: true };
  const [key = NOTHING] = callee.arguments;
  const last = callee.arguments.at(-1) ?? NOTHING;
  if (parameter === undefined) return TAKES_OUT.test(name) ? last : NOTHING;
  const isFirst = parameter === 0 && argument === 0;
  if (isFirst && CSHARP_ELEMENT_USERS.has(name)) return outsideElement(of) ?? last;
  if (name === "GetOrAdd" && argument === 1 && parameter === 0) return key;
  // `services.Configure<Options>(options => …)`: nothing but the written type argument can be meant.
  return name.startsWith("Configure") && callee.arguments.length === 1 ? key : NOTHING;
}

/** By an indexer, else by what an outside base holds. */
export function elementOf(resolver: Resolver, value: Instance): Found {
  const indexer = resolver.member(value, "this[]").values.filter(({ kind }) => kind === "entity");
  if (indexer.length > 0) return unite(indexer.map((one) => resolver.result(one)));
  for (const base of resolver.ancestors(value.entity)) {
    const [only] = base.arguments;
    const isMany =
      base.kind === "external" && /Enumerable|Collection|List|Dictionary|Set|Queue|Stack/.test(base.symbol);
    if (isMany && only !== undefined) {
      const element = outsideElement(base) ?? base.arguments.at(-1) ?? NOTHING;
      return substitute(element, { owner: value.entity, arguments: value.arguments, self: value });
    }
  }
  return NOTHING;
}
