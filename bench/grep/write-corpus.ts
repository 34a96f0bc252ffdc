/** One repository of the texts that grep is measured over, in a fraction of the time that its index takes. */
import { hash } from "node:crypto";

import type { TenantDb } from "../../packages/server/src/kernel/db/index.ts";
import { ShardBuilder, writeShards } from "../../packages/server/src/kernel/grep/index.ts";
import type { Text } from "./trees.ts";

/** A full segment of ten thousand units has about so many files. */
const FILES_A_SEGMENT = 1000;

export interface Place {
  readonly tenant: TenantDb;
  readonly tenantId: string;
  readonly track: number;
}

/** Writes what an index writes of the files of one repository, but words, definitions and the graph. */
export async function writeRepo({ tenant, tenantId, track }: Place, texts: readonly Text[]): Promise<void> {
  const repoId = `00000000-0000-4000-8000-${String(track).padStart(12, "0")}`;
  const name = `repo${String(track).padStart(3, "0")}`;
  await tenant.write(async (tx) => {
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
  for (let from = 0; from < texts.length; from += FILES_A_SEGMENT) {
    const files = texts
      .slice(from, from + FILES_A_SEGMENT)
      .map(({ path, text }) => ({ path, text: `// copy ${track}\n${text}` }));
    const segment = { segmentId: track * 1000 + from / FILES_A_SEGMENT, firstUnit: track * 100_000 + from };
    await writeFiles({ tenant, tenantId, track }, { files, ...segment });
    await writeGrams(tenant, segment, files);
  }
}

type SegmentNumbers = Pick<Segment, "segmentId" | "firstUnit">;

/** As an index does: texts into shards, and those into rows. */
export async function writeGrams(tenant: TenantDb, segment: SegmentNumbers, files: readonly Text[]): Promise<void> {
  const builder = new ShardBuilder();
  for (const [at, { text }] of files.entries()) builder.add(at, text);
  await writeShards((work) => tenant.write(work), segment, builder.take());
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
