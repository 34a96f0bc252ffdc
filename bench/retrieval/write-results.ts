/**
 * Indexes the trees of the retrieval sets into an embedded database and answers their questions, in the form that the sets' score.py reads.
 * `node --conditions=@aether/source bench/retrieval/write-results.ts TREES GOLD OUT [--no-vectors]`: TREES/<owner+name>, GOLD a
 * dev.*.jsonl. Prints what a search costs beside the reference statement. No commit history is used.
 */
import { readFileSync, writeFileSync } from "node:fs";

import { openEmbedded, type TenantDb } from "../../packages/server/src/kernel/db/index.ts";
import { createHashEmbedder } from "../../packages/server/src/kernel/models/index.ts";
import {
  createSplitter,
  embeddingText,
  hashText,
  isStopWord,
  readQueryWords,
  search,
  Segment,
  storeVectors,
  writeSegment,
} from "../../packages/server/src/kernel/search/index.ts";
import { addTrack } from "../../test/search/units.ts";
import { newTenant } from "../../test/support/tenants.ts";
import { searchByStatement, unpackForStatement } from "../search-by-statement.ts";
import { readTree } from "./read-tree.ts";

interface Question {
  readonly id: string;
  readonly repo: string;
  readonly query: string;
}

const [trees = "", gold = "", out = "", mode] = process.argv.slice(2);
const questions = readFileSync(gold, "utf8").split("\n").filter(Boolean).map(readQuestion);
const embedder = createHashEmbedder({ split: createSplitter(), isStopWord });
const signal = new AbortController().signal;
const results: string[] = [];

for (const repo of new Set(questions.map((question) => question.repo))) {
  const db = await openEmbedded({});
  const track = await addTrack(await newTenant(db), 1);
  const segment = new Segment();
  const texts: { hash: string; text: string }[] = [];
  const files = await readTree(`${trees}/${repo.replace("/", "+")}`);
  const words = await timed(() => {
    for (const file of files) segment.add(file);
  });
  const written = await timed(() => writeSegment((work) => track.tenant.write(work), { trackId: 1, born: 1 }, segment));
  for (const { path, units } of files) {
    for (const unit of units) {
      const text = embeddingText(path, unit);
      texts.push({ hash: hashText(text), text });
    }
  }
  const embedded = await timed(() => storeVectors(track.tenant, { dialect: db.dialect, embedder, texts, signal }));
  console.log(
    `${repo}: ${segment.units.length} units, CPU ms: split ${words.cpuMs}, write ${written.cpuMs}, vectors ${embedded.cpuMs}`,
  );
  const asked = questions.filter((question) => question.repo === repo);
  const { exactVectorLimit } = db.dialect;
  await answer(track.tenant, { asked, exactVectorLimit });
  await compare(track.tenant, asked);
  await db.close();
}
writeFileSync(out, results.join("\n"));

function readQuestion(line: string): Question {
  const parsed: unknown = JSON.parse(line);
  const field = (name: string): string => {
    const value: unknown = typeof parsed === "object" && parsed !== null ? Reflect.get(parsed, name) : undefined;
    if (typeof value !== "string") throw new Error(`a question without ${name}: ${line.slice(0, 100)}`);
    return value;
  };
  return { id: field("id"), repo: field("repo"), query: field("query") };
}

interface Exam {
  readonly asked: readonly Question[];
  readonly exactVectorLimit: number;
}

async function answer(tenant: TenantDb, { asked, exactVectorLimit }: Exam): Promise<void> {
  const at = [{ trackId: 1, number: 1 }];
  for (const { id, query } of asked) {
    const given = mode === "--no-vectors" ? {} : { embedder, exactVectorLimit };
    const { units } = await search(tenant, { words: query, at, limit: 50, ...given });
    const rows = units.map(({ path, startLine, endLine }) => ({
      file: path,
      start_line: startLine,
      end_line: endLine,
    }));
    results.push(JSON.stringify({ id, results: rows }));
  }
}

/** CPU of this process, the database's thread included, in turns so that both meet the same load. */
async function compare(tenant: TenantDb, asked: readonly Question[]): Promise<void> {
  const at = [{ trackId: 1, number: 1 }];
  await unpackForStatement(tenant);
  const few = asked.slice(0, 60);
  const cost = { withVectors: 0, without: 0, statement: 0 };
  const walls: number[] = [];
  for (const { query } of few) {
    const terms = readQueryWords(query).terms.map(({ term }) => term);
    cost.statement += (await timed(() => searchByStatement(tenant, at, terms))).cpuMs;
    cost.without += (await timed(() => search(tenant, { words: query, at, limit: 10 }))).cpuMs;
    const full = await timed(() => search(tenant, { words: query, at, limit: 10, embedder }));
    cost.withVectors += full.cpuMs;
    walls.push(full.wallMs);
  }
  walls.sort((a, b) => a - b);
  const each = (ms: number): string => (ms / few.length).toFixed(1);
  console.log(
    `  CPU ms a search: ${each(cost.withVectors)} with vectors, ${each(cost.without)} without, statement ${each(cost.statement)};` +
      ` ratio ${(cost.withVectors / cost.statement).toFixed(2)}; p50 ${walls[few.length >> 1]?.toFixed(1)} ms`,
  );
}

async function timed(work: () => unknown): Promise<{ readonly cpuMs: number; readonly wallMs: number }> {
  const cpu = process.cpuUsage();
  const from = performance.now();
  await work();
  const { user, system } = process.cpuUsage(cpu);
  return { cpuMs: (user + system) / 1000, wallMs: performance.now() - from };
}
