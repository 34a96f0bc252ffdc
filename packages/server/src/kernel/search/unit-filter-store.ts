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
  /** Parts of a name or e-mail address of who has changed the file, any case. */
  readonly authors?: readonly string[];
  /** When the file was changed last, as ISO 8601: before a time, and at or after one. What no commit is known of is neither. */
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

export interface UnitFilters extends UnitChoice {
  /** What any of these describes is left out. */
  readonly without?: UnitChoice;
}

/** Parameters of one choice, in the order of `choiceParameters`. */
interface Places {
  readonly languages: string;
  readonly kinds: string;
  readonly paths: string;
  readonly symbols: string;
  readonly flags: string;
  readonly authors: string;
  readonly before: string;
  readonly after: string;
}

const [WITH, WITHOUT] = [placesFrom(4), placesFrom(12)];
/** How many parameters stand before those that a statement adds to `filterParameters` and its own $1. */
export const FILTER_PARAMETERS = 19;

/** Over a unit `u` at a snapshot `a`; the parameters are those of `filterParameters`, from $2 on: tracks, numbers, then what is chosen and what is not. */
export const FILTERED = `(cardinality(${WITH.languages}) = 0 or u.language = any(${WITH.languages}))
        and (cardinality(${WITH.kinds}) = 0 or lower(u.kind) = any(${WITH.kinds}))
        and (cardinality(${WITH.paths}) = 0 or u.path ~ any(${WITH.paths}))
        and (cardinality(${WITH.symbols}) = 0
             or lower(u.name) = any(${WITH.symbols}) or lower(u.qualified_name) = any(${WITH.symbols}))
        and (${WITH.flags} = 0 or u.flags & ${WITH.flags} <> 0)
        and (${asksNothingOfHistory(WITH)} or exists (${fileOf(
          `(cardinality(${WITH.authors}) = 0 or ${isBy(WITH.authors)})
           and (${WITH.before} is null or f.changed_at < ${WITH.before})
           and (${WITH.after} is null or f.changed_at >= ${WITH.after})`,
        )}))
        and (cardinality(${WITHOUT.languages}) = 0 or not (u.language = any(${WITHOUT.languages})))
        and (cardinality(${WITHOUT.kinds}) = 0 or not (lower(u.kind) = any(${WITHOUT.kinds})))
        and (cardinality(${WITHOUT.paths}) = 0 or not (u.path ~ any(${WITHOUT.paths})))
        and (cardinality(${WITHOUT.symbols}) = 0
             or not (lower(u.name) = any(${WITHOUT.symbols}) or lower(u.qualified_name) = any(${WITHOUT.symbols})))
        and u.flags & ${WITHOUT.flags} = 0
        and (${asksNothingOfHistory(WITHOUT)} or not exists (${fileOf(
          `(${isBy(WITHOUT.authors)} or f.changed_at < ${WITHOUT.before} or f.changed_at >= ${WITHOUT.after})`,
        )}))`;

function placesFrom(first: number): Places {
  const at = (offset: number, type: string) => `$${first + offset}::${type}`;
  return {
    languages: at(0, "text[]"),
    kinds: at(1, "text[]"),
    paths: at(2, "text[]"),
    symbols: at(3, "text[]"),
    flags: at(4, "int"),
    authors: at(5, "text[]"),
    before: at(6, "timestamptz"),
    after: at(7, "timestamptz"),
  };
}

function asksNothingOfHistory({ authors, before, after }: Places): string {
  return `cardinality(${authors}) = 0 and ${before} is null and ${after} is null`;
}

/** The file that a unit stands in, read by its key where history is asked for. */
function fileOf(condition: string): string {
  return `select from file f
             where f.track_id = u.track_id and f.path = u.path
               and f.born <= a.number and (f.died is null or f.died > a.number) and ${condition}`;
}

function isBy(authors: string): string {
  return `exists (select from unnest(${authors}) as w (author) where strpos(lower(f.authors), w.author) > 0)`;
}

/** Tracks, numbers, and the parameters of `FILTERED` behind them. */
export function filterParameters(at: readonly SnapshotRef[], filters: UnitFilters): unknown[] {
  return [
    at.map(({ trackId }) => trackId),
    at.map(({ number }) => number),
    ...choiceParameters(filters),
    ...choiceParameters(filters.without ?? {}),
  ];
}

function choiceParameters(choice: UnitChoice): unknown[] {
  const { languages = [], kinds = [], paths = [], symbols = [], flags = 0, authors = [], before, after } = choice;
  const names = [languages, lowerCase(kinds), paths.map(pathPattern), lowerCase(symbols), flags];
  return [...names, lowerCase(authors), before ?? null, after ?? null];
}

function lowerCase(names: readonly string[]): string[] {
  return names.map((name) => name.toLowerCase());
}
