import { readFileSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";
import { INSTALLATION, openQueue } from "../../packages/server/src/kernel/jobs/queue.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { openJobs, prepare } from "./support.ts";

test("the queues are installed anew with another version of pg-boss", () => {
  const manifest = JSON.parse(readFileSync(new URL("../../packages/server/package.json", import.meta.url), "utf8"));
  expect(INSTALLATION).toMatch(`pg-boss ${manifest.dependencies["pg-boss"]},`);
});

describe.each(ENGINES)("the queues on $engine", (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open({ afterMigrate: prepare });
  });
  afterAll(() => database.drop());

  test("installing what is there already takes one statement, which the application may run", async () => {
    const { queueExecutor } = database.db;
    let statements = 0;
    await installQueue({
      executeSql: (text, values) => {
        statements += 1;
        return queueExecutor.executeSql(text, values);
      },
    });
    expect(statements).toBe(1);
  });

  test("tickets that were settled long ago are deleted, and no others", async () => {
    const { queueExecutor } = database.db;
    const queue = await openQueue(database.db, (error) => expect.fail(error.message));
    await queueExecutor.executeSql(`
      insert into pgboss.job (name, state, completed_on, deletion_seconds) values
        ('bulk', 'completed', now() - interval '2 days', 86400), ('bulk', 'completed', now(), 86400),
        ('bulk', 'created', null, 86400)`);
    await queue.tidy();
    await queue.close();
    const { rows } = await queueExecutor.executeSql("select state from pgboss.job order by state");
    expect(rows).toEqual([{ state: "created" }, { state: "completed" }]);
  });

  test("a database without the queues is refused with what to do", async () => {
    const bare = await engine.open();
    await expect(openJobs(bare.db)).rejects.toMatchObject({ code: "SCHEMA_OUTDATED" });
    await bare.drop();
  });
});
