/** Searches that were never asked before, in turn with one statement of BM25 over the same postings; and the same searches once more. */
import type { Db } from "../../packages/server/src/kernel/db/index.ts";
import { readQueryWords, type SnapshotRef } from "../../packages/server/src/kernel/search/index.ts";
import type { TestTenant } from "../../test/support/aether-for-tests.ts";
import { rounded } from "../part1/figures.ts";
import { backendsOf, cpuMsOf } from "../postgres-backends.ts";
import { searchByStatement, unpackForStatement } from "../search-by-statement.ts";

export interface SearchFigures {
  readonly queries: number;
  /** CPU of this process and the database's, each query the first time. */
  readonly cpuMs: number;
  readonly referenceCpuMs: number;
  readonly ratio: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
  /** CPU of the same query once more, and as a share of the first time. */
  readonly repeatedCpuMs: number;
  readonly repeated: number;
}

const WARMING = 40;

export interface Place {
  readonly tenant: TestTenant;
  readonly db: Db;
  /** The server's name of the database; undefined where it runs in this process. */
  readonly database: string | undefined;
}

export async function measureSearches(place: Place, count: number): Promise<SearchFigures> {
  const { tenant, db, database } = place;
  const reader = db.forTenant(tenant.context);
  await unpackForStatement(reader);
  const at = await reader.query<{ trackId: number; number: number }>(
    `select track_id as "trackId", current as number from track where current is not null order by 1 limit 10000`,
  );
  const queries = await queriesFrom(place, count + WARMING);
  const times: number[] = [];
  const cpu = { search: 0, reference: 0, repeated: 0 };
  for (const query of queries.slice(0, WARMING)) {
    await tenant.call("search", { query });
    await referenceOf(reader, at, query);
  }
  const cpuMs = cpuClock(database);
  for (const query of queries.slice(WARMING)) {
    const [started, before] = [performance.now(), cpuMs()];
    await tenant.call("search", { query });
    const [wall, searched] = [performance.now() - started, cpuMs()];
    await referenceOf(reader, at, query);
    const referred = cpuMs();
    await tenant.call("search", { query });
    const repeated = cpuMs();
    times.push(wall);
    cpu.search += searched - before;
    cpu.reference += referred - searched;
    cpu.repeated += repeated - referred;
  }
  times.sort((a, b) => a - b);
  return {
    queries: count,
    cpuMs: rounded(cpu.search / count),
    referenceCpuMs: rounded(cpu.reference / count),
    ratio: rounded(cpu.search / cpu.reference),
    p50Ms: rounded(times[Math.floor(count * 0.5)] ?? 0),
    p95Ms: rounded(times[Math.floor(count * 0.95)] ?? 0),
    repeatedCpuMs: rounded(cpu.repeated / count),
    repeated: rounded(cpu.repeated / cpu.search),
  };
}

function referenceOf(reader: ReturnType<Db["forTenant"]>, at: readonly SnapshotRef[], query: string) {
  const { terms } = readQueryWords(query);
  return searchByStatement(
    reader,
    at,
    terms.filter(({ from }) => from !== "synonym").map(({ term }) => term),
  );
}

/** Names of functions spread over all repositories, split into words, with the last two words of their signature. */
async function queriesFrom({ tenant, db }: Place, count: number): Promise<string[]> {
  const rows = await db.forTenant(tenant.context).query<{ name: string; signature: string }>(
    `select distinct on (name) name, signature
       from node
      where kind in ('Function', 'Method') and length(name) > 3 and died is null
      order by name, node_id
      limit 200000`,
  );
  const step = Math.max(1, Math.floor(rows.length / count));
  const queries = Array.from({ length: count }, (_, index) => {
    const { name, signature } = rows[index * step] ?? { name: "main", signature: "" };
    const words = name.replaceAll(/([a-z])([A-Z])/g, "$1 $2").replaceAll("_", " ");
    return `${words} ${
      signature
        .match(/\w{4,}/g)
        ?.slice(-2)
        .join(" ") ?? ""
    }`.trim();
  });
  // Neighbours in the alphabet share words, and so pages of the index: asked in another order.
  return queries.map((_, at) => queries[(at * 7919) % count] ?? "");
}

/** Says the CPU of this process with its threads, and of the server's processes that serve this database now, in milliseconds. */
function cpuClock(database: string | undefined): () => number {
  const backends = new Map((database === undefined ? [] : backendsOf(database)).map((pid) => [pid, 0]));
  return () => {
    const { user, system } = process.cpuUsage();
    // What a process has used that has ended meanwhile was used.
    for (const [pid, known] of backends) backends.set(pid, Math.max(known, cpuMsOf(pid)));
    return (user + system) / 1e3 + [...backends.values()].reduce((sum, ms) => sum + ms, 0);
  };
}
