/**
 * One server to be measured, in a process of its own: `node server.ts api|bare DATABASE_URL TENANTS`. It prints its address and
 * what calls need as a line of JSON, and answers each line of its input with the CPU that it has used, in microseconds.
 *
 * `api` is the product with its HTTP surface; `bare` is node:http around one statement under row security, which is the least
 * that could give the same rows.
 */
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { openPostgres, type Db } from "../../packages/server/src/kernel/db/index.ts";
import { createContext, ensureTenant, permissionsOf } from "../../packages/server/src/kernel/tenancy/index.ts";
import { openApi } from "../../packages/server/src/main/api.ts";

const ROWS = 10;
/** Of the tenants that have rows, so many also have a key: a key's first check takes 0.2 s. */
const KEYS = 20;
const LIST = `
  select job_id, kind, class, state, subject, result, error, stage, percent, progress, attempt, failures, lost,
         created_at, started_at, retry_at, finished_at
    from job
   order by created_at desc, job_id
   limit ${ROWS}`;

async function fill(db: Db, tenants: number): Promise<string[]> {
  const ids = Array.from({ length: tenants }, () => randomUUID() as string);
  for (const tenantId of ids) {
    await ensureTenant(db, { tenantId, slug: `t-${tenantId}` });
    await db.forTenant({ tenantId }).write((tx) =>
      tx.execute(
        `insert into job (tenant_id, job_id, kind, class, state, subject, input, turn, ticket)
         select $1, gen_random_uuid(), 'index', 'bulk', 'succeeded', 's' || it, '{}', it, gen_random_uuid()
           from generate_series(1, ${ROWS}) as it`,
        [tenantId],
      ),
    );
  }
  return ids;
}

async function serveApi(url: string, tenants: number): Promise<object> {
  const dataDirectory = mkdtempSync(join(tmpdir(), "aether-service-"));
  const env = {
    DATABASE_URL: url,
    AETHER_DATA: dataDirectory,
    AETHER_SECRET_KEYS: `bench:${randomBytes(32).toString("base64")}`,
    LOG_LEVEL: "info",
    AETHER_LOG_FILE: join(dataDirectory, "log"),
  };
  const api = await openApi({ env, version: "0", runsJobs: false });
  const { db, operations } = api.kernel;
  const ids = await fill(db, tenants);
  const make = operations.find(({ name }) => name === "create_key");
  if (make === undefined) throw new Error("there is no operation create_key");
  const keys: string[] = [];
  for (const tenantId of ids.slice(0, KEYS)) {
    const actor = { kind: "owner" } as const;
    const context = createContext({
      tenantId,
      actor,
      permissions: permissionsOf("owner"),
      requestId: "bench",
      signal: AbortSignal.timeout(60_000),
    });
    const made = Object(await make.call(context, { name: "bench", permissions: ["jobs:read"] }));
    keys.push(String(made.key));
  }
  const address = await api.listen({ host: "127.0.0.1", port: 0 });
  return { url: `${address}/api/v1/jobs?limit=${ROWS}`, keys };
}

async function serveBare(url: string): Promise<object> {
  const db = await openPostgres({ url, pool: { min: 5, max: 20 } });
  const [tenantId = ""] = await fill(db, 1);
  const tenant = db.forTenant({ tenantId });
  const server = createServer((_request, response) => {
    const answer = (jobs: readonly object[]): void => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ jobs }));
    };
    tenant.query(LIST).then(answer, (error: Error) => response.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return { url: `http://127.0.0.1:${port}/`, keys: ["none"] };
}

const [mode = "", url = "", tenants = "1"] = process.argv.slice(2);
console.log(JSON.stringify(mode === "api" ? await serveApi(url, Number(tenants)) : await serveBare(url)));
for await (const _ of createInterface({ input: process.stdin })) {
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ cpuMicros: user + system }));
}
process.exit(0);
