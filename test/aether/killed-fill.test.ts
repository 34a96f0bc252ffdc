/** A process that dies while another model is filled: what was paid for is there, by the count of the one who was paid. */
import { describe, expect, test } from "vitest";

import { joinAether } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { modelServer } from "../support/model-server.ts";
import { build, type House, killAt } from "./killed-process.ts";
import { modelOptions, openAiAt, shopOf } from "./model-tenant.ts";

const DIMENSIONS = 512;
/** Two texts of each: some five requests. */
const FILES = 220;

async function open(house: House, host: string, paused = false) {
  const db = await house.open();
  return joinAether({ db, drop: () => db.close() }, { ...modelOptions([host]), paused });
}

describe.each(ENGINES)("the filling of another model that is killed, on $engine", (engine) => {
  test.each([
    // With a budget each request is noted twice: as what may be spent before it is sent, and as what was behind its answer.
    { before: "the first request", form: "insert into model_use", times: 1, answered: 0 },
    { before: "the third request", form: "insert into model_use", times: 5, answered: 2 },
  ])("before $before is gone on with, and no text is paid for twice", async ({ form, times, answered }) => {
    const server = await modelServer(DIMENSIONS);
    const house = await build(engine);
    const first = await open(house, server.host);
    const tenant = await first.tenant();
    const { tenantId } = tenant.context;
    using folder = shopOf(FILES);
    await tenant.index(folder.path, { name: "shop" });
    await first.close();
    const choosing = await open(house, server.host, true);
    const chooser = await choosing.tenant(tenantId);
    const embedder = openAiAt(server, DIMENSIONS);
    const { job_id: jobId, next: before } = await chooser.call("set_models", {
      embedder,
      budget: { daily: 1_000_000 },
      check: false,
    });
    await choosing.close();

    await killAt({ script: "dying-fill.ts", form, times }, [engine.engine, house.place, server.host, tenantId]);
    expect(server.asked).toHaveLength(answered);
    const paidBefore = server.paid.length;

    const later = await open(house, server.host, true);
    const again = await later.tenant(tenantId);
    const { next, embedder: serving } = await again.call("get_models", {});
    expect(serving).toMatchObject({ provider: "builtin" });
    expect(next.without_vector).toBe(before.texts - paidBefore);
    await later.start();
    expect(await later.whenFinished(again.context, jobId)).toMatchObject({
      state: "succeeded",
      attempt: 2,
      result: { switched: true, left: 0, embedded: before.texts - paidBefore },
    });
    expect(server.paid).toHaveLength(before.texts);
    expect(new Set(server.paid).size).toBe(before.texts);
    await later.close();
    await house.drop();
    await server.close();
  });
});
