/** Every operation there is, asked by everybody who must not hear of what it holds. */
import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import type { AnyOperation } from "../../packages/server/src/kernel/operation/index.ts";
import type { Role } from "../../packages/server/src/kernel/tenancy/index.ts";
import { openKernel } from "../../packages/server/src/main/kernel.ts";
import { ENGINES } from "../support/databases.ts";
import type { Answer } from "../support/http-call.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import type { Asker } from "./asked.ts";
import { EXAMPLES, RANKED } from "./examples.ts";
import { openHouse, OPERATOR, type TwoTenants } from "./two-tenants.ts";
import { nowhere, type World } from "./world.ts";

const MINUTE_MS = 60_000;
const ROLES: readonly Role[] = ["owner", "admin", "member", "viewer"];

/** What an answer says, without what differs from one call to the next and without the words that were asked with. */
function told({ status, headers, text }: Answer, world: World): object {
  const words = Object.values(world)
    .map(String)
    .toSorted((a, b) => b.length - a.length);
  const body = words.reduce((said, word) => said.replaceAll(word, "<asked>"), text);
  const known = new Set(["date", "x-request-id", "content-length", "etag"]);
  return {
    status,
    headers: Object.keys(headers)
      .filter((name) => !known.has(name))
      .toSorted(),
    body: body
      .replaceAll(/"(request_id|instance)":"[^"]*"/g, '"$1":"<of the call>"')
      .replaceAll(/"\d{4}-\d\d-\d\dT[\d:.]+Z"/g, '"<time>"')
      .replaceAll(/"version":\d+/g, '"version":"<n>"')
      .replaceAll(/"(key|key_id|shown_as|token)":"[^"]*"/g, '"$1":"<new>"')
      .replaceAll(/"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"/g, '"<new id>"'),
  };
}

describe.each(ENGINES)("every operation on $engine", (engine) => {
  let house: TwoTenants;
  let operations: readonly AnyOperation[];
  let asker: Asker;
  let theirs: World;
  let ours: World;
  beforeAll(async () => {
    house = await openHouse(engine);
    ({ operations, asker, theirs, ours } = house);
  }, 2 * MINUTE_MS);
  afterAll(() => house.close());

  /** What changes of a tenant when somebody writes. */
  const stateOf = async ({ tenantId }: World): Promise<unknown> => {
    const tenant = await house.tenant(tenantId);
    const { jobs } = await tenant.call("list_jobs", {});
    const [row] = await house.db.forTenant({ tenantId }).query("select * from tenant limit 1");
    const states = jobs.map(({ job_id, state }: { job_id: string; state: string }) => ({ job_id, state }));
    return { states, repositories: await tenant.call("list_repositories", {}), row };
  };
  const example = (operation: AnyOperation, world: World): object => {
    const [first] = EXAMPLES[operation.name] ?? [];
    if (first === undefined) throw new Error(`${operation.name} has no example in test/isolation/examples.ts`);
    return first(world);
  };

  test("there is an example of each, so that a new one is asked, too", () => {
    expect(Object.keys(EXAMPLES).toSorted()).toEqual(operations.map(({ name }) => name).toSorted());
  });

  test("none that the product joins is missing here", async () => {
    using folder = temporaryFolder();
    const env = { AETHER_DATA: folder.path, LOG_LEVEL: "silent" };
    const kernel = await openKernel({ env, version: "0", runsJobs: false });
    await kernel.close();
    const joined = kernel.operations.map(({ name }) => name).toSorted();
    expect(operations.map(({ name }) => name).toSorted()).toEqual(joined);
  });

  test(
    "API-02, API-04, API-07, API-18: what is another tenant's is as what is not there, and stays as it is",
    async () => {
      const before = await stateOf(theirs);
      const us = house.person(ours.tenantId, "owner");
      // What is written bears the words of the other world, so everything is read before.
      const asked = Object.entries(EXAMPLES)
        .flatMap(([name, list]) => list.map((of) => ({ name, of })))
        .toSorted((a, b) => house.named(b.name).kind.localeCompare(house.named(a.name).kind));
      for (const { name, of } of asked) {
        const operation = house.named(name);
        if (!us.permissions.includes(operation.permission)) continue;
        const missing = nowhere();
        const ofTheirs = await asker.ask(us, operation, of(theirs));
        const ofNobody = await asker.ask(us, operation, of(missing));
        const said = { name, ...told(ofTheirs, theirs) };
        expect(RANKED.has(name) ? {} : said).toEqual(RANKED.has(name) ? {} : { name, ...told(ofNobody, missing) });
        const given = JSON.stringify(of(theirs));
        const secrets = Object.values(theirs).map(String);
        const leaked = secrets.filter(
          (word) => word !== theirs.ref && !given.includes(word) && ofTheirs.text.includes(word),
        );
        expect({ name, leaked }).toEqual({ name, leaked: [] });
      }
      expect(await stateOf(theirs)).toEqual(before);
    },
    MINUTE_MS,
  );

  test(
    "API-06: nobody may what the permission table does not say",
    async () => {
      for (const operation of operations) {
        const callers = [...ROLES.map((role) => house.person(randomUUID(), role)), OPERATOR];
        for (const caller of callers) {
          if (operation.permission === "public" || caller.permissions.includes(operation.permission)) continue;
          const { status } = await asker.ask(caller, operation, example(operation, theirs));
          expect({ name: operation.name, actor: caller.actor, status }).toMatchObject({ status: 403 });
        }
      }
    },
    MINUTE_MS,
  );

  test("without a credential every operation that is not public is refused alike", async () => {
    const refusals = new Set<string>();
    for (const operation of operations.filter(({ permission }) => permission !== "public")) {
      const answer = await asker.ask(undefined, operation, example(operation, theirs));
      expect({ name: operation.name, status: answer.status }).toEqual({ name: operation.name, status: 401 });
      refusals.add(JSON.stringify(told(answer, theirs)));
    }
    expect(refusals.size).toBe(1);
  });

  test(
    "the own tenant is answered, so that a refusal to others means something",
    async () => {
      const isLast = (name: string): number => Number(house.named(name).http.method === "DELETE");
      const asked = Object.entries(EXAMPLES)
        .flatMap(([name, list]) => list.map((of) => ({ name, of })))
        // Archives are sent in test/remote/upload.test.ts.
        .filter(({ name }) => house.named(name).http.body !== "archive")
        .toSorted((a, b) => isLast(a.name) - isLast(b.name));
      for (const { name, of } of asked) {
        const operation = house.named(name);
        const { status, text } = await asker.ask(house.allowed(operation, ours.tenantId), operation, of(ours));
        // What has ended cannot be cancelled, and nobody is reached from here.
        const isFine = status < 400 || status === 409 || text.includes("UPSTREAM_FAILED");
        expect({ name, isFine, text: isFine ? "" : text }).toEqual({ name, isFine: true, text: "" });
      }
    },
    MINUTE_MS,
  );
});
