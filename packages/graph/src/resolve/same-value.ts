/** When two values are one. */
import type { Entry } from "../facts.ts";
import type { Contents, Value, EntityValue, Found } from "./value-types.ts";

const NO_VALUES: Found = { values: [], tier: "exact" };

export function sameValue(a: Value, b: Value): boolean {
  if (a === b) return true;
  return a.kind === b.kind && subjectOf(a) === subjectOf(b) && sameDetails(a, b);
}

/** What a value is about; two values about different things are never the same. */
function subjectOf(value: Value): unknown {
  switch (value.kind) {
    case "module":
      return value.file;
    case "package":
      return value.name;
    case "external":
      return value.symbol;
    case "variable":
      return value.variable;
    case "type-parameter":
      return value.owner;
    case "self":
      return undefined;
    default:
      return value.entity;
  }
}

function sameNamed(a: EntityValue, b: EntityValue): boolean {
  if (a.isBare !== b.isBare) return false;
  return sameReceiver(a.receiver, b.receiver) && sameArguments(a.arguments ?? [], b.arguments ?? []);
}

function sameDetails(a: Value, b: Value): boolean {
  if (a.kind === "entity") return b.kind === "entity" && sameNamed(a, b);
  if (a.kind === "instance") return b.kind === "instance" && sameArguments(a.arguments, b.arguments);
  if (a.kind === "type-parameter") return b.kind === "type-parameter" && a.index === b.index;
  if (a.kind !== "external" || b.kind !== "external") return true;
  const isOne = a.package === b.package && a.family === b.family && a.instance === b.instance;
  return isOne && sameArguments(a.arguments, b.arguments) && sameContents(a.contents, b.contents);
}

function sameContents(a: Contents | undefined, b: Contents | undefined): boolean {
  if (a === undefined || b === undefined) return a === b;
  if (a.literal?.held !== b.literal?.held || a.from !== b.from || a.kept.length !== b.kept.length) return false;
  const isKeptAlike = a.kept.every(({ place, path }, at) => {
    const other = b.kept[at];
    return place === other?.place && path.join("\0") === other.path.join("\0");
  });
  return isKeptAlike && sameListed(a.listed ?? [], b.listed ?? []);
}

function sameListed(a: readonly Entry<Found>[], b: readonly Entry<Found>[]): boolean {
  const isSame = (one: Entry<Found>, other: Entry<Found> | undefined): boolean =>
    one.key === other?.key && sameFound(one.value ?? NO_VALUES, other?.value ?? NO_VALUES);
  return a === b || (a.length === b.length && a.every((one, at) => isSame(one, b[at])));
}

function sameReceiver(a: Value | undefined, b: Value | undefined): boolean {
  return a === b || (a !== undefined && b !== undefined && sameValue(a, b));
}

function sameArguments(a: readonly Found[], b: readonly Found[]): boolean {
  return a.length === b.length && a.every((found, index) => sameFound(found, b[index] ?? NO_VALUES));
}

function sameFound(a: Found, b: Found): boolean {
  const isAsLong = a.values.length === b.values.length;
  return a === b || (isAsLong && a.values.every((value, at) => sameValue(value, b.values[at] ?? value)));
}
