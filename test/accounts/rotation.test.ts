/** Root keys changed on servers that are asked all the while. */
import { createHash } from "node:crypto";

import { Client } from "pg";
import { expect, onTestFinished, test } from "vitest";

import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";
import { ENGINES } from "../support/databases.ts";
import { ask, beginLoad, callersOf, dataOf, type Fleet, type Holdings, openFleet } from "./rotation-load.ts";

const ROUNDS = 4; // of each caller, after each step
const MINUTE_MS = 60_000;

/** As AETHER_SECRET_KEYS has them, the current one first. */
const rootKeys = (...ids: readonly string[]): string =>
  ids.map((id) => `${id}:${createHash("sha256").update(`root ${id}`).digest("base64")}`).join(",");

async function holdingsOf(fleet: Fleet): Promise<Holdings & { readonly keyId: string }> {
  const server = fleet.next();
  const body = { email: "boss@example.org", slug: "acme" };
  const here = { ...fleet, next: () => server };
  const init = await dataOf(ask(here, "/installation", { token: server.api.token, body }));
  const signedIn = await dataOf(ask(fleet, "/auth/login", { body: { email: body.email, password: init.password } }));
  const token = signedIn.access_token;
  const permissions = ["code:read", "code:write", "jobs:read", "keys:read"];
  const { key, key_id } = await dataOf(ask(fleet, "/keys", { token, body: { name: "load", permissions } }));
  await dataOf(ask(fleet, "/keys", { token, body: { name: "another", permissions } }));
  const credential = { kind: "git_token", host: "git.example.org", secret: "not-a-real-token" };
  await dataOf(ask(fleet, "/credentials/git", { method: "PUT", token, body: credential }));
  return {
    operatorKey: init.operator_key,
    tenantId: init.tenant_id,
    key,
    keyId: key_id,
    accessToken: token,
    refreshToken: signedIn.refresh_token,
    isRefreshDue: false,
  };
}

/** Ids of every key there is. */
async function keysOf(fleet: Fleet, { key, operatorKey }: Holdings) {
  const idsOf = ({ keys }: { keys: readonly { key_id: string }[] }): string[] => keys.map(({ key_id }) => key_id);
  return {
    keys: idsOf(await dataOf(ask(fleet, "/keys", { token: key }))),
    operatorKeys: idsOf(await dataOf(ask(fleet, "/operator-keys", { token: operatorKey }))),
  };
}

test(
  "AUDIT-11: a new root key comes and the old one goes while servers are asked, and no call fails",
  async () => {
    const postgres = ENGINES.find(({ engine }) => engine === "postgres");
    const database = await postgres?.open({ afterMigrate: installQueue });
    if (database?.adminUrl === undefined) throw new Error("there is no PostgreSQL");
    const fleet = openFleet(database.adminUrl);
    onTestFinished(async () => {
      await fleet.close();
      await database.drop();
    });
    await fleet.roll(rootKeys("k1"));
    const holdings = await holdingsOf(fleet);
    const admin = new Client(database.adminUrl);
    await admin.connect();
    await admin.query("update tenant set quota_qps = null, quota_repos = null");
    await admin.end();

    const load = beginLoad(callersOf(fleet, holdings));
    const goneRound = async (): Promise<void> => {
      const before = load.rounds();
      holdings.isRefreshDue = true;
      const haveAll = (): boolean => load.rounds().every((rounds, at) => rounds >= (before[at] ?? 0) + ROUNDS);
      await expect.poll(haveAll, { timeout: 2 * MINUTE_MS }).toBe(true);
    };
    try {
      await goneRound();
      await fleet.roll(rootKeys("k1", "k2"));
      await goneRound();
      await fleet.roll(rootKeys("k2", "k1"));
      await goneRound();

      const reencrypt = () =>
        dataOf(ask(fleet, "/secrets/reencrypt", { token: holdings.operatorKey, body: { limit: 1 } }));
      // Two at once, each in calls that leave something for the next.
      let answers = await Promise.all([reencrypt(), reencrypt()]);
      while (answers.some(({ more }) => more)) answers = await Promise.all([reencrypt(), reencrypt()]);
      await goneRound();

      const stateOf = async (id: string) => (await reencrypt()).keys.find((key: { id: string }) => key.id === id);
      expect(await stateOf("k1")).toMatchObject({ secrets: 0, removable: false }); // API keys of before need it
      const old = await keysOf(fleet, holdings);
      for (const id of old.keys) {
        const { key } = await dataOf(ask(fleet, `/keys/${id}/rotate`, { token: holdings.accessToken, body: {} }));
        if (id === holdings.keyId) holdings.key = key;
      }
      const made = { token: holdings.operatorKey, body: { name: "second" } };
      holdings.operatorKey = (await dataOf(ask(fleet, "/operator-keys", made))).key;
      await goneRound();
      for (const id of old.keys)
        await dataOf(ask(fleet, `/keys/${id}`, { method: "DELETE", token: holdings.accessToken }));
      for (const id of old.operatorKeys)
        await dataOf(ask(fleet, `/operator-keys/${id}`, { method: "DELETE", token: holdings.operatorKey }));
      expect(await stateOf("k1")).toMatchObject({ secrets: 0, api_keys: 0, removable: true });
      await fleet.roll(rootKeys("k2"));
      await goneRound();
    } finally {
      await load.stop();
    }
    expect(load.failures).toEqual([]);
  },
  6 * MINUTE_MS,
);
