/**
 * The product in a process of its own, with jobs, whose event loop is watched: `node watched-server.ts ROOT [DATABASE_URL]`, where
 * ROOT may be indexed; without a URL on the embedded database. It prints its address and the keys of two tenants as a line of
 * JSON, watches its event loop from one line of its input to the next, and answers each with the figures.
 */
import { createInterface } from "node:readline";

import { openBenchApi } from "./bench-api.ts";
import { addKey, addTenants } from "./tenants.ts";
import { watchLoop } from "./watched-loop.ts";

const [root = "", url] = process.argv.slice(2);
const api = await openBenchApi(url, { AETHER_ALLOWED_ROOTS: root, runsJobs: true });
const { db, operations } = api.kernel;
const [hostile = "", other = ""] = await addTenants(db, 2);
// As that of every tenant which an operator makes; whose calls are timed has no limit.
await db.forAuth().write((tx) => tx.execute("update tenant set quota_qps = 50 where tenant_id = $1", [hostile]));
const permissions = ["code:read", "code:write", "jobs:read", "jobs:write"];
const keys = [await addKey(operations, hostile, permissions), await addKey(operations, other, permissions)];
console.log(JSON.stringify({ url: await api.listen({ host: "127.0.0.1", port: 0 }), keys }));
let figures = watchLoop();
for await (const _ of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(figures()));
  figures = watchLoop();
}
await api.close();
process.exit(0);
