/** What indexing a folder writes: bytes on disk by what they are for, and WAL of the first run and of one with one file changed. */
import { appendFileSync, cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

import { Client } from "pg";

import { bringUpToDate, openPostgres } from "../../packages/server/src/kernel/db/index.ts";
import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";
import { joinAether } from "../../test/support/aether-for-tests.ts";
import { rounded } from "../part1/figures.ts";

/** Tables by what they are for. */
const USES: Readonly<Record<string, readonly string[]>> = {
  text: ["blob"],
  words: ["posting", "segment"],
  trigrams: ["gram_block", "gram_shard"],
  vectors: ["vector_256"],
  units: ["unit"],
  files: ["file"],
  facts: ["facts"],
  graph: ["node", "edge", "unresolved"],
};

export interface DiskFigures {
  readonly repo: string;
  /** Of the indexed files, each content once. */
  readonly sourceMb: number;
  /** On disk with indexes, as a share of the source. */
  readonly shares: Readonly<Record<string, number>>;
  /** Text, words, trigrams and vectors together. */
  readonly searched: number;
  /** WAL of the first run and of the one with a changed file; full pages are written as production does. */
  readonly walMb: { readonly first: number; readonly again: number };
  readonly walShare: number;
}

export async function measureDisk(server: string, folder: string): Promise<DiskFigures> {
  const name = `bench_disk_${process.pid}_${basename(folder).replaceAll(/\W/g, "_").toLowerCase()}`;
  const work = mkdtempSync(join(tmpdir(), "aether-bench-"));
  const tree = join(work, "tree");
  cpSync(folder, tree, { recursive: true });
  const admin = new Client(server);
  await admin.connect();
  await admin.query(`create database ${name}`);
  await admin.query("alter system set full_page_writes = on");
  await admin.query("select pg_reload_conf()");
  await admin.end();
  const url = server.replace(/\/postgres$/, `/${name}`);
  await bringUpToDate({ kind: "postgres", url }, { afterMigrate: installQueue });
  const db = await openPostgres({ url, pool: { min: 1, max: 4 } });
  const aether = await joinAether({ db, drop: () => db.close() });
  const client = new Client(url);
  await client.connect();
  try {
    const tenant = await aether.tenant();
    const first = await walOf(client, () => tenant.index(tree, { name: "bench" }));
    await client.query("vacuum (analyze)");
    const sizes = await sizesOf(client);
    const { hits } = await tenant.call("search", { query: "return error value", limit: 50 });
    const hit = hits.find(({ file }: { file: string }) => /\.(?:go|ts|java|py|cs|rs)$/.test(file));
    const changed = join(tree, String(hit?.file));
    appendFileSync(changed, changed.endsWith(".py") ? "\n# one more line\n" : "\n// one more line\n");
    await client.query("checkpoint");
    const again = await walOf(client, async () => {
      const { result } = await tenant.index(tree, { name: "bench" });
      if (Object(result).changed !== 1) throw new Error(`one file was changed, and not: ${JSON.stringify(result)}`);
    });
    const share = (bytes: number): number => rounded(bytes / sizes.source);
    const shares = Object.fromEntries(Object.entries(sizes.uses).map(([use, bytes]) => [use, share(bytes)]));
    const { text = 0, words = 0, trigrams = 0, vectors = 0 } = sizes.uses;
    return {
      repo: basename(folder),
      sourceMb: rounded(sizes.source / 1e6),
      shares,
      searched: share(text + words + trigrams + vectors),
      walMb: { first: rounded(first / 1e6), again: rounded(again / 1e6) },
      walShare: rounded(again / first),
    };
  } finally {
    await client.end();
    await aether.close();
    rmSync(work, { recursive: true, force: true });
  }
}

async function walOf(client: Client, work: () => Promise<unknown>): Promise<number> {
  const before = await lsn(client);
  await work();
  return (await lsn(client)) - before;
}

async function lsn(client: Client): Promise<number> {
  const { rows } = await client.query<{ at: string }>("select (pg_current_wal_lsn() - '0/0')::text as at");
  return Number(rows[0]?.at);
}

interface Sizes {
  readonly source: number;
  readonly uses: Readonly<Record<string, number>>;
}

async function sizesOf(client: Client): Promise<Sizes> {
  const { rows } = await client.query<{ bytes: string }>(
    "select sum(octet_length(b.content))::text as bytes from public.blob b",
  );
  const uses: Record<string, number> = {};
  for (const [use, tables] of Object.entries(USES)) {
    uses[use] = 0;
    for (const table of tables) {
      const { rows: found } = await client.query<{ bytes: string }>(
        "select pg_total_relation_size($1)::text as bytes",
        [`public.${table}`],
      );
      uses[use] += Number(found[0]?.bytes);
    }
  }
  return { source: Number(rows[0]?.bytes), uses };
}
