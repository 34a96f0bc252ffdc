/** Reads for questions about one repository or one place, at one snapshot. */
import type { EdgeKind, NodeKind, Tier } from "@aether/graph";

import type { TenantDb } from "#kernel/db";

import type { At, NodeRow } from "../browse/store.ts";

const ALIVE = `e.born <= $2 and (e.died is null or e.died > $2)`;

/** Definitions of a repository that somebody might use, after one of them. */
export function definitionPage(
  db: TenantDb,
  at: At,
  asked: {
    readonly after: string;
    readonly kinds: readonly NodeKind[];
    readonly exported: boolean;
    readonly path: string;
    readonly limit: number;
  },
): Promise<NodeRow[]> {
  return db.query<NodeRow>(
    `select e.track_id, e.node_id, e.kind, e.name, e.qualified_name, e.path, e.start_line, e.end_line, e.language,
            e.parent_id, e.signature, e.doc, e.visibility, e.exported
       from node e
      where e.track_id = $1 and e.node_id > $3 and e.kind = any($4::text[]) and e.path ^@ $6 and e.path <> ''
        and ($5 or not e.exported) and ${ALIVE}
      order by e.node_id
      limit $7`,
    [at.trackId, at.number, asked.after, asked.kinds, asked.exported, asked.path, asked.limit],
  );
}

/** What is declared in a header and defined elsewhere is two nodes, of which the one in the source, or the later, counts. */
const RANK = (node: string): string =>
  `(${node}.path !~* '[.](h|hh|hpp|hxx|h[+][+]|inc|inl|ipp|tpp)$', ${node}.start_line, ${node}.node_id)`;
const ARITY = (node: string): string =>
  `length(${node}.signature) - length(replace(${node}.signature, ',', '')) - (${node}.signature ~ '[(]\\s*(void)?\\s*[)]')::int`;

/** C and C++: another node of the same definition speaks for it, or is used. What is not exported is another in each file. */
const IS_SPOKEN_FOR = `
  select 1
    from node o
   where d.language in ('c', 'cpp') and o.track_id = $1 and o.lower_name = d.lower_name and o.qualified_name = d.qualified_name
     and o.node_id <> d.node_id and o.kind = d.kind and o.language in ('c', 'cpp')
     and (o.path = d.path or (o.exported and d.exported)) and ${ARITY("o")} = ${ARITY("d")}
     and o.born <= $2 and (o.died is null or o.died > $2)
     and (${RANK("o")} > ${RANK("d")} or exists (
           select 1 from edge e
            where e.track_id = $1 and e.to_id = o.node_id and e.kind = any($4::text[]) and e.from_id <> o.node_id
              and e.tier <> 'name' and ${ALIVE}))`;

/**
 * Of these definitions those that nothing else uses, that override nothing, and whose type has no base outside of the
 * repository, which may call them; with the loose uses of their names, at most `counted`.
 */
export function unused(
  db: TenantDb,
  at: At,
  asked: { readonly ids: readonly string[]; readonly uses: readonly EdgeKind[]; readonly counted: number },
): Promise<{ readonly node_id: string; readonly loose: number }[]> {
  return db.query(
    `with asked as materialized (
       select e.node_id, e.name, e.parent_id, e.path, e.kind, e.language, e.qualified_name, e.exported, e.signature, e.lower_name,
              e.start_line
         from node e
        where e.track_id = $1 and e.node_id = any($3::bigint[]) and ${ALIVE})
     select d.node_id,
            (select count(*)::int from (
               select 1 from unresolved e where e.track_id = $1 and e.name = d.name and ${ALIVE} limit $5) as l) as loose
       from asked d
      where not exists (
              select 1 from edge e
               where e.track_id = $1 and e.to_id = d.node_id and e.kind = any($4::text[]) and e.from_id <> d.node_id
                 and e.tier <> 'name' and ${ALIVE})
        and not exists (
              select 1 from edge e
               where e.track_id = $1 and e.from_id = d.node_id and e.kind = 'OVERRIDES' and ${ALIVE})
        and not exists (
              select 1
                from edge e
                join node b on b.track_id = $1 and b.node_id = e.to_id and b.path = ''
               where e.track_id = $1 and e.from_id = d.parent_id and e.kind in ('INHERITS', 'IMPLEMENTS') and ${ALIVE})
        and not exists (
              select 1 from unresolved e
               where e.track_id = $1 and e.path = d.path and e.from_id = d.parent_id
                 and e.kind in ('INHERITS', 'IMPLEMENTS') and ${ALIVE})
        and not exists (
              select 1
                from node m
                join edge e on e.track_id = $1 and e.to_id = m.node_id and e.kind = any($4::text[]) and e.tier <> 'name'
               where m.track_id = $1 and m.path = d.path and m.parent_id = d.node_id
                 and m.born <= $2 and (m.died is null or m.died > $2) and ${ALIVE})
        and not exists (${IS_SPOKEN_FOR})
      order by d.node_id
      limit 10000`,
    [at.trackId, at.number, asked.ids, asked.uses, asked.counted],
  );
}

export interface UseRow {
  readonly to_id: string;
  readonly tier: Tier;
}

/** What a line of a file uses under one of these names. */
export function usesAtLine(
  db: TenantDb,
  at: At,
  asked: { readonly path: string; readonly line: number; readonly names: readonly string[] },
): Promise<UseRow[]> {
  return db.query<UseRow>(
    `select e.to_id, min(array_position(array['exact', 'inferred', 'dispatch', 'name'], e.tier::text)) as rank,
            (array_agg(e.tier order by array_position(array['exact', 'inferred', 'dispatch', 'name'], e.tier::text)))[1]
              as tier
       from edge e
       join node n on n.track_id = $1 and n.node_id = e.to_id and n.born <= $2 and (n.died is null or n.died > $2)
      where e.track_id = $1 and e.path = $3 and $4 = any(e.lines) and e.kind <> 'CONTAINS' and e.kind <> 'OVERRIDES'
        and n.name = any($5::text[]) and ${ALIVE}
      group by e.to_id
      order by rank, e.to_id
      limit 20`,
    [at.trackId, at.number, asked.path, asked.line, asked.names],
  );
}

/** Why a use on a line could not be bound; none where it was, or where there is none. */
export async function looseAtLine(
  db: TenantDb,
  at: At,
  asked: { readonly path: string; readonly line: number; readonly name: string },
): Promise<string | undefined> {
  const [row] = await db.query<{ reason: string }>(
    `select e.reason
       from unresolved e
      where e.track_id = $1 and e.path = $3 and e.line = $4 and e.name = $5 and ${ALIVE}
      order by e.ordinal
      limit 1`,
    [at.trackId, at.number, asked.path, asked.line, asked.name],
  );
  return row?.reason;
}

/** What parsing found in files, packed, in the order of the paths and as long as all together has no more bytes than this. */
export function packedFacts(
  db: TenantDb,
  at: At,
  asked: { readonly paths: readonly string[]; readonly version: number; readonly bytes: number },
): Promise<{ readonly path: string; readonly data: Uint8Array }[]> {
  return db.query(
    `select s.path, s.data
       from (select e.path, f.data, a.ordinal, sum(octet_length(f.data)) over (order by a.ordinal) as bytes
               from unnest($3::text[]) with ordinality as a (path, ordinal)
               join file e on e.track_id = $1 and e.path = a.path and ${ALIVE}
               join facts f on f.hash = e.hash and f.language = e.language and f.version = $4) as s
      where s.bytes <= $5
      order by s.ordinal
      limit 1000`,
    [at.trackId, at.number, asked.paths, asked.version, asked.bytes],
  );
}

/** Files that hold what these use, other than those that are known. */
export async function usedFiles(
  db: TenantDb,
  at: At,
  asked: { readonly from: readonly string[]; readonly known: readonly string[]; readonly limit: number },
): Promise<string[]> {
  const rows = await db.query<{ path: string }>(
    `select distinct n.path
       from edge e
       join node n on n.track_id = $1 and n.node_id = e.to_id and n.born <= $2 and (n.died is null or n.died > $2)
      where e.track_id = $1 and e.path = any($3::text[]) and e.kind <> 'CONTAINS' and n.path <> ''
        and not (n.path = any($4::text[])) and ${ALIVE}
      order by n.path
      limit $5`,
    [at.trackId, at.number, asked.from, asked.known, asked.limit],
  );
  return rows.map(({ path }) => path);
}
