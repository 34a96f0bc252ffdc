import type { AnyOperation } from "../packages/server/src/kernel/operation/index.ts";

const BEGIN = "<!-- operations: written by `make docs` -->";
const END = "<!-- end of operations -->";

/** docs/api.md with the table of operations as they are; all other text stays. */
export function apiDocument(page: string, operations: readonly AnyOperation[]): string {
  const [before, rest = ""] = page.split(BEGIN, 2);
  const [, after] = rest.split(END, 2);
  if (after === undefined) throw new Error(`docs/api.md has no part between ${BEGIN} and ${END}`);
  return `${before}${BEGIN}\n\n${tableOf(operations)}\n\n${END}${after}`;
}

function tableOf(operations: readonly AnyOperation[]): string {
  const rows = operations
    .map((operation) => ({ operation, place: `${operation.http.path} ${operation.http.method}` }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .map(({ operation }) => rowOf(operation));
  return ["| route | operation | kind | permission | what it does |", "|---|---|---|---|---|", ...rows].join("\n");
}

function rowOf({ name, kind, permission, summary, http, isPaged, takesVersion, answersSecret }: AnyOperation): string {
  const routes = [http.path, ...(http.also ?? [])].map((path) => `\`${http.method} ${path}\``).join(" ");
  const marks = [
    isPaged && "pages",
    takesVersion && (http.ifMatch === "required" ? "If-Match required" : "If-Match"),
    answersSecret === true && "secret, shown once",
  ].filter((mark) => mark !== false);
  const more = marks.length === 0 ? "" : ` (${marks.join("; ")})`;
  return `| ${routes} | \`${name}\` | ${kind} | ${permission} | ${summary.replaceAll("|", "\\|")}${more} |`;
}
