/** A capability whose tenants may ask a service of models on this machine, and what its tests ask of it. */
import { join } from "node:path";

import { Fault } from "../../packages/server/src/kernel/errors/index.ts";
import { isFinished, type Job } from "../../packages/server/src/kernel/jobs/index.ts";
import { createPace } from "../../packages/server/src/kernel/models/index.ts";
import { createAsk, parseAllowedHosts } from "../../packages/server/src/kernel/outgoing/index.ts";
import type { CredentialSource } from "../../packages/server/src/kernel/secrets/index.ts";
import { systemClock } from "../../packages/server/src/kernel/time/index.ts";
import type { TestAether, TestAetherOptions, TestTenant } from "../support/aether-for-tests.ts";
import type { ModelServer } from "../support/model-server.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

/** The one credential there is, for whatever host. */
const CREDENTIALS: CredentialSource = {
  async open(_context, { name }) {
    if (name !== "key") throw new Fault("NOT_FOUND", `no credential "${name}"`, { name });
    return { username: "", secret: "sk-of-the-tenant" };
  },
};

/** Pauses pass at once, and a loaded machine is waited for. */
export function modelOptions(hosts: readonly string[]): TestAetherOptions {
  const wait = async (): Promise<void> => undefined;
  const ask = createAsk({ allowedHosts: parseAllowedHosts(hosts.join(",")) ?? [] });
  const modelAccess = { ask, pace: createPace(systemClock, wait), wait };
  return { modelAccess, credentials: CREDENTIALS, vectorBudgetMs: 60_000, snapshotHoldMs: 0 };
}

export function shopOf(files: number, salt = ""): TemporaryFolder {
  const folder = temporaryFolder();
  for (let n = 0; n < files; n += 1) {
    folder.write(
      join("src", `shelf${n}.ts`),
      `export function shelf${salt}${n}() {\n  return "jar ${salt} ${n}";\n}\n`,
    );
  }
  folder.write("src/tax.ts", "export function taxRate(country: string) {\n  return RATES[country];\n}\n");
  return folder;
}

export function openAiAt(server: ModelServer, dimensions: number, rest: object = {}): object {
  return { provider: "openai", url: `${server.origin}/v1`, model: "nomic", dimensions, credential: "key", ...rest };
}

/** The tenant's last job of a kind, once it has ended. */
export async function lastJob(aether: TestAether, tenant: TestTenant, kind: string): Promise<Job> {
  const [job] = await aether.jobs.list(tenant.context, { kind, limit: 1 });
  if (job === undefined) throw new Error(`there is no job ${kind}`);
  return isFinished(job) ? job : aether.whenFinished(tenant.context, job.jobId);
}

export async function choose(aether: TestAether, tenant: TestTenant, input: object): Promise<Job> {
  const { job_id: jobId } = await tenant.call("set_models", input);
  return aether.whenFinished(tenant.context, jobId);
}

export async function rowsIn(aether: TestAether, tenant: TestTenant, table: string): Promise<number> {
  const [row] = await aether.db
    .forTenant(tenant.context)
    .query<{ rows: number }>(`select count(*)::int as rows from ${table} limit 1`);
  return row?.rows ?? -1;
}
