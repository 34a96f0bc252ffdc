import { Fault } from "#kernel/errors";

const PATTERN_LENGTH_MAX = 1000;
/** More wildcards than this tell no path from another, and cost the matcher time. */
const WILDCARDS_MAX = 32;

/**
 * A path filter as a PostgreSQL regular expression. `**` crosses folders, `*` and `?` do not; without any of them the text may
 * stand anywhere in the path. PostgreSQL's matcher is an automaton, so no pattern makes it explode.
 */
export function pathPattern(filter: string): string {
  const wildcards = filter.match(/\*+|\?/g) ?? [];
  if (filter.length > PATTERN_LENGTH_MAX || wildcards.length > WILDCARDS_MAX) {
    throw new Fault(
      "VALIDATION_ERROR",
      `a path filter takes at most ${PATTERN_LENGTH_MAX} characters and ${WILDCARDS_MAX} wildcards`,
      { filter: filter.slice(0, 100) },
    );
  }
  const clean = filter.replace(/^\.?\//, "").replaceAll("\0", "");
  if (wildcards.length === 0) return escape(clean);
  const body = clean.replaceAll(/\*\*\/|\*{2,}|\*|\?|[^*?]+/g, (piece) => {
    if (piece === "**/") return "(.*/)?";
    if (piece === "*") return "[^/]*";
    if (piece === "?") return "[^/]";
    return piece.startsWith("*") ? ".*" : escape(piece);
  });
  return `^${body}$`;
}

const escape = (text: string): string => text.replaceAll(/[^\p{L}\p{N}/_ ]/gu, String.raw`\$&`);
