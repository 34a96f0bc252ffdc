/** What an archive says of itself. */
import type { Trail } from "#kernel/audit";
import type { TenantDb } from "#kernel/db";

import { LEFT_OUT } from "./left-out.ts";
import { SECTIONS } from "./sections.ts";
import { currentTracks, type ExportRow, type PartRow, partsAfter } from "./store.ts";

const FORMAT = "aether-tenant-export";
const VERSION = 1;

interface Named {
  readonly tenantId: string;
  readonly found: ExportRow;
}

/** Every file with its rows and digest, by section; what is left out, and why. */
export async function manifestOf(tenant: TenantDb, { tenantId, found }: Named): Promise<string> {
  const files = new Map<string, PartRow[]>(SECTIONS.map(({ name }) => [name, []]));
  for (let number = 0; ;) {
    const parts = await partsAfter(tenant, found.export_id, number);
    for (const part of parts) files.get(part.section)?.push(part);
    const last = parts.at(-1);
    if (last === undefined) break;
    number = last.number;
  }
  const sections = SECTIONS.map(({ name, key, columns }) => {
    const parts = files.get(name) ?? [];
    return {
      name,
      rows: parts.reduce((sum, { rows }) => sum + Number(rows), 0),
      key: key.map(([column]) => column),
      columns: columns.map((column) => (typeof column === "string" ? column : column[0])),
      files: parts.map(({ file, rows, bytes, sha256 }) => ({
        name: file,
        rows: Number(rows),
        bytes: Number(bytes),
        sha256,
      })),
    };
  });
  const manifest = {
    format: FORMAT,
    version: VERSION,
    tenant_id: tenantId,
    export_id: found.export_id,
    asked_at: found.asked_at,
    rows: sections.reduce((sum, { rows }) => sum + rows, 0),
    snapshots: { when_begun: found.tracks, when_ended: await currentTracks(tenant) },
    sections,
    left_out: LEFT_OUT,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

const VERIFIED_AT_ONCE = 10_000;

/** Whether the trail is as it was written, and a signed checkpoint of it to have it verified later. */
export async function proofOf(trail: Pick<Trail, "verify" | "sign">, tenantId: string): Promise<string> {
  let checked = 0;
  let after = 0;
  for (;;) {
    const verdict = await trail.verify({ tenantId, after, limit: VERIFIED_AT_ONCE });
    checked += verdict.checked;
    after = verdict.head.number;
    if (verdict.firstBad === undefined && verdict.more) continue;
    const proof = {
      ok: verdict.firstBad === undefined,
      checked,
      first_bad: verdict.firstBad ?? null,
      checkpoint: (await trail.sign(tenantId)) ?? null,
    };
    return `${JSON.stringify(proof, null, 2)}\n`;
  }
}
