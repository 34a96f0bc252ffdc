/** Requests that mean harm, to every operation. */
import { asyncProperty, check, readConfigureGlobal } from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { AnyOperation } from "../../packages/server/src/kernel/operation/index.ts";
import { ENGINES } from "../support/databases.ts";
import type { Wire } from "./asked.ts";
import { EXAMPLES } from "./examples.ts";
import { hostileWires } from "./hostile-input.ts";
import { openHouse, OPERATOR, type TwoTenants } from "./two-tenants.ts";

const MINUTE_MS = 60_000;
const RUNS = 24; // an operation
const RUNS_OF_HASHES = 8; // where each call that fits hashes a new secret, which takes a third of a second on purpose
const LET_THROUGH = 0.25; // of them at least
const REFUSED_UNREAD = /"(VALIDATION_ERROR|UNSUPPORTED_MEDIA_TYPE|PAYLOAD_TOO_LARGE)"/;

describe.each(ENGINES)("hostile requests on $engine", (engine) => {
  let house: TwoTenants;
  beforeAll(async () => {
    house = await openHouse(engine);
  }, 2 * MINUTE_MS);
  afterAll(() => house.close());

  const runsOf = ({ name }: AnyOperation): number => (name.endsWith("_key") ? RUNS_OF_HASHES : RUNS);

  test(
    "DB-20: no request makes an error of ours, hangs, shows SQL or changes the tenant",
    async () => {
      const problems: string[] = [];
      const { seed = 0 } = readConfigureGlobal();
      for (const [at, operation] of house.operations.toSorted(byHarm).entries()) {
        const { name } = operation;
        const caller = house.allowed(operation, house.ours.tenantId);
        const fitting = EXAMPLES[name]?.[0]?.(house.ours) ?? {};
        let letThrough = 0;
        const ask = async (wire: Wire): Promise<void> => {
          const { status, text } = await house.asker.send(caller, operation, wire);
          if (!REFUSED_UNREAD.test(text)) letThrough += 1;
          const isOurFault = status >= 500 && !text.includes("UPSTREAM_FAILED"); // nobody is reached from here
          expect({ isOurFault, status, text: isOurFault ? text : "" }).toMatchObject({ isOurFault: false });
          // The bytes of an archive can be anything.
          const showsInside = operation.kind !== "file" && /syntax error|22P02|42601|pg_|node_modules/.test(text);
          expect({ showsInside }).toEqual({ showsInside: false });
          const isTold = caller !== OPERATOR && text.includes(house.theirs.canary); // operators see all tenants
          expect({ isTold }).toEqual({ isTold: false });
        };
        const numRuns = runsOf(operation);
        const { failed, errorInstance, counterexample } = await check(
          asyncProperty(hostileWires(operation, fitting), ask),
          {
            numRuns,
            seed: seed + at,
          },
        );
        if (failed)
          problems.push(`${name}: ${String(errorInstance)}\n${JSON.stringify(counterexample).slice(0, 1000)}`);
        // What no schema lets through tries nothing behind it. Archives are no JSON.
        const isTried = letThrough >= LET_THROUGH * numRuns || operation.http.body === "archive";
        if (!failed && !isTried) problems.push(`${name}: ${letThrough} of ${numRuns} were let through`);
      }
      expect(problems.join("\n\n")).toBe("");
      const { rows } = await house.db.queueExecutor.executeSql("select current_setting('app.tenant_id', true) as left");
      expect([null, ""]).toContain(rows[0]?.["left"]);
    },
    5 * MINUTE_MS,
  );
});

/** Those that read first, and last those that take away what the others ask for. */
function byHarm(one: AnyOperation, other: AnyOperation): number {
  const harmOf = ({ kind, http }: AnyOperation): number => (kind !== "command" ? 0 : http.method === "DELETE" ? 2 : 1);
  return harmOf(one) - harmOf(other);
}
