/** What the time of an answer tells, and inputs that take time. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { AnyOperation } from "../../packages/server/src/kernel/operation/index.ts";
import type { Identity } from "../../packages/server/src/kernel/tenancy/index.ts";
import { ENGINES } from "../support/databases.ts";
import { type Example, EXAMPLES } from "./examples.ts";
import { openHouse, type TwoTenants } from "./two-tenants.ts";
import { nowhere } from "./world.ts";

const MINUTE_MS = 60_000;
const ASKED = [60, 240, 700]; // times, for each kind of id, while the calls before seem to tell something
const WARM = 5; // times before: until statements are prepared
const SEEMS_TO_TELL = 0.06; // of a share of 0.5

describe.each(ENGINES)("hostile callers on $engine", (engine) => {
  let house: TwoTenants;
  beforeAll(async () => {
    house = await openHouse(engine);
  }, 2 * MINUTE_MS);
  afterAll(() => house.close());

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
    "API-02: how long an answer takes does not tell a foreign id from a missing one, whatever asks for one",
    async () => {
      const caller = house.person(house.ours.tenantId, "owner");
      const told: object[] = [];
      for (const [name, [example]] of Object.entries(EXAMPLES)) {
        const operation = house.named(name);
        if (example === undefined || !caller.permissions.includes(operation.permission)) continue;
        const first = await house.asker.ask(caller, operation, example(house.theirs));
        // It looked for something of a tenant, and did not find it.
        if (first.status !== 404) continue;
        const share = await shareOf(caller, operation, example);
        told.push({ name, tells: share < 0.4 || share > 0.6, share });
      }
      expect(told.length).toBeGreaterThan(15);
      expect(told.filter((one) => Object(one).tells)).toEqual([]);
    },
    4 * MINUTE_MS,
  );

  /** How often a foreign id takes longer than a missing one. What a few calls seem to tell is asked for again. */
  const shareOf = async (caller: Identity, operation: AnyOperation, example: Example): Promise<number> => {
    const taken = async (input: object): Promise<number> => {
      const started = performance.now();
      await house.asker.ask(caller, operation, input);
      return performance.now() - started;
    };
    const theirs = example(house.theirs);
    const foreign: number[] = [];
    const missing: number[] = [];
    for (const asked of ASKED) {
      // One of each, asked as often: what is asked for again is warm in the database's memory, whosever it is.
      const nobodys = example(nowhere());
      for (let n = 0; n < WARM; n += 1) for (const input of [theirs, nobodys]) await taken(input);
      // In turns, so that both have the same minutes.
      for (let n = 0; n < asked; n += 1) {
        if (n % 2 === 0) foreign.push(await taken(theirs));
        missing.push(await taken(nobodys));
        if (n % 2 === 1) foreign.push(await taken(theirs));
      }
      if (Math.abs(shareAbove(foreign, missing) - 0.5) < SEEMS_TO_TELL) break;
    }
    return shareAbove(foreign, missing);
  };
});

/** The area under the ROC curve: how often one of the first is above one of the second. 0.5 tells nothing. */
function shareAbove(first: readonly number[], second: readonly number[]): number {
  let above = 0;
  for (const one of first) for (const other of second) above += one > other ? 1 : one === other ? 0.5 : 0;
  return above / (first.length * second.length);
}
