/**
 * One server to be measured, in a process of its own: `node server.ts api|bare DATABASE_URL TENANTS`. It prints its address and
 * what calls need as a line of JSON, and answers each line of its input with the CPU that it has used, in microseconds.
 *
 * `api` is the product with its HTTP surface; `bare` is node:http around the same statement under row security, which is the
 * least that could give the same rows.
 */
import { createServer } from "node:http";
import { createInterface } from "node:readline";

import { openPostgres } from "../../packages/server/src/kernel/db/index.ts";
import { listJobs } from "../../packages/server/src/kernel/jobs/store.ts";
import { openBenchApi } from "./bench-api.ts";
import { addKey, addTenants, ROWS } from "./tenants.ts";

/** Of the tenants that have rows, so many also have a key: a key's first check takes 0.2 s. */
const KEYS = 20;

interface Served {
  readonly url: string;
  readonly keys: readonly string[];
  close(): Promise<void>;
}

async function serveApi(url: string, tenants: number): Promise<Served> {
  const api = await openBenchApi(url);
  const { db, operations } = api.kernel;
  const keys: string[] = [];
  for (const tenantId of (await addTenants(db, tenants)).slice(0, KEYS)) keys.push(await addKey(operations, tenantId));
  const address = await api.listen({ host: "127.0.0.1", port: 0 });
  return { url: `${address}/api/v1/jobs?limit=${ROWS}`, keys, close: () => api.close() };
}

async function serveBare(url: string): Promise<Served> {
  const db = await openPostgres({ url });
  const [tenantId = ""] = await addTenants(db, 1);
  const tenant = db.forTenant({ tenantId });
  // One row more than the page holds, as the product asks for.
  const page = { state: undefined, kind: undefined, subject: undefined, after: undefined, limit: ROWS + 1 };
  const server = createServer((_request, response) => {
    const answer = (jobs: readonly object[]): void => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ jobs }));
    };
    listJobs(tenant, page).then(answer, (error: Error) => response.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  return { url: `http://127.0.0.1:${port}/`, keys: ["none"], close: () => db.close() };
}

const [mode = "", url = "", tenants = "1"] = process.argv.slice(2);
const served = mode === "api" ? await serveApi(url, Number(tenants)) : await serveBare(url);
console.log(JSON.stringify({ url: served.url, keys: served.keys }));
for await (const _ of createInterface({ input: process.stdin })) {
  const { user, system } = process.cpuUsage();
  console.log(JSON.stringify({ cpuMicros: user + system }));
}
await served.close();
process.exit(0);
