/** Filters as people write them in a search box: `repo:api lang:go,java kind:method path:"src/**" symbol:parse words to find`. */
import { LANGUAGES } from "@aether/graph";

const FILTER_NAMES = ["repo", "lang", "kind", "path", "symbol"] as const;
export type FilterName = (typeof FILTER_NAMES)[number];
export type Filters = Readonly<Record<FilterName, readonly string[]>>;

export interface ParsedQuery {
  /** What is left to search for. */
  readonly words: string;
  readonly filters: Filters;
}

const FILTER =
  /(?<=^|\s)(?<name>repo|lang|kind|path|symbol):(?:"(?<quoted>[^"\n]{1,1000})"|(?<bare>[^\s"]{1,1000}))(?=\s|$)/gi;
/** Takes filters out of a query and adds those given apart. Unknown `word:value` pairs stay words: code is full of colons. */
export function parseQuery(query: string, given: Partial<Filters> = {}): ParsedQuery {
  const found: Record<FilterName, string[]> = { repo: [], lang: [], kind: [], path: [], symbol: [] };
  for (const { groups = {} } of query.matchAll(FILTER)) {
    const name = groups["name"]?.toLowerCase() ?? "";
    const values = groups["quoted"] === undefined ? (groups["bare"] ?? "").split(",") : [groups["quoted"]];
    if (isFilterName(name)) found[name].push(...values.filter(Boolean));
  }
  const words = query.replaceAll(FILTER, "").replaceAll(/\s+/g, " ");
  for (const name of FILTER_NAMES) found[name].push(...(given[name] ?? []));
  return {
    words: words.trim(),
    filters: { ...found, lang: found.lang.map(languageName), kind: found.kind.map(kindName) },
  };
}

function isFilterName(name: string): name is FilterName {
  return (FILTER_NAMES as readonly string[]).includes(name);
}

/** By its name or an extension of its files. */
export function languageName(written: string): string {
  const lower = written.toLowerCase();
  if (lower === "golang") return "go";
  return LANGUAGES.find(({ extensions }) => extensions.includes(`.${lower}`))?.id ?? lower;
}

/** `method` → `Method`: kinds are stored as the graph package spells them. */
function kindName(written: string): string {
  return written.charAt(0).toUpperCase() + written.slice(1).toLowerCase();
}
