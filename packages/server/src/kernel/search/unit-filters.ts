/** What of the units may be an answer at all. The words of a filter are compared by PostgreSQL, before any limit. */
import { pathPattern } from "./path-pattern.ts";
import type { SnapshotRef } from "./posting-store.ts";

/** Each list means "any of"; an absent or empty one lets everything through. */
export interface UnitChoice {
  readonly languages?: readonly string[];
  /** Node kinds, any case. */
  readonly kinds?: readonly string[];
  /** Globs, or parts of a path. */
  readonly paths?: readonly string[];
  /** Exact names or qualified names of definitions, any case. */
  readonly symbols?: readonly string[];
  /** Bits of `UNIT_FLAGS`; 0 lets everything through. */
  readonly flags?: number;
}

export interface UnitFilters extends UnitChoice {
  /** What any of these describes is left out. */
  readonly without?: UnitChoice;
}

/** Over a unit `u`; the parameters are those of `filterParameters`, from $2 on: tracks, numbers, then what is chosen and what is not. */
export const FILTERED = `(cardinality($4::text[]) = 0 or u.language = any($4::text[]))
        and (cardinality($5::text[]) = 0 or lower(u.kind) = any($5::text[]))
        and (cardinality($6::text[]) = 0 or u.path ~ any($6::text[]))
        and (cardinality($7::text[]) = 0 or lower(u.name) = any($7::text[]) or lower(u.qualified_name) = any($7::text[]))
        and ($8::int = 0 or u.flags & $8::int <> 0)
        and (cardinality($9::text[]) = 0 or not (u.language = any($9::text[])))
        and (cardinality($10::text[]) = 0 or not (lower(u.kind) = any($10::text[])))
        and (cardinality($11::text[]) = 0 or not (u.path ~ any($11::text[])))
        and (cardinality($12::text[]) = 0
             or not (lower(u.name) = any($12::text[]) or lower(u.qualified_name) = any($12::text[])))
        and u.flags & $13::int = 0`;

/** Tracks, numbers, and the ten parameters of `FILTERED` behind them. */
export function filterParameters(at: readonly SnapshotRef[], filters: UnitFilters): unknown[] {
  return [
    at.map(({ trackId }) => trackId),
    at.map(({ number }) => number),
    ...choiceParameters(filters),
    ...choiceParameters(filters.without ?? {}),
  ];
}

function choiceParameters({ languages = [], kinds = [], paths = [], symbols = [], flags = 0 }: UnitChoice): unknown[] {
  return [languages, lowerCase(kinds), paths.map(pathPattern), lowerCase(symbols), flags];
}

function lowerCase(names: readonly string[]): string[] {
  return names.map((name) => name.toLowerCase());
}
