import { randomUUID } from "node:crypto";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createCredentialSource } from "../../packages/server/src/accounts/index.ts";
import { installationKey, type Keyring } from "../../packages/server/src/kernel/secrets/index.ts";
import {
  createContext,
  type Identity,
  NO_TENANT,
  permissionsOf,
  permissionsOfOperator,
} from "../../packages/server/src/kernel/tenancy/index.ts";
import { ENGINES, type TestDatabase } from "../support/databases.ts";
import { testKeyring } from "../support/keyring.ts";
import { newTenant } from "../support/tenants.ts";
import { testAccounts } from "../support/test-accounts.ts";

const SECRET = "ghp_planted0123456789abcdefghijklmnopqr";
const TOKEN = { name: "github", kind: "git_token", host: "github.com", secret: SECRET } as const;
const WANTED = { name: "github", kind: "git_token", host: "github.com" } as const;

describe.each(ENGINES)("credentials on $engine", (engine) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await engine.open();
  });
  afterAll(() => database.drop());

  interface Asked {
    readonly identity: Identity;
    readonly name: string;
    readonly input?: object;
    readonly keyring?: Keyring;
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- a test reads the fields it asks about, whatever operation it calls
  const call = ({ identity, name, input = {}, keyring = testKeyring() }: Asked): Promise<any> => {
    const { operations } = testAccounts({ db: database.db, keyring });
    const found = operations.find((operation) => operation.name === name);
    if (found === undefined) throw new Error(`no operation ${name}`);
    return found.call(createContext({ ...identity, requestId: "test", signal: new AbortController().signal }), input);
  };
  const owner = async (): Promise<Identity> => {
    const { tenantId } = await newTenant(database.db);
    const actor = { kind: "person", personId: randomUUID(), sessionId: randomUUID(), role: "owner" } as const;
    return { tenantId, actor, permissions: permissionsOf("owner") };
  };
  const source = (keyring = testKeyring()) => createCredentialSource({ db: database.db, keyring });

  test("a secret comes in and is never answered again, save to whoever sends it to its host", async () => {
    const identity = await owner();
    const put = await call({ identity, name: "put_credential", input: TOKEN });
    const listed = await call({ identity, name: "list_credentials" });
    expect(listed.credentials).toEqual([put]);
    expect(put).toMatchObject({ name: "github", host: "github.com", username: "x-access-token", last4: "opqr" });
    expect(JSON.stringify([put, listed])).not.toContain("planted");
    expect(await source().open(identity, WANTED)).toEqual({ username: "x-access-token", secret: SECRET });
  });

  test("a short secret shows no end of itself", async () => {
    const identity = await owner();
    const input = { name: "p", kind: "provider_key", host: "api.example.com", secret: "short-one" };
    expect(await call({ identity, name: "put_credential", input })).toMatchObject({ last4: "", username: "" });
  });

  test("a secret goes to no other host and serves no other purpose", async () => {
    const identity = await owner();
    await call({ identity, name: "put_credential", input: TOKEN });
    for (const wanted of [
      { ...WANTED, host: "evil.example" },
      { ...WANTED, host: "github.com:8443" },
      { ...WANTED, kind: "provider_key" } as const,
    ]) {
      await expect(source().open(identity, wanted)).rejects.toMatchObject({ code: "FORBIDDEN" });
    }
  });

  test("another tenant finds nothing under the same name, and what is deleted is gone", async () => {
    const [ours, theirs] = [await owner(), await owner()];
    await call({ identity: ours, name: "put_credential", input: TOKEN });
    await expect(source().open(theirs, WANTED)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(
      call({ identity: theirs, name: "delete_credential", input: { name: "github" } }),
    ).rejects.toMatchObject({ code: "NOT_FOUND" });
    await call({ identity: ours, name: "delete_credential", input: { name: "github" } });
    await expect(source().open(ours, WANTED)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("a secret with line breaks, which could become a header of its own, is refused without being quoted", async () => {
    const identity = await owner();
    const input = { ...TOKEN, secret: "planted\r\nX-Evil: 1" };
    const refused = await call({ identity, name: "put_credential", input }).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "VALIDATION_ERROR" });
    expect(JSON.stringify(refused)).not.toContain("planted");
  });

  test("after a new root key everything is sealed under it in calls of any size, and the old key can go", async () => {
    const identity = await owner();
    const operator: Identity = {
      tenantId: NO_TENANT,
      actor: { kind: "operator", keyId: "k" },
      permissions: permissionsOfOperator(),
    };
    const old = testKeyring("old");
    for (const name of ["a", "b", "c"]) {
      await call({ identity, name: "put_credential", input: { ...TOKEN, name }, keyring: old });
    }
    const before = await installationKey({ db: database.db, keyring: old }, "test");
    const both = testKeyring("new", "old", "test");
    let answer = await call({ identity: operator, name: "reencrypt_secrets", input: { limit: 2 }, keyring: both });
    expect(answer.more).toBe(true);
    while (answer.more) {
      answer = await call({ identity: operator, name: "reencrypt_secrets", input: { limit: 2 }, keyring: both });
    }
    expect(answer.keys).toContainEqual({ id: "old", secrets: 0, api_keys: 0, removable: true });
    expect(answer.keys).toContainEqual(expect.objectContaining({ id: "new", removable: false }));
    const without = testKeyring("new");
    for (const name of ["a", "b", "c"]) {
      expect(await source(without).open(identity, { ...WANTED, name })).toMatchObject({ secret: SECRET });
    }
    expect(await installationKey({ db: database.db, keyring: without }, "test")).toEqual(before);
  });

  test("the table holds no secret, and a ciphertext put into another row, tenant or host does not open", async () => {
    const [ours, theirs] = [await owner(), await owner()];
    await call({ identity: ours, name: "put_credential", input: TOKEN });
    await call({ identity: theirs, name: "put_credential", input: { ...TOKEN, secret: "theirs-0123456789" } });
    const [row] = await database.db
      .forTenant(ours)
      .query<{ sealed: string; whole: string }>("select sealed, c::text as whole from credential c limit 1");
    expect(row?.whole).not.toContain("planted");
    const change = (identity: Identity, sql: string, value: unknown) =>
      database.db.forTenant(identity).write((tx) => tx.execute(sql, [value]));
    await change(theirs, "update credential set sealed = $1", row?.sealed);
    await change(ours, "update credential set host = $1", "evil.example");
    await expect(source().open(theirs, WANTED)).rejects.toMatchObject({ code: "SECRET_UNREADABLE" });
    const moved = { ...WANTED, host: "evil.example" };
    await expect(source().open(ours, moved)).rejects.toMatchObject({ code: "SECRET_UNREADABLE" });
  });
});
