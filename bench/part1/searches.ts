/** 20 searches a round against one statement of BM25 over the same postings, in turn, so that a drift of the machine hits both. */
import { readQueryWords } from "../../packages/server/src/kernel/search/index.ts";
import type { TestAether, TestTenant } from "../../test/support/aether-for-tests.ts";
import { searchByStatement, unpackForStatement } from "../search-by-statement.ts";
import { cpuSeconds, type IndexFigures, rounded } from "./figures.ts";

const QUERIES = 20;
const ROUNDS = 5;

export async function measureSearches(aether: TestAether, tenant: TestTenant): Promise<IndexFigures["search"]> {
  const queries = await queriesFrom(tenant, QUERIES * (ROUNDS + 1));
  const db = aether.db.forTenant(tenant.context);
  await unpackForStatement(db);
  const at = [{ trackId: 1, number: 2 }]; // the one repository after its second run
  const times: number[] = [];
  let search = 0;
  let reference = 0;
  for (let round = 0; round <= ROUNDS; round++) {
    // None is asked a second time: a search that was asked before is answered from memory.
    for (const query of queries.slice(round * QUERIES, (round + 1) * QUERIES)) {
      const before = cpuSeconds();
      const started = performance.now();
      await tenant.call("search", { query, limit: 10 });
      const wall = performance.now() - started;
      const between = cpuSeconds();
      await searchByStatement(
        db,
        at,
        readQueryWords(query).terms.map(({ term }) => term),
      );
      const after = cpuSeconds();
      if (round === 0) continue; // warms both
      times.push(wall);
      search += between - before;
      reference += after - between;
    }
  }
  times.sort((a, b) => a - b);
  const per = 1000 / (QUERIES * ROUNDS);
  return {
    queries: QUERIES,
    cpuMs: rounded(search * per),
    referenceCpuMs: rounded(reference * per),
    p50Ms: rounded(times[Math.floor(times.length * 0.5)] ?? 0),
    p95Ms: rounded(times[Math.floor(times.length * 0.95)] ?? 0),
  };
}

/** Names of functions spread over the repository, split into words, with two words of their signature. */
async function queriesFrom(tenant: TestTenant, count: number): Promise<string[]> {
  const functions: { name: string; signature?: string }[] = [];
  let cursor: string | null | undefined;
  while (cursor !== null) {
    const page: {
      rows: { type: string; kind: string; name: string; signature?: string }[];
      next_cursor: string | null;
    } = await tenant.call("export_graph", { id: "bench", limit: 10_000, ...(cursor === undefined ? {} : { cursor }) });
    functions.push(...page.rows.filter((row) => row.type === "node" && /^(?:Function|Method)$/.test(row.kind)));
    cursor = page.rows.some((row) => row.type === "edge") ? null : page.next_cursor;
  }
  const step = Math.max(1, Math.floor(functions.length / count));
  return Array.from({ length: count }, (_, index) => {
    const one = functions[index * step] ?? { name: `main ${index}` };
    const words = one.name.replaceAll(/([a-z])([A-Z])/g, "$1 $2").replaceAll("_", " ");
    return `${words} ${
      (one.signature ?? "")
        .match(/\w{4,}/g)
        ?.slice(-2)
        .join(" ") ?? ""
    }`.trim();
  });
}
