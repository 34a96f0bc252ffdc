/** Every operation there is, asked by everybody who must not hear of what it holds. */
import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";

import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";

import { createClient } from "../../packages/client/src/index.ts";
import type { AnyOperation } from "../../packages/server/src/kernel/operation/index.ts";
import { type Identity, permissionsOf, type Role } from "../../packages/server/src/kernel/tenancy/index.ts";
import { openKernel } from "../../packages/server/src/main/kernel.ts";
import { ENGINES } from "../support/databases.ts";
import { callHttp } from "../support/http-call.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import type { Asker } from "./asked.ts";
import { askByClient, methodName, type Outcome } from "./by-client.ts";
import { EXAMPLES, RANKED } from "./examples.ts";
import { PASSWORD } from "./furnish.ts";
import { permissionPage } from "./permission-page.ts";
import { leaked, saying, told } from "./told.ts";
import { openHouse, OPERATOR, type TwoTenants } from "./two-tenants.ts";
import { nowhere, type World } from "./world.ts";

const MINUTE_MS = 60_000;
const ROLES: readonly Role[] = ["owner", "admin", "member", "viewer"];

test("none that the product joins is missing here", { timeout: 4 * MINUTE_MS }, async () => {
  using folder = temporaryFolder();
  const env = { AETHER_DATA: folder.path, LOG_LEVEL: "silent" };
  const kernel = await openKernel({ env, version: "0", runsJobs: false });
  await kernel.close();
  const joined = kernel.operations.map(({ name }) => name).toSorted();
  expect(Object.keys(EXAMPLES).toSorted()).toEqual(joined);
});

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

  test("an answer with a field for a secret is marked, so that it is neither compressed nor kept", () => {
    const secret = /"(?:\w+_)?(?:key|secret|token|link)":\{"type":"string"/;
    const holding = operations.filter(
      ({ output, kind }) => kind !== "file" && kind !== "stream" && secret.test(JSON.stringify(z.toJSONSchema(output))),
    );
    const unmarked = holding.filter((operation) => operation.answersSecret !== true);
    expect(unmarked.map(({ name }) => name)).toEqual([]);
    expect(holding.map(({ name }) => name)).toEqual(expect.arrayContaining(["create_key", "login", "invite_member"]));
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
        const words = leaked(ofTheirs.text, { of: theirs, given: of(theirs) });
        expect({ name, words }).toEqual({ name, words: [] });
      }
      expect(await stateOf(theirs)).toEqual(before);
    },
    3 * MINUTE_MS,
  );

  test(
    "API-06: nobody may what the permission table does not say",
    async () => {
      const page = permissionPage();
      const callers = [
        ...ROLES.map((role) => ({ called: role, caller: house.person(randomUUID(), role) })),
        { called: "operator", caller: OPERATOR },
      ];
      for (const operation of operations) {
        const allowed = page.get(operation.permission);
        expect({ name: operation.name, isInTable: allowed !== undefined }).toMatchObject({ isInTable: true });
        for (const { called, caller } of callers) {
          if (operation.permission === "public") continue;
          const isAllowed = allowed?.has(called);
          expect({ called, permission: operation.permission, isAllowed }).toMatchObject({
            isAllowed: caller.permissions.includes(operation.permission),
          });
          if (isAllowed === true) continue;
          const { status } = await asker.ask(caller, operation, example(operation, theirs));
          expect({ name: operation.name, actor: caller.actor, status }).toMatchObject({ status: 403 });
        }
      }
    },
    3 * MINUTE_MS,
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

  const askByMethod = (caller: Identity | undefined, operation: AnyOperation, input: object): Promise<Outcome> =>
    askByClient(house.asker, caller, { operation, input });
  test("the typed client has a method for every operation, so that a new one is asked, too", () => {
    const methods = Object.keys(createClient({ baseUrl: house.asker.url })).filter((name) => name !== "request");
    expect(methods.toSorted()).toEqual(house.operations.map(methodName).toSorted());
  });

  test(
    "API-02, API-18: the typed client hears of what is another tenant's what it hears of what is not there",
    async () => {
      // A tenant in which nobody has written words of others. Commands last: what they write bears the words of the other world.
      const us = house.person((await house.tenant(randomUUID())).context.tenantId, "owner");
      const asked = Object.entries(EXAMPLES)
        .flatMap(([name, list]) => list.map((of) => ({ operation: house.named(name), of })))
        .filter(({ operation }) => us.permissions.includes(operation.permission))
        .toSorted((a, b) => b.operation.kind.localeCompare(a.operation.kind));
      for (const { operation, of } of asked) {
        const { name } = operation;
        const missing = nowhere();
        const ofTheirs = await askByMethod(us, operation, of(house.theirs));
        const ofNobody = await askByMethod(us, operation, of(missing));
        const said = ({ status, text }: Outcome, world: World) => ({ status, text: saying(text, world) });
        const isSame = RANKED.has(name) || isDeepStrictEqual(said(ofTheirs, house.theirs), said(ofNobody, missing));
        expect({ name, isSame, ofTheirs: isSame ? "" : ofTheirs }).toEqual({ name, isSame: true, ofTheirs: "" });
        const words = leaked(ofTheirs.text, { of: house.theirs, given: of(house.theirs) });
        expect({ name, words }).toEqual({ name, words: [] });
      }
    },
    3 * MINUTE_MS,
  );

  test(
    "API-06: the typed client is refused what a role may not, and everything without a credential",
    async () => {
      for (const operation of house.operations.filter(({ permission }) => permission !== "public")) {
        const input = example(operation, house.theirs);
        const { status, text } = await askByMethod(undefined, operation, input);
        expect({ name: operation.name, status, text }).toMatchObject({ status: 401 });
        for (const role of ROLES.filter((one) => !permissionsOf(one).includes(operation.permission))) {
          const refused = await askByMethod(house.person(house.ours.tenantId, role), operation, input);
          expect({ name: operation.name, role, status: refused.status }).toMatchObject({ status: 403 });
        }
      }
    },
    3 * MINUTE_MS,
  );

  test("API-02, API-04: a stream of another tenant's is as one of nothing, also where it would go on", async () => {
    const us = house.person(ours.tenantId, "owner");
    const streams = house.operations.filter(({ kind }) => kind === "stream");
    expect(streams.map(({ name }) => name)).toContain("watch_job");
    for (const operation of streams) {
      const listen = async (world: World, caller: Identity | undefined, heard: string | undefined) => {
        const input = Object.entries(example(operation, world)).map(([name, value]) => [name, String(value)] as const);
        const inPath = input.filter(([name]) => operation.http.path.includes(`{${name}}`));
        const path = inPath.reduce<string>(
          (all, [name, value]) => all.replace(`{${name}}`, value),
          operation.http.path,
        );
        const query = new URLSearchParams(Object.fromEntries(input.filter((one) => !inPath.includes(one)))).toString();
        const headers = {
          accept: "text/event-stream",
          ...(caller && { authorization: `Bearer ${house.asker.tokenOf(caller)}` }),
          ...(heard !== undefined && { "last-event-id": heard }),
        };
        return told(await callHttp(`${house.asker.url}/api/v1${path}?${query}`, { headers }), world);
      };
      const own = await listen(house.ours, us, undefined);
      expect(own).toMatchObject({ status: 200, body: expect.stringContaining("id: ") });
      const [, last] = /^id: (.+)$/m.exec(Object(own).body) ?? [];
      for (const heard of [undefined, "0", last, "x"]) {
        const ofTheirs = await listen(house.theirs, us, heard);
        expect(ofTheirs).toEqual(await listen(nowhere(), us, heard));
        expect(Object(ofTheirs).status).toBeGreaterThanOrEqual(400);
        expect(await listen(house.theirs, undefined, heard)).toMatchObject({ status: 401 });
        const nobody: Identity = { ...us, permissions: [] };
        expect(await listen(house.ours, nobody, heard)).toMatchObject({ status: 403 });
      }
    }
  });

  test(
    "the own tenant is answered, so that a refusal to others means something",
    async () => {
      // Another export takes the place of the one that is asked about.
      const isLast = (name: string): number =>
        Number(name === "export_tenant" || house.named(name).http.method === "DELETE");
      const asked = Object.entries(EXAMPLES)
        .flatMap(([name, list]) => list.map((of) => ({ name, of })))
        // Archives are sent in test/remote/upload.test.ts.
        .filter(({ name }) => house.named(name).http.body !== "archive")
        .toSorted((a, b) => isLast(a.name) - isLast(b.name));
      // Who asked before has signed out, too.
      const login = await asker.ask(undefined, house.named("login"), { email: ours.email, password: PASSWORD });
      const sessionId = String(login.json().data.session_id);
      // And had a say about the devices: one waits, one has been approved.
      const begin = async () =>
        (await asker.ask(undefined, house.named("start_device_login"), { client: "ours" })).json();
      const [waiting, approved] = [(await begin()).data, (await begin()).data];
      const actor = { kind: "person", personId: ours.personId, sessionId, role: "owner" } as const;
      const person: Identity = { tenantId: ours.tenantId, actor, permissions: permissionsOf("owner") };
      await asker.ask(person, house.named("decide_device_login"), { user_code: approved.user_code, approve: true });
      const world = { ...ours, sessionId, userCode: waiting.user_code, deviceCode: approved.device_code };
      for (const { name, of } of asked) {
        const operation = house.named(name);
        const { status, text } = await asker.ask(house.allowed(operation, ours.tenantId), operation, of(world));
        // What has ended cannot be cancelled, and nobody is reached from here.
        const isFine = status < 400 || status === 409 || text.includes("UPSTREAM_FAILED");
        expect({ name, isFine, text: isFine ? "" : text }).toEqual({ name, isFine: true, text: "" });
      }
    },
    3 * MINUTE_MS,
  );
});
