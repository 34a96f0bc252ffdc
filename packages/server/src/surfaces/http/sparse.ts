// `?fields=a,b.c`: an answer with these members alone. Names are paths into the answer's data, through lists to each of their
// rows; where the answer is a page, or nothing but one list, they begin at its rows, and what is beside these stays.
import type { FastifyRequest } from "fastify";

import { Fault } from "#kernel/errors";
import type { AnyOperation } from "#kernel/operation";

import { type Json, jsonSchema } from "./openapi-schemas.ts";

/** The query parameter. */
export const FIELDS = "fields";
export const FIELDS_MAX_CHARS = 2000;

/** What to keep of an object, by name; undefined keeps the whole member. */
interface Kept extends ReadonlyMap<string, Kept | undefined> {}

/** What is kept of an answer. */
export interface Sparse {
  /** The member of the data whose rows the names are of; the data's own without. */
  readonly rows: string | undefined;
  readonly kept: Kept;
}

/**
 * What a request wants of an answer; undefined where it wants all. Only queries have it: what else has a field of this
 * name decides for itself. @throws Fault VALIDATION_ERROR that lists the names there are
 */
export function sparseOf(operation: AnyOperation, { query }: FastifyRequest): Sparse | undefined {
  const asked: unknown = Object(query)[FIELDS];
  if (operation.kind !== "query" || asked === undefined) return undefined;
  if (typeof asked !== "string") throw refused("give it once, with commas between the names", {});
  if (asked.length > FIELDS_MAX_CHARS) throw refused(`has more than ${FIELDS_MAX_CHARS} characters`, {});
  const answer = jsonSchema(operation.output, "output");
  const rows = rowsOf(operation, answer);
  const from = rows === undefined ? answer : (membersOf(answer, answer).named.get(rows) ?? {});
  const kept = new Map<string, Kept | undefined>();
  for (const path of asked.split(",")) keepPath(kept, checked(path.trim().split("."), { answer, from }));
  return { rows, kept };
}

/** The input of a query without what only its answer's form depends on. */
export function withoutFields({ kind, http }: AnyOperation, input: unknown): unknown {
  if (kind !== "query" || http.method !== "GET" || !Object.hasOwn(Object(input), FIELDS)) return input;
  const { [FIELDS]: _, ...rest }: Record<string, unknown> = { ...Object(input) };
  return rest;
}

/** The data with nothing but what is asked for, in its own order. */
export function sparse(data: unknown, { rows, kept }: Sparse): unknown {
  return rows === undefined ? pick(data, kept) : { ...Object(data), [rows]: pick(Object(data)[rows], kept) };
}

/** The list that an answer is about, in pages or whole; undefined for an answer about one thing. */
export function rowsOf({ isPaged }: Pick<AnyOperation, "isPaged">, answer: Json): string | undefined {
  const members = [...membersOf(answer, answer).named];
  const lists = members.filter(([, schema]) => schema["type"] === "array" && hasMembers(schema, answer));
  const [only] = lists;
  return lists.length === 1 && (isPaged || members.length === 1) ? only?.[0] : undefined;
}

function pick(value: unknown, kept: Kept): unknown {
  if (Array.isArray(value)) return value.map((each) => pick(each, kept));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => kept.has(name));
  return Object.fromEntries(
    entries.map(([name, member]: [string, unknown]) => {
      const below = kept.get(name);
      return [name, below === undefined ? member : pick(member, below)];
    }),
  );
}

/** A whole member holds whatever of it is named besides. */
function keepPath(kept: Map<string, Kept | undefined>, [name = "", ...below]: readonly string[]): void {
  if (below.length === 0 || (kept.has(name) && kept.get(name) === undefined)) {
    kept.set(name, undefined);
    return;
  }
  const inner = new Map(kept.get(name));
  keepPath(inner, below);
  kept.set(name, inner);
}

interface Members {
  readonly named: ReadonlyMap<string, Json>;
  /** Where names are data: the schema under any other name. */
  readonly other: Json | undefined;
}

/** @throws Fault VALIDATION_ERROR */
function checked(
  steps: readonly string[],
  { answer, from }: { readonly answer: Json; readonly from: Json },
): readonly string[] {
  let schema = from;
  for (const [at, step] of steps.entries()) {
    const { named, other } = membersOf(schema, answer);
    const next = named.get(step) ?? (step === "" ? undefined : other);
    if (next === undefined) {
      const above = steps.slice(0, at);
      const known = [...named.keys()].map((name) => [...above, name].join("."));
      const there = known.length === 0 ? `"${above.join(".")}" has no members` : `there are ${known.join(", ")}`;
      throw refused(`the answer has no "${steps.join(".")}": ${there}`, { known });
    }
    schema = next;
  }
  return steps;
}

function refused(message: string, details: Json): Fault {
  return new Fault("VALIDATION_ERROR", `"${FIELDS}": ${message}`, {
    problems: [{ path: FIELDS, message }],
    ...details,
  });
}

function hasMembers(schema: Json, answer: Json): boolean {
  const { named, other } = membersOf(schema, answer);
  return named.size > 0 || other !== undefined;
}

/** The members of whatever a schema allows: of each alternative, of each row of a list, of what a reference stands for. */
function membersOf(schema: Json, answer: Json): Members {
  const named = new Map<string, Json>();
  const seen = new Set<unknown>();
  const open: unknown[] = [schema];
  let other: Json | undefined;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    const { $ref, properties, additionalProperties, items, prefixItems, anyOf, oneOf, allOf }: Json = {
      ...Object(next),
    };
    if (typeof $ref === "string") open.push(referred($ref, answer));
    for (const [name, member] of Object.entries(Object(properties))) {
      const before = named.get(name);
      named.set(name, before === undefined ? { ...Object(member) } : { anyOf: [before, member] });
    }
    if (typeof additionalProperties === "object") other = { ...additionalProperties };
    for (const inner of [items, prefixItems, anyOf, oneOf, allOf].flat()) if (inner !== undefined) open.push(inner);
  }
  return { named, other };
}

/** zod refers to `#` and to `#/$defs/NAME`. */
function referred($ref: string, answer: Json): unknown {
  return $ref === "#" ? answer : Object(answer["$defs"])[$ref.slice("#/$defs/".length)];
}
