/**
 * Writes the archive: section by section, page by page, in files of some megabytes, each noted in the transaction that
 * writes it. What holds memory is one file. A run that is killed is taken up behind the last file, in any process.
 */
import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gzip } from "node:zlib";

import { appendToArchive, archiveBytes, readArchive } from "#kernel/archives";
import type { Trail } from "#kernel/audit";
import type { Db } from "#kernel/db";
import type { JobRun } from "#kernel/jobs";

import type { ExportInput, ExportResult } from "./export-job.ts";
import { manifestOf, proofOf } from "./manifest.ts";
import { sectionPage } from "./section-store.ts";
import { type Section, SECTIONS } from "./sections.ts";
import { deleteExports, type ExportRow, exportsOf, finishExport, insertPart, lastPart, type PartRow } from "./store.ts";
import { tarEnd, tarFile } from "./tar.ts";

export interface RunNeeds {
  readonly db: Db;
  readonly trail: Pick<Trail, "verify" | "sign">;
  /** Of a file in the archive, compressed; 8 MiB unless given. */
  readonly fileBytes?: number;
  /** Rows read at once at most, whatever the section says. */
  readonly pageRows?: number;
}

const FILE_BYTES = 8 * 1024 * 1024;
const compress = promisify(gzip);

/** The handler of the job that writes one. */
export async function runExport(needs: RunNeeds, job: JobRun<ExportInput, ExportResult | null>): Promise<void> {
  const { export_id: exportId } = job.input;
  const tenant = needs.db.forTenant(job.context);
  const found = (await exportsOf(tenant)).find(({ export_id }) => export_id === exportId);
  if (found === undefined) return job.settle(null);
  const before = await lastPart(tenant, exportId);
  const [rows, length] = [Number(found.rows), (await archiveBytes(tenant, exportId)) ?? 0];
  const { length: bytes, ...written } = await fill(
    { needs, job, found, number: before?.number ?? 0, rows, length },
    before,
  );
  const sha256 = await sha256Of(readArchive(tenant, { archiveId: exportId, from: 0, to: bytes - 1 }), job);
  const result = { rows: written.rows, bytes, sha256 };
  await job.settle(result, (tx) => finishExport(tx, exportId, result));
}

async function sha256Of(content: AsyncIterable<Uint8Array>, { context }: JobRun<ExportInput>): Promise<string> {
  const hash = createHash("sha256");
  for await (const part of content) {
    context.signal.throwIfAborted();
    hash.update(part);
  }
  return hash.digest("hex");
}

/** The handler of the job that ends one. */
export function runExpiry(job: JobRun<ExportInput, null>): Promise<void> {
  return job.settle(null, (tx) => deleteExports(tx, job.input.export_id));
}

interface Writing {
  readonly needs: RunNeeds;
  readonly job: JobRun<ExportInput>;
  readonly found: ExportRow;
  /** Of the last file. */
  number: number;
  /** In all files together. */
  rows: number;
  /** Of the archive. */
  length: number;
}

/** From behind the last file that was noted to the end of the archive. */
async function fill(writing: Writing, before: PartRow | undefined): Promise<Pick<Writing, "rows" | "length">> {
  const { needs, job, found } = writing;
  const { tenantId } = job.context;
  const isBehind = before?.section === PROOF || before?.section === MANIFEST;
  if (!isBehind) {
    for (const { section, after } of unwritten(before)) await writeSection(writing, section, after);
    await note(writing, { section: PROOF, content: Buffer.from(await proofOf(needs.trail, tenantId)) });
  }
  if (before?.section !== MANIFEST) {
    const manifest = await manifestOf(needs.db.forTenant(job.context), { tenantId, found });
    await note(writing, { section: MANIFEST, content: Buffer.from(manifest) });
  }
  return writing;
}

interface Unwritten {
  readonly section: Section;
  /** Of the last row that stands in the archive. */
  readonly after: readonly string[] | undefined;
}

function unwritten(before: PartRow | undefined): Unwritten[] {
  const last = SECTIONS.findIndex(({ name }) => name === before?.section);
  const rest = SECTIONS.slice(last + 1).map((section) => ({ section, after: undefined }));
  const [begun] = last === -1 ? [] : SECTIONS.slice(last);
  const after = before?.after ?? undefined;
  return begun === undefined || after === undefined ? rest : [{ section: begun, after }, ...rest];
}

const PROOF = "audit-proof";
const MANIFEST = "manifest";

async function writeSection(writing: Writing, section: Section, from: readonly string[] | undefined): Promise<void> {
  const { needs, job } = writing;
  const { fileBytes = FILE_BYTES, pageRows = Infinity } = needs;
  const read = { ...section, pageRows: Math.min(section.pageRows, pageRows) };
  let after = from;
  for (let isEnd = false; !isEnd;) {
    const pages: Buffer[] = [];
    let rows = 0;
    for (let bytes = 0; bytes < fileBytes && !isEnd;) {
      job.context.signal.throwIfAborted();
      const page = await sectionPage(needs.db, read, { tenantId: job.context.tenantId, after });
      isEnd = page.after === undefined;
      after = page.after ?? after;
      if (isEnd) break;
      // Gzip files behind each other are one.
      const packed = await compress(page.lines.map((line) => `${line}\n`).join(""));
      pages.push(packed);
      bytes += packed.length;
      rows += page.lines.length;
    }
    const content = rows === 0 ? await compress("") : Buffer.concat(pages);
    await note(writing, { section: section.name, content, rows, after: isEnd ? undefined : after });
    job.progress({ stage: section.name, done: writing.rows });
  }
}

interface NewFile {
  readonly section: string;
  readonly content: Uint8Array;
  readonly rows?: number;
  readonly after?: readonly string[] | undefined;
}

/** Into the archive, and into the list of what stands there. The manifest is the last. */
async function note(writing: Writing, { section, content, rows = 0, after }: NewFile): Promise<void> {
  const { needs, job, found } = writing;
  writing.number += 1;
  writing.rows += rows;
  const { number } = writing;
  const isRows = section !== PROOF && section !== MANIFEST;
  const file = isRows ? `${String(number).padStart(6, "0")}-${section}.jsonl.gz` : `${section}.json`;
  const sha256 = createHash("sha256").update(content).digest("hex");
  const bytes = tarFile({ name: file, content, atMs: Date.parse(found.asked_at) });
  const part = { number, section, file, rows, bytes: content.length, sha256, after };
  await needs.db.requireRoom();
  writing.length = await job.fenced(async (tx) => {
    const endsAt = await appendToArchive(tx, found.export_id, Buffer.concat(bytes));
    await insertPart(tx, found.export_id, { ...part, endsAt });
    return section === MANIFEST ? appendToArchive(tx, found.export_id, tarEnd()) : endsAt;
  });
}
