/** What may be chosen, and what is told of a choice that cannot be used: nothing changes then. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { openAether, type TestAether, type TestTenant } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { type Misbehaviour, modelServer, type ModelServer } from "../support/model-server.ts";
import { modelOptions, openAiAt } from "./model-tenant.ts";

describe.each(ENGINES)("choosing models on $engine", (engine) => {
  let server: ModelServer;
  let other: ModelServer;
  let aether: TestAether;
  let tenant: TestTenant;
  beforeAll(async () => {
    [server, other] = [await modelServer(512), await modelServer(512)];
    aether = await openAether(engine, modelOptions([server.host]));
    tenant = await aether.tenant();
  });
  afterAll(async () => {
    await aether.close();
    await server.close();
    await other.close();
  });
  beforeEach(() => server.behave());

  const unchanged = async (): Promise<void> => {
    expect(await tenant.call("get_models", {})).toMatchObject({ embedder: { provider: "builtin" }, next: null });
  };

  test.each([
    [{ provider: "openai", dimensions: 512, model: "m" }, "VALIDATION_ERROR", "embedder.url"],
    [{ provider: "openai", dimensions: 512, url: "http://127.0.0.1/v1" }, "VALIDATION_ERROR", "embedder.model"],
    [{ provider: "openai", model: "m", url: "http://127.0.0.1/v1" }, "VALIDATION_ERROR", "embedder.dimensions"],
    [{ provider: "openai", dimensions: 1000, model: "m", url: "http://x/v1" }, "VALIDATION_ERROR", "1024, 1536"],
    [{ provider: "voyage" }, "VALIDATION_ERROR", "embedder.credential"],
    [{ provider: "builtin", model: "m" }, "VALIDATION_ERROR", "takes no model"],
    [{ provider: "openai", dimensions: 512, model: "m", url: "ftp://x/v1" }, "VALIDATION_ERROR", "https://"],
    [{ provider: "openai", dimensions: 512, model: "m", url: "https://a:b@x/v1" }, "VALIDATION_ERROR", "https://"],
    [{ provider: "openai", dimensions: 512, model: "m", url: "https://169.254.169.254/v1" }, "URL_REFUSED", "public"],
    [{ provider: "voyage", credential: "none" }, "NOT_FOUND", "no credential"],
  ])("%o is refused, and nothing changes", async (embedder, code, told) => {
    const choosing = tenant.call("set_models", { embedder });
    await expect(choosing).rejects.toMatchObject({ code, message: expect.stringContaining(told) });
    await unchanged();
  });

  test.each<[Misbehaviour, string, string]>([
    [{ kind: "status", status: 401 }, "MODEL_REFUSED", "refuses to be asked (401)"],
    [{ kind: "short" }, "UPSTREAM_FAILED", "511 dimensions in place of 512"],
    [{ kind: "html" }, "UPSTREAM_FAILED", "not JSON"],
  ])("a model that answers with %o when it is tried is not chosen", async (wrong, code, told) => {
    server.misbehave(wrong);
    const choosing = tenant.call("set_models", { embedder: openAiAt(server, 512) });
    await expect(choosing).rejects.toMatchObject({ code, message: expect.stringContaining(told) });
    await unchanged();
  });

  test("a server of one's own network is asked only where the operator has named it", async () => {
    const choosing = tenant.call("set_models", { embedder: openAiAt(other, 512) });
    await expect(choosing).rejects.toMatchObject({ code: "URL_REFUSED" });
    expect(other.asked).toEqual([]);
    await unchanged();
  });

  test("of two choices one after the other the last one serves, and one that is taken back leaves nothing", async () => {
    const embedder = openAiAt(server, 512);
    const { job_id: jobId } = await tenant.call("set_models", { embedder });
    await aether.whenFinished(tenant.context, jobId);
    const last = await tenant.call("set_models", { embedder: { provider: "builtin" } });
    await aether.whenFinished(tenant.context, last.job_id);
    await unchanged();
    const priced = await tenant.call("set_models", { budget: { daily: 3, monthly: 50 } });
    expect(priced).toMatchObject({ budget: { daily: 3, monthly: 50 } });
    expect(await tenant.call("set_models", { budget: { daily: null } })).toMatchObject({
      budget: { daily: null, monthly: 50 },
    });
  });
});
