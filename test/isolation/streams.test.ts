/** Streams of two tenants beside each other. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { type Identity, permissionsOf } from "../../packages/server/src/kernel/tenancy/index.ts";
import { openAether, type TestAether, type TestTenant } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { callHttp } from "../support/http-call.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";
import { type Asker, openAsker } from "./asked.ts";

describe.each(ENGINES)("streams of events on $engine", (engine) => {
  let house: TestAether;
  let asker: Asker;
  let folder: TemporaryFolder;
  beforeAll(async () => {
    folder = temporaryFolder({ "a.py": "def a():\n    pass\n" });
    house = await openAether(engine, { paused: true });
    asker = await openAsker(house.operations, house.db);
  });
  afterAll(async () => {
    await asker.close();
    await house.close();
    folder[Symbol.dispose]();
  });

  const ownerOf = ({ context: { tenantId } }: TestTenant): Identity => ({
    tenantId,
    actor: { kind: "person", personId: "p", sessionId: "s", role: "owner" },
    permissions: permissionsOf("owner"),
  });
  /** A job that stays queued, and all that is told of it until it ends. */
  const followed = async (tenant: TestTenant) => {
    const { job_id } = await tenant.call("index_repository", { path: folder.path });
    const headers = { authorization: `Bearer ${asker.tokenOf(ownerOf(tenant))}` };
    const ended = callHttp(`${asker.url}/api/v1/jobs/${job_id}/events`, { headers });
    return { jobId: String(job_id), ended, cancel: () => tenant.call("cancel_job", { id: job_id }) };
  };

  test("API-04: of another tenant's job nothing is told, whatever becomes of it while one listens", async () => {
    const [ours, theirs] = await Promise.all([house.tenant(), house.tenant()]);
    const [our, their] = [await followed(ours), await followed(theirs)];
    let hasOurEnded = false;
    void our.ended.then(() => (hasOurEnded = true));
    await their.cancel();
    const theirText = (await their.ended).text;
    expect(theirText).toContain('"state":"cancelled"');
    expect(hasOurEnded).toBe(false);
    await our.cancel();
    const { text } = await our.ended;
    for (const foreign of [their.jobId, theirs.context.tenantId]) expect(text).not.toContain(foreign);
    expect(theirText).not.toContain(our.jobId);
    expect(text.match(/"state":"cancelled"/g)).toHaveLength(1);
  });
});
