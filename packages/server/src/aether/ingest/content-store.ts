/** Text and facts by content: written once in a tenant, shared by every snapshot and repository that holds the same bytes. */
import { zstdCompressSync, zstdDecompressSync } from "node:zlib";

import { FACTS_VERSION, LANGUAGES } from "@aether/graph";

import type { TenantDb, Tx } from "#kernel/db";

import { fromUuid, toUuid } from "./ids.ts";
import type { Incomplete } from "./incomplete.ts";

export interface Content {
  readonly hash: string;
  readonly bytes: number;
  readonly text: string;
}

export interface StoredFile {
  readonly path: string;
  readonly hash: string;
  readonly graphHash: string;
  readonly language: string;
  readonly incomplete: Incomplete;
  readonly lineCount: number;
  readonly bytes: number;
  readonly history: string;
  readonly authors: string;
  /** Unix time in seconds. */
  readonly changedAt: number | null;
}

interface FileRow {
  readonly path: string;
  readonly hash: string;
  readonly graph_hash: string;
  readonly language: string;
  readonly incomplete: Incomplete;
  readonly line_count: number;
  readonly bytes: number;
  readonly history: string;
  readonly authors: string;
  readonly changed_at: number | null;
}

/** Rows read at a time. */
const PAGE = 10_000;

/** Files alive at a snapshot number, by path. */
export async function storedFiles(db: TenantDb, trackId: number, number: number): Promise<Map<string, StoredFile>> {
  const files = new Map<string, StoredFile>();
  for (let after = "", more = true; more;) {
    const rows = await filePage(db, { trackId, number, after });
    for (const row of rows) files.set(row.path, storedFile(row));
    after = rows.at(-1)?.path ?? after;
    more = rows.length === PAGE;
  }
  return files;
}

function filePage(
  db: TenantDb,
  asked: { readonly trackId: number; readonly number: number; readonly after: string },
): Promise<FileRow[]> {
  return db.query<FileRow>(
    `select path, hash, graph_hash, language, incomplete, line_count, bytes, history, authors,
            extract(epoch from changed_at)::float8 as changed_at
       from file
      where track_id = $1 and born <= $2 and (died is null or died > $2) and path > $3
      order by path
      limit $4`,
    [asked.trackId, asked.number, asked.after, PAGE],
  );
}

function storedFile(row: FileRow): StoredFile {
  return {
    path: row.path,
    hash: fromUuid(row.hash),
    graphHash: fromUuid(row.graph_hash),
    language: row.language,
    incomplete: row.incomplete,
    lineCount: row.line_count,
    bytes: row.bytes,
    history: row.history,
    authors: row.authors,
    changedAt: row.changed_at,
  };
}

export async function insertContents(tx: Tx, contents: readonly Content[]): Promise<void> {
  await tx.execute(
    `insert into blob (tenant_id, hash, bytes, content)
     select $1, r.hash::uuid, r.bytes, r.content
       from unnest($2::text[], $3::int[], $4::text[]) as r (hash, bytes, content)
         on conflict do nothing`,
    [
      tx.tenantId,
      contents.map((content) => toUuid(content.hash)),
      contents.map((content) => content.bytes),
      contents.map((content) => content.text.toWellFormed()),
    ],
  );
}

/** What parsing found in a content. */
export interface NewFacts {
  readonly hash: string;
  readonly language: string;
  readonly incomplete: Incomplete;
  /** As `packFacts` made them. */
  readonly packed: Uint8Array;
}

/** Facts as they are stored and kept in memory: JSON in an eighth of its size. */
export function packFacts(json: string): Uint8Array {
  return zstdCompressSync(json);
}

/** The JSON again, for `readFacts`. */
export function unpackFacts(packed: Uint8Array): string {
  return zstdDecompressSync(packed).toString("utf8");
}

/** Not for facts that a deadline cut, which the table refuses: a slow moment must not be what is known from then on. */
export async function insertFacts(tx: Tx, parsed: readonly NewFacts[]): Promise<void> {
  await tx.execute(
    `insert into facts (tenant_id, hash, language, version, data, incomplete)
     select $1, r.hash::uuid, r.language, $4, r.data, r.incomplete
       from unnest($2::text[], $3::text[], $5::bytea[], $6::text[]) as r (hash, language, data, incomplete)
         on conflict do nothing`,
    [
      tx.tenantId,
      parsed.map((one) => toUuid(one.hash)),
      parsed.map((one) => one.language),
      FACTS_VERSION,
      parsed.map((one) => one.packed),
      parsed.map((one) => one.incomplete),
    ],
  );
}

/** Which of these contents have been parsed by this version already, keyed by `factsKey`, and how much of them. */
export async function knownFacts(db: TenantDb, hashes: readonly string[]): Promise<Map<string, Incomplete>> {
  const rows = await db.query<{ hash: string; language: string; incomplete: Incomplete }>(
    `select hash, language, incomplete
       from facts
      where hash = any($1::uuid[]) and version = $2
      order by hash, language
      limit $3`,
    [hashes.map(toUuid), FACTS_VERSION, hashes.length * LANGUAGES.length],
  );
  return new Map(rows.map((row) => [factsKey(fromUuid(row.hash), row.language), row.incomplete]));
}

/** Packed facts of these contents, keyed by `factsKey`; missing ones are absent. */
export async function loadFacts(db: TenantDb, hashes: readonly string[]): Promise<Map<string, Uint8Array>> {
  const rows = await db.query<{ hash: string; language: string; data: Uint8Array }>(
    `select hash, language, data
       from facts
      where hash = any($1::uuid[]) and version = $2
      order by hash, language
      limit $3`,
    [hashes.map(toUuid), FACTS_VERSION, hashes.length * LANGUAGES.length],
  );
  return new Map(rows.map((row) => [factsKey(fromUuid(row.hash), row.language), row.data]));
}

export async function loadTexts(db: TenantDb, hashes: readonly string[]): Promise<Map<string, string>> {
  const rows = await db.query<{ hash: string; content: string }>(
    `select hash, content
       from blob
      where hash = any($1::uuid[])
      order by hash
      limit $2`,
    [hashes.map(toUuid), hashes.length],
  );
  return new Map(rows.map((row) => [fromUuid(row.hash), row.content]));
}

/** The same bytes can be read as two languages (a `.h` file, say). */
export function factsKey(hash: string, language: string): string {
  return `${hash}:${language}`;
}
