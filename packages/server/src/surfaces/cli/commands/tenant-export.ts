import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { access, open, rename, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import type { AetherClient, ListTenantExportsOutput } from "@aether/client";

import type { Arguments } from "../arguments.ts";
import { CliError, usage } from "../failure.ts";
import { count, sizeOf } from "../place.ts";
import type { Session } from "../session.ts";
import { ownTenantId } from "../tenant-lines.ts";
import { plainLine } from "../terminal.ts";

const INTERRUPTED = 130;
const LOOK_MS = 500;

type Export = ListTenantExportsOutput["exports"][number];

/** `aether tenant export [TENANT] [--output FILE] [--last]`: has the archive written, and fetches it. */
export async function tenantExport(session: Session, given: Arguments, name: string | undefined): Promise<number> {
  const { print, host } = session;
  session.takeInterrupts();
  const client = await session.connect({ announce: true }); // without a server, the job runs here
  const asked = await client.getTenant({ id: name ?? (await ownTenantId(client)) });
  const file = path.resolve(
    host.cwd,
    given.text("output") ?? `${asked.slug}-${new Date().toISOString().slice(0, 10)}.tar`,
  );
  await refuseTaken(file, given);
  const id = asked.tenant_id;
  const wanted = given.has("last") ? undefined : (await client.exportTenant({ id })).export_id;
  const written = await whenWritten(session, client, { id, wanted });
  if (written === undefined) {
    print.say(`It goes on. To fetch it: aether tenant export ${plainLine(asked.slug)} --last`);
    return INTERRUPTED;
  }
  await fetchArchive(client, { id: asked.tenant_id, written, file });
  const { export_id, rows, bytes, sha256, expires_at } = written;
  if (print.isJson) await print.json({ tenant_id: asked.tenant_id, export_id, file, rows, bytes, sha256, expires_at });
  else await print.line(`${plainLine(file)}: ${count(rows, "row")}, ${sizeOf(bytes)}`);
  return 0;
}

async function refuseTaken(file: string, given: Arguments): Promise<void> {
  if (given.has("yes")) return;
  const isThere = await access(file, constants.F_OK).then(
    () => true,
    () => false,
  );
  if (isThere) throw usage(`there is ${plainLine(file)} already`, "Name another --output, or replace it with --yes.");
}

interface Awaited {
  readonly id: string;
  /** Undefined for whichever there is. */
  readonly wanted: string | undefined;
}

/** The export once its archive is whole; undefined where the person does not wait for it. */
async function whenWritten(
  session: Session,
  client: AetherClient,
  { id, wanted }: Awaited,
): Promise<Export | undefined> {
  const { print, interrupted } = session;
  let told = "";
  for (;;) {
    const list = await client.listTenantExports({ id });
    const found = list.exports.find(({ export_id }) => wanted === undefined || export_id === wanted);
    if (found === undefined) {
      const next = "Without --last another one is written.";
      throw new CliError({ code: "NOT_FOUND", message: "there is no archive of this tenant", next });
    }
    if (found.state === "succeeded" && found.sha256 !== null) return found;
    if (found.state !== "queued" && found.state !== "running") throw failed(found);
    if (found.state === "running" && found.stage !== told) {
      told = found.stage;
      print.say(`${plainLine(told)}: ${count(found.rows, "row")} written`);
    }
    if (interrupted.aborted) return undefined;
    await pause(LOOK_MS, undefined, { signal: interrupted }).catch(() => undefined); // rejects when interrupted
  }
}

function failed({ state, error }: Export): CliError {
  const { code, message }: { readonly code?: unknown; readonly message?: unknown } = Object(error);
  return new CliError({
    code: typeof code === "string" ? code : "CONFLICT",
    message: typeof message === "string" ? message : `the export has ${state}`,
  });
}

interface Fetching {
  readonly id: string;
  readonly written: Export;
  readonly file: string;
}

/** Under another name until it is whole and as the server wrote it. */
async function fetchArchive(client: AetherClient, { id, written, file }: Fetching): Promise<void> {
  const partial = `${file}.part`;
  const handle = await open(partial, "w", 0o600);
  const hash = createHash("sha256");
  try {
    for await (const bytes of client.downloadTenantExport({ id, export_id: written.export_id })) {
      hash.update(bytes);
      await handle.writeFile(bytes);
    }
    await handle.sync();
    if (hash.digest("hex") !== written.sha256) {
      throw new CliError({ code: "UPSTREAM_FAILED", message: "what came is not the archive that was written" });
    }
    await rename(partial, file);
  } catch (error) {
    await rm(partial, { force: true });
    throw error;
  } finally {
    await handle.close();
  }
}
