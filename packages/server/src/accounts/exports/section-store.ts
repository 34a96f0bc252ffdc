/** Rows of a section as lines of JSON, page by page in the order of its key. */
import type { Db } from "#kernel/db";

import type { Section } from "./sections.ts";

export interface Page {
  /** JSON, one row each. */
  readonly lines: readonly string[];
  /** Key of the last row; undefined where there is no more. */
  readonly after: readonly string[] | undefined;
}

/** A page of large rows ends behind the one with which it has so many bytes. */
const PAGE_BYTES = 4_000_000;

interface Row {
  readonly line: string;
  readonly key: readonly string[];
}

export async function sectionPage(
  db: Db,
  section: Section,
  { tenantId, after }: { readonly tenantId: string; readonly after: readonly string[] | undefined },
): Promise<Page> {
  const from = section.withPeople === true ? db.forAuth() : db.forTenant({ tenantId });
  const rows = await from.query<Row>(pageSql(section, after !== undefined), [
    tenantId,
    section.pageRows,
    ...(section.weight === undefined ? [] : [PAGE_BYTES]),
    ...(after ?? []),
  ]);
  return { lines: rows.map(({ line }) => line), after: rows.at(-1)?.key };
}

/** Names are those of our own list: nothing of a caller's is in the text. */
function pageSql({ table, key, columns, weight, withPeople }: Section, goesOn: boolean): string {
  const first = weight === undefined ? 3 : 4;
  const keyOf = (alias: string): string => key.map(([column]) => `${alias}.${column}`).join(", ");
  const fields = columns.map((column) => {
    const [name, expression] = typeof column === "string" ? [column, `t.${column}`] : column;
    return `'${name}', ${expression}`;
  });
  const given = key.map(([, type], at) => `$${first + at}::${type}`).join(", ");
  const behind = goesOn ? `and (${keyOf("t")}) > (${given})` : "";
  const read = `select json_build_object(${fields.join(", ")})::text as line,
       array[${key.map(([column]) => `t.${column}::text`).join(", ")}] as key
  from ${table} t`;
  if (weight === undefined) {
    const people = withPeople === true ? " join person p on p.person_id = t.person_id" : "";
    return `${read}${people} where t.tenant_id = $1 ${behind} order by ${keyOf("t")} limit $2`;
  }
  const same = key.map(([column]) => `t.${column} = w.${column}`).join(" and ");
  return `${read}
  join (select ${keyOf("p")}, sum(p.weight) over (order by ${keyOf("p")}) - p.weight as before
          from (select ${keyOf("t")}, ${weight}::bigint as weight
                  from ${table} t
                 where t.tenant_id = $1 ${behind}
                 order by ${keyOf("t")}
                 limit $2) as p) as w on ${same}
 where t.tenant_id = $1 and w.before < $3
 order by ${keyOf("t")}
 limit $2`;
}
