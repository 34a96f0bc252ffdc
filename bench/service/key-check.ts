import { createContext } from "../../packages/server/src/kernel/tenancy/index.ts";
import { systemClock } from "../../packages/server/src/kernel/time/index.ts";
/** What it costs to learn from the headers of a call for whom it acts, when its key was seen within the minute. */
import { createOwnerAccess } from "../../packages/server/src/surfaces/http/access.ts";
import { createCredentialAccess, requireOwnTenant } from "../../packages/server/src/surfaces/http/credential-access.ts";
import { openBenchApi } from "./bench-api.ts";
import { addKey, addTenants } from "./tenants.ts";

const CHECKS = 20_000;
const ROUNDS = 15;

/** Microseconds of CPU from the Authorization header to the Context that an operation is called with; the least of the rounds. */
export async function keyCheckMicros(url: string): Promise<number> {
  const api = await openBenchApi(url);
  const { db, entrance, operations } = api.kernel;
  const [tenantId = ""] = await addTenants(db, 1);
  const headers = { host: "localhost", authorization: `Bearer ${await addKey(operations, tenantId)}` };
  const owner = createOwnerAccess({ token: "none", tenantId, permissions: [], clock: systemClock });
  const access = createCredentialAccess({ ...entrance, owner });
  const { signal } = new AbortController();
  const check = async (): Promise<void> => {
    const identity = await access.identify(headers);
    requireOwnTenant(headers, identity);
    createContext({ ...identity, requestId: "bench", origin: { address: "127.0.0.1", userAgent: "" }, signal });
  };
  let least = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    await check(); // the first of a minute is a bcrypt
    const before = process.cpuUsage();
    for (let n = 0; n < CHECKS; n++) await check();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / CHECKS);
  }
  await api.close();
  return least;
}
