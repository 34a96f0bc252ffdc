import type { AetherClient, GetTenantExportOutput } from "@aether/client";

import type { Arguments } from "../arguments.ts";
import { CliError } from "../failure.ts";
import { count, sizeOf } from "../place.ts";
import type { Session } from "../session.ts";
import { showAll, takeAway } from "../shown.ts";
import { ownTenantId } from "../tenant-lines.ts";

/** `aether tenant exports [TENANT] [--delete]`: the archive that is kept, and what is left of those before. */
export async function tenantExports(session: Session, given: Arguments, name: string | undefined): Promise<number> {
  if (given.has("delete")) return deleteKept(session, given, name);
  const client = await session.connect();
  const { exports: kept } = await client.listTenantExports({ id: name ?? (await ownTenantId(client)) });
  const none = "There are no exports. `aether tenant export` writes one.";
  return showAll(session, { items: kept, row: exportRow, none });
}

function exportRow({ export_id, state, asked_at, expires_at, rows, bytes }: GetTenantExportOutput): string {
  const times = `${asked_at.slice(0, 16)}Z  to ${expires_at.slice(0, 10)}`;
  return `${export_id}  ${state.padEnd(9)}  ${times}  ${count(rows, "row")}, ${sizeOf(bytes)}`;
}

function deleteKept(session: Session, given: Arguments, name: string | undefined): Promise<number> {
  return takeAway(session, given, {
    command: `aether tenant exports ${name ?? ""} --delete`.replace("  ", " "),
    find: (client) => newest(client, name),
    tell: ({ kept }) => [exportRow(kept)],
    question: () => "Delete it?",
    otherwise: "nothing was deleted",
    take: (client, { id, kept }) => client.deleteTenantExport({ id, export_id: kept.export_id }),
    done: ({ kept }) => `${kept.export_id}: deleted`,
  });
}

async function newest(client: AetherClient, name: string | undefined) {
  const id = name ?? (await ownTenantId(client));
  const [kept] = (await client.listTenantExports({ id })).exports;
  if (kept !== undefined) return { id, kept };
  const next = "`aether tenant export` writes one.";
  throw new CliError({ code: "NOT_FOUND", message: "no export is kept", next });
}
