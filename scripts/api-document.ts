import type { AnyOperation } from "../packages/server/src/kernel/operation/index.ts";
import { type PermissionRow, permissionTable, ROLES } from "../packages/server/src/kernel/tenancy/index.ts";

/** docs/api.md with the tables of permissions and operations as they are; all other text stays. */
export function apiDocument(page: string, operations: readonly AnyOperation[]): string {
  const permissions = tableOf(
    ["permission", ...ROLES, "keys", "operator", "what it lets one do"],
    permissionTable().map(permissionCells),
  );
  const rows = operations
    .map((operation) => ({ operation, place: `${operation.http.path} ${operation.http.method}` }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .map(({ operation }) => operationCells(operation));
  const operationRows = tableOf(["route", "operation", "kind", "permission", "what it does"], rows);
  return withPart(withPart(page, "permissions", permissions), "operations", operationRows);
}

function withPart(page: string, name: string, table: string): string {
  const [begin, end] = [`<!-- ${name}: written by \`make docs\` -->`, `<!-- end of ${name} -->`];
  const [before, rest = ""] = page.split(begin, 2);
  const [, after] = rest.split(end, 2);
  if (after === undefined) throw new Error(`docs/api.md has no part between ${begin} and ${end}`);
  return `${before}${begin}\n\n${table}\n\n${end}${after}`;
}

function tableOf(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, ...rows].map((cells) => `| ${cells.join(" | ")} |`);
  return lines.toSpliced(1, 0, `|${"---|".repeat(head.length)}`).join("\n");
}

function permissionCells({ name, about, roles, keys, operator }: PermissionRow): readonly string[] {
  const has = [...ROLES.map((role) => roles.includes(role)), keys, operator];
  return [`\`${name}\``, ...has.map((isGiven) => (isGiven ? "yes" : "–")), about];
}

function operationCells(operation: AnyOperation): readonly string[] {
  const { name, kind, permission, summary, http, isPaged, takesVersion, answersSecret } = operation;
  const routes = [http.path, ...(http.also ?? [])].map((path) => `\`${http.method} ${path}\``).join(" ");
  const marks = [
    isPaged && "pages",
    takesVersion && (http.ifMatch === "required" ? "If-Match required" : "If-Match"),
    answersSecret === true && "secret, shown once",
  ].filter((mark) => mark !== false);
  const more = marks.length === 0 ? "" : ` (${marks.join("; ")})`;
  return [routes, `\`${name}\``, kind, permission, `${summary.replaceAll("|", "\\|")}${more}`];
}
