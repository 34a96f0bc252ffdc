/**
 * How long grep takes over much text on PostgreSQL, and what trigrams weigh: trees are read again and again, each time under other
 * names and with a line of their own, until there is as much as asked for. `node --conditions=@aether/source bench/grep.ts MEGABYTES
 * PATH…`; prints the median and the worst of five calls, warm, and the least CPU of one, PostgreSQL included: a page of a hundred lines.
 */
import { hash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";

import { discover } from "../packages/graph/src/disk.ts";
import { bringUpToDate, openPostgres, type TenantDb } from "../packages/server/src/kernel/db/index.ts";
import { ShardBuilder, writeShards } from "../packages/server/src/kernel/grep/index.ts";
import { installQueue } from "../packages/server/src/kernel/jobs/index.ts";
import { joinAether, type TestTenant } from "../test/support/aether-for-tests.ts";
import { startPostgres } from "../test/support/postgres-server.ts";

const [megabytes = "1000", ...trees] = process.argv.slice(2);
const CALLS = 5;
/** A full segment of ten thousand units has about so many files. */
const FILES_A_SEGMENT = 1000;

interface Text {
  readonly path: string;
  readonly text: string;
}

async function readTrees(): Promise<Text[]> {
  const texts: Text[] = [];
  for (const tree of trees) {
    const found = await discover(tree);
    for (const { path } of found.files) {
      const file = found.read(path);
      if (file.kind === "text") texts.push({ path: `${basename(tree)}/${path}`, text: file.text });
    }
  }
  return texts;
}

interface Place {
  readonly tenant: TenantDb;
  readonly tenantId: string;
  readonly track: number;
}

/** Writes what an index writes of the files of one repository, but words, definitions and the graph. */
async function writeRepo({ tenant, tenantId, track }: Place, texts: readonly Text[]): Promise<number> {
  const repoId = `00000000-0000-4000-8000-${String(track).padStart(12, "0")}`;
  await tenant.write(async (tx) => {
    const name = `repo${String(track).padStart(3, "0")}`;
    await tx.execute("insert into repo (tenant_id, repo_id, name, key, root) values ($1, $2, $3, $3, $3)", [
      tenantId,
      repoId,
      name,
    ]);
    await tx.execute(
      "insert into track (tenant_id, repo_id, track_id, name, current, next) values ($1, $2, $3, 'worktree', 1, 2)",
      [tenantId, repoId, track],
    );
    await tx.execute(
      `insert into snapshot (tenant_id, track_id, number, state, extractor, finished_at) values ($1, $2, 1, 'ready', '', now())`,
      [tenantId, track],
    );
  });
  const builder = new ShardBuilder();
  let grams = 0;
  for (let from = 0; from < texts.length; from += FILES_A_SEGMENT) {
    const files = texts
      .slice(from, from + FILES_A_SEGMENT)
      .map(({ path, text }) => ({ path, text: `// copy ${track}\n${text}` }));
    const segmentId = track * 1000 + from / FILES_A_SEGMENT;
    const firstUnit = track * 100_000 + from;
    await writeFiles({ tenant, tenantId, track }, { files, segmentId, firstUnit });
    const before = process.cpuUsage();
    for (const [at, { text }] of files.entries()) builder.add(at, text);
    const shards = builder.take();
    await writeShards((work) => tenant.write(work), { segmentId, firstUnit }, shards);
    const { user, system } = process.cpuUsage(before);
    grams += (user + system) / 1e6;
  }
  return grams;
}

interface Segment {
  readonly files: readonly Text[];
  readonly segmentId: number;
  readonly firstUnit: number;
}

async function writeFiles({ tenant, tenantId, track }: Place, { files, segmentId, firstUnit }: Segment): Promise<void> {
  const hashes = files.map(({ text }) => hash("md5", text, "hex"));
  const bytes = files.map(({ text }) => Buffer.byteLength(text));
  await tenant.write(async (tx) => {
    await tx.execute(
      `insert into segment (tenant_id, segment_id, track_id, born, units, field_units, field_words)
       values ($1, $2, $3, 1, $4, '{}', '{}')`,
      [tenantId, segmentId, track, files.length],
    );
    for (let at = 0; at < files.length; at += 100) {
      await tx.execute(
        `insert into blob (tenant_id, hash, bytes, content)
         select $1, b.* from unnest($2::uuid[], $3::int[], $4::text[]) as b on conflict do nothing`,
        [
          tenantId,
          hashes.slice(at, at + 100),
          bytes.slice(at, at + 100),
          files.slice(at, at + 100).map(({ text }) => text),
        ],
      );
    }
    await tx.execute(
      `insert into file (tenant_id, track_id, path, born, hash, graph_hash, language, line_count, bytes)
       select $1, $2, f.path, 1, f.hash, f.hash, '', 1, f.bytes from unnest($3::text[], $4::uuid[], $5::int[]) as f (path, hash, bytes)`,
      [tenantId, track, files.map(({ path }) => path), hashes, bytes],
    );
    await tx.execute(
      `insert into unit (tenant_id, unit_id, file_unit_id, track_id, born, node_id, path, kind, language, name, qualified_name,
                         start_line, end_line, flags, words, text_hash)
       select $1, u.unit, u.unit, $2, 1, 0, u.path, 'File', '', '', '', 1, 1, 0, 0, u.hash
         from unnest($3::int[], $4::text[], $5::uuid[]) as u (unit, path, hash)`,
      [tenantId, track, files.map((_, at) => firstUnit + at), files.map(({ path }) => path), hashes],
    );
  });
}

/** Words of five letters that are in about so many files. */
function wordsOf(texts: readonly Text[]): string[] {
  const files = new Map<string, number>();
  for (const { text } of texts) {
    for (const word of new Set(text.match(/(?<![A-Za-z])[a-z]{5}(?![A-Za-z])/g) ?? []))
      files.set(word, (files.get(word) ?? 0) + 1);
  }
  const words = [...files].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return [1, 3, 10, 30, 100, 300, 1000].map(
    (wanted) =>
      words.reduce((best, one) => (Math.abs(one[1] - wanted) < Math.abs(best[1] - wanted) ? one : best), ["", 0])[0],
  );
}

/** CPU of this process with its threads, and of every process called `postgres`, in milliseconds. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  const pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  return (user + system) / 1e3 + pids.reduce((sum, pid) => sum + msOf(pid), 0);
}

function msOf(pid: string): number {
  try {
    if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").startsWith("postgres: ")) return 0;
    return Number(readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ESRCH") return 0; // it has ended
    throw error;
  }
}

async function time(tenant: TestTenant, input: object): Promise<object> {
  const times: number[] = [];
  const costs: number[] = [];
  let answer: { matches: unknown[]; searched: { files: number }; ended_by: string } | undefined;
  for (let call = 0; call <= CALLS; call++) {
    const [start, cpu] = [performance.now(), cpuMs()];
    answer = await tenant.call("grep", input);
    if (call === 0) continue;
    times.push(Math.round(performance.now() - start));
    costs.push(Math.round(cpuMs() - cpu));
  }
  times.sort((a, b) => a - b);
  const { matches = [], searched, ended_by } = answer ?? {};
  return {
    ms: times[CALLS >> 1],
    worst: times.at(-1),
    leastCpuMs: Math.min(...costs),
    lines: matches.length,
    read: searched?.files,
    ended_by,
  };
}

const server = await startPostgres();
try {
  await bringUpToDate({ kind: "postgres", url: server.url }, { afterMigrate: installQueue });
  const db = await openPostgres({ url: server.url, pool: { min: 1, max: 4 } });
  const aether = await joinAether({ db, drop: () => db.close() });
  const tenant = await aether.tenant();
  const { tenantId } = tenant.context;
  const texts = await readTrees();
  const size = texts.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0);
  const copies = Math.ceil((Number(megabytes) * 1e6) / size);
  let gramSeconds = 0;
  for (let track = 1; track <= copies; track++) {
    gramSeconds += await writeRepo({ tenant: db.forTenant({ tenantId }), tenantId, track }, texts);
    console.error(`${Math.round((track * size) / 1e6)} MB`);
  }
  await db.maintain();
  const [disk] = await db.forTenant({ tenantId }).query<Record<string, string>>(
    `select pg_total_relation_size('public.gram_block') + pg_total_relation_size('public.gram_shard') as grams,
            pg_total_relation_size('public.blob') as texts limit 1`,
  );
  const load = (): string => readFileSync("/proc/loadavg", "utf8").split(" ")[0] ?? "";
  const bytes = copies * size;
  console.log(
    JSON.stringify({
      megabytes: Math.round(bytes / 1e6),
      files: copies * texts.length,
      copies,
      load: load(),
      gramSeconds: Math.round(gramSeconds),
      gramsAByte: Number(disk?.["grams"]) / bytes,
      textsAByte: Number(disk?.["texts"]) / bytes,
    }),
  );
  for (const word of wordsOf(texts)) {
    for (const pattern of [`\\b${word}\\w*`, `${word}.{0,20}\\(`]) {
      console.log(JSON.stringify({ pattern, load: load(), ...(await time(tenant, { pattern })) }));
    }
  }
  for (const input of [
    { pattern: "wordless", literal: true },
    { pattern: "qzjxv" },
    { pattern: "(?i)sERVER|cLIENT" },
  ]) {
    console.log(JSON.stringify({ ...input, load: load(), ...(await time(tenant, input)) }));
  }
  await aether.close();
} finally {
  await server.stop();
}
