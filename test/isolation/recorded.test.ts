/** What of every operation is put on the audit trail: of what was done, and of what was denied. */
import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { AnyOperation } from "../../packages/server/src/kernel/operation/index.ts";
import type { Identity } from "../../packages/server/src/kernel/tenancy/index.ts";
import { ENGINES } from "../support/databases.ts";
import type { Answer } from "../support/http-call.ts";
import { EXAMPLES } from "./examples.ts";
import { PASSWORD } from "./furnish.ts";
import { openHouse, type TwoTenants } from "./two-tenants.ts";
import { nowhere } from "./world.ts";

const MINUTE_MS = 60_000;

describe.each(ENGINES)("the trail of every operation on $engine", (engine) => {
  let house: TwoTenants;
  beforeAll(async () => {
    house = await openHouse(engine);
  }, 2 * MINUTE_MS);
  afterAll(() => house.close());

  /** What was put on record of a call: where, who, what and how it ended. */
  const recordsOf = ({ headers }: Answer): object[] =>
    house.asker
      .recorded()
      .filter(({ context }) => context.requestId === headers["x-request-id"])
      .map(({ context: { tenantId, actor }, action, outcome }) => ({ tenantId, actor, action, outcome }));

  test(
    "AUDIT-01: what an operation did is on its caller's trail once, also where it failed, and what it read is not",
    async () => {
      const orderOf = ({ http, kind }: AnyOperation): number =>
        kind !== "command" ? 0 : http.method === "DELETE" ? 2 : 1;
      let done = 0;
      // Archives are sent in test/remote/upload.test.ts.
      const asked = house.operations.filter(({ http }) => http.body !== "archive");
      for (const operation of asked.toSorted((one, other) => orderOf(one) - orderOf(other))) {
        const { name, kind, permission, interim = [] } = operation;
        const caller = house.allowed(operation, house.ours.tenantId);
        for (const world of [house.ours, nowhere()]) {
          const answer = await house.asker.ask(caller, operation, EXAMPLES[name]?.[0]?.(world) ?? {});
          const outcome = answer.status < 400 ? "OK" : String(answer.json().error.code);
          done += Number(answer.status < 300);
          const records = recordsOf(answer);
          const who = permission === "public" ? {} : { tenantId: caller.tenantId, actor: caller.actor };
          const isKept = (kind === "command" || kind === "file") && !interim.includes(outcome);
          expect({ name, records }).toMatchObject({ name, records: isKept ? [{ ...who, action: name, outcome }] : [] });
        }
      }
      expect(done).toBeGreaterThan(house.operations.length / 2);
      const { refreshToken, resetToken, invitationToken } = house.ours;
      const text = JSON.stringify(house.asker.recorded());
      for (const secret of [PASSWORD, refreshToken, resetToken, invitationToken, "not-a-real-token"])
        expect(text).not.toContain(secret);
    },
    3 * MINUTE_MS,
  );

  test(
    "AUDIT-01: a denial is on record once, whether nobody asks or somebody who may not",
    async () => {
      const powerless: Identity = { ...house.person(house.ours.tenantId, "viewer"), permissions: [] };
      const { tenantId, actor } = powerless;
      for (const operation of house.operations.filter(({ permission }) => permission !== "public")) {
        const { name: action } = operation;
        const input = EXAMPLES[action]?.[0]?.({ ...nowhere(), jobId: randomUUID() }) ?? {};
        const refused = recordsOf(await house.asker.ask(powerless, operation, input));
        expect(refused).toEqual([{ tenantId, actor, action, outcome: "FORBIDDEN" }]);
        const unknown = recordsOf(await house.asker.ask(undefined, operation, input));
        expect(unknown).toMatchObject([{ actor: { kind: "anonymous" }, action, outcome: "UNAUTHENTICATED" }]);
      }
    },
    2 * MINUTE_MS,
  );
});
