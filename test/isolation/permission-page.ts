import { readFileSync } from "node:fs";

/** Who has a permission, as the table of docs/api.md says: the page that people read, not the code that it shows. */
export function permissionPage(): ReadonlyMap<string, ReadonlySet<string>> {
  const page = readFileSync(new URL("../../docs/api.md", import.meta.url), "utf8");
  const rows = [...page.matchAll(/^\| (?:permission|`[a-z]+(?::[a-z]+)?`) \|(?: [a-z–]+ \|){6}/gm)].map(([row]) =>
    row.split("|").map((cell) => cell.replaceAll("`", "").trim()),
  );
  const [head = [], ...permissions] = rows;
  return new Map(
    permissions.map((cells) => [cells[1] ?? "", new Set(head.filter((_, column) => cells[column] === "yes"))]),
  );
}
