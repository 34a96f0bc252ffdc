/** Inputs that mean harm, to every operation, and what the time of an answer tells. */
import { assert, asyncProperty } from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ENGINES } from "../support/databases.ts";
import { EXAMPLES } from "./examples.ts";
import { hostileInputs } from "./hostile-input.ts";
import { openHouse, OPERATOR, type TwoTenants } from "./two-tenants.ts";
import { nowhere } from "./world.ts";

const MINUTE_MS = 60_000;
const RUNS = 30; // an operation
const ASKED = 300; // times, for each kind of id

describe.each(ENGINES)("hostile callers on $engine", (engine) => {
  let house: TwoTenants;
  beforeAll(async () => {
    house = await openHouse(engine);
  }, 2 * MINUTE_MS);
  afterAll(() => house.close());

  test(
    "DB-20: no input makes an error of ours, shows SQL or changes the tenant",
    async () => {
      for (const operation of house.operations) {
        const caller = house.allowed(operation, house.ours.tenantId);
        const fitting = EXAMPLES[operation.name]?.[0]?.(house.ours) ?? {};
        await assert(
          asyncProperty(hostileInputs(operation, fitting), async (input) => {
            const { status, text } = await house.asker.ask(caller, operation, input);
            const isOurFault = status >= 500 && !text.includes("UPSTREAM_FAILED"); // nobody is reached from here
            expect({ name: operation.name, isOurFault, status }).toMatchObject({ isOurFault: false });
            expect(text).not.toMatch(/syntax error|22P02|42601|pg_|node_modules/);
            const isTold = caller !== OPERATOR && text.includes(house.theirs.canary); // operators see all tenants
            expect({ name: operation.name, isTold }).toMatchObject({ isTold: false });
          }),
          { numRuns: RUNS },
        );
      }
      const { rows } = await house.db.queueExecutor.executeSql("select current_setting('app.tenant_id', true) as left");
      expect([null, ""]).toContain(rows[0]?.["left"]);
    },
    5 * MINUTE_MS,
  );

  test("PARSE-04: wildcards that backtrack elsewhere take no time", async () => {
    const caller = house.person(house.ours.tenantId, "owner");
    for (const filter of [
      "**/".repeat(15) + "x",
      "*a".repeat(16),
      "?".repeat(32),
      "(a+)+$",
      "(.*)*x",
      "a".repeat(1000),
    ]) {
      const input = { query: `path:${filter} door ${house.ours.canary}`, filters: { path: [filter] } };
      const started = performance.now();
      const { status } = await house.asker.ask(caller, house.named("search"), input);
      const isQuick = performance.now() - started < 5000;
      expect({ filter, isAnswered: status < 500, isQuick }).toEqual({ filter, isAnswered: true, isQuick: true });
    }
  });

  test(
    "API-02: how long an answer takes does not tell a foreign id from a missing one",
    async () => {
      const ours = house.ours.tenantId;
      for (const name of ["get_job", "get_repository", "get_node", "get_tenant"]) {
        const operation = house.named(name);
        const [example] = EXAMPLES[name] ?? [];
        if (example === undefined) throw new Error(`${name} has no example`);
        const caller = house.person(ours, "owner");
        const taken = async (input: object): Promise<number> => {
          const started = performance.now();
          await house.asker.ask(caller, operation, input);
          return performance.now() - started;
        };
        // Made before, so that making them takes none of the measured time; in turns, so that both have the same minutes.
        const nobodys = Array.from({ length: ASKED + 50 }, () => example(nowhere()));
        const theirs = example(house.theirs);
        for (const input of nobodys.splice(0, 50)) await taken(input); // until statements are prepared
        const foreign: number[] = [];
        const missing: number[] = [];
        for (const [n, input] of nobodys.entries()) {
          if (n % 2 === 0) foreign.push(await taken(theirs));
          missing.push(await taken(input));
          if (n % 2 === 1) foreign.push(await taken(theirs));
        }
        const share = shareAbove(foreign, missing);
        expect({ name, tells: share < 0.4 || share > 0.6, share }).toMatchObject({ tells: false });
      }
    },
    2 * MINUTE_MS,
  );
});

/** The area under the ROC curve: how often one of the first is above one of the second. 0.5 tells nothing. */
function shareAbove(first: readonly number[], second: readonly number[]): number {
  let above = 0;
  for (const one of first) for (const other of second) above += one > other ? 1 : one === other ? 0.5 : 0;
  return above / (first.length * second.length);
}
