import { randomUUID } from "node:crypto";

import { describe, expect, onTestFinished, test } from "vitest";

import {
  createKeyCheck,
  formatKey,
  hashSecret,
  newKeyId,
  newSecret,
} from "../../packages/server/src/kernel/auth/index.ts";
import { parseKey } from "../../packages/server/src/kernel/auth/key-text.ts";
import { passesCheck, verifySecret } from "../../packages/server/src/kernel/auth/secret-hash.ts";
import { ENGINES } from "../support/databases.ts";
import { testKeyring } from "../support/keyring.ts";
import { guessesAt, mostTold, sampling, timesOf } from "../support/refusal-times.ts";
import { serveAccounts } from "./served-accounts.ts";

/** What the time of a refusal may tell: an area under the curve of 0.55, where 0.5 is nothing. */
const TOLD_MAX = 0.05;
const WARM_LIMIT_US = 25; // 5 µs on a quiet machine (make bench); a check that hashed or asked again would take 500 and more

describe.each(ENGINES)("guessing keys on $engine", (engine) => {
  const oneKey = async () => {
    const served = await serveAccounts(engine);
    onTestFinished(() => served.close());
    const admin = await served.person("admin");
    const made = await served.call(admin, "create_key", { name: "ci", permissions: ["keys:read"] });
    const [, environment, keyId, secret] = made.key.split("_");
    return { served, admin, key: made.key, keyId, secret, environment };
  };
  const cpuMs = async (work: () => Promise<unknown>): Promise<number> => {
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1000;
  };

  test("AUTH-01, AUTH-04: a wrong checksum asks the database nothing", async () => {
    const { served, key } = await oneKey();
    const closed = new Proxy(served.db, {
      get: (target, name) => {
        if (name === "listen") return target.listen.bind(target);
        throw new Error(`asked for ${String(name)}`);
      },
    });
    const check = await createKeyCheck({
      db: closed,
      keyring: served.keyring,
      clock: served.clock,
      log: { warn() {} },
    });
    const wrong = key.slice(0, -1) + (key.endsWith("a") ? "b" : "a");
    await expect(check.identify(wrong)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await expect(check.identify(key)).rejects.toThrow(/asked for/);
    await check.close();
  });

  test("AUTH-04: a hundred wrong secrets and unknown ids cost less than two right keys' bcrypt", async () => {
    const { served, key, keyId } = await oneKey();
    const tenant = parseKey(key)?.tenantId;
    const wrong = (id: string) => formatKey({ environment: "live", keyId: id, secret: newSecret() });
    const guess = (text: string) => served.keys.identify(text).catch((error: unknown) => error);
    const good = await cpuMs(() => served.keys.identify(key));
    const ids = [keyId, `${keyId.slice(0, -3)}abc`];
    const bad = await cpuMs(async () => {
      for (let i = 0; i < 100; i += 1) await guess(wrong(ids[i % 2]));
    });
    expect(tenant).toBeDefined();
    expect(bad / 100).toBeLessThan(good / 4);
    expect(await served.keys.identify(key)).toMatchObject({ actor: { kind: "key", keyId } });
  });

  test("API-18: a wrong secret of a known key and of an unknown one, of a tenant and of none, are refused alike", async () => {
    const { served, key, keyId } = await oneKey();
    const ids = [keyId, `${keyId.slice(0, -3)}abc`, newKeyId(randomUUID())];
    const texts = ids.map((id) => formatKey({ environment: "live", keyId: id, secret: newSecret() }));
    const answers = await Promise.all(
      [...texts, key.slice(0, -2), "aeth_live_x"].map((token) => served.http("/api/v1/keys", { token })),
    );
    expect(new Set(answers.map((it) => JSON.stringify([it.status, it.json()["error"]]))).size).toBe(1);
    expect(answers[0]?.status).toBe(401);
  });

  test("a key of the other environment is not known, although all else is right", async () => {
    const { served, keyId, secret } = await oneKey();
    const token = formatKey({ environment: "test", keyId, secret });
    expect((await served.http("/api/v1/keys", { token })).status).toBe(401);
  });

  test("AUTH-03: the whole secret counts, also after byte 72 and after a NUL", async () => {
    const { served, admin, keyId } = await oneKey();
    const long = "a".repeat(72);
    const kept = await hashSecret(served.keyring, `${long}tail`);
    expect(await verifySecret(served.keyring, `${long}tail`, kept)).toBe(true);
    expect(await verifySecret(served.keyring, `${long}tale`, kept)).toBe(false);
    expect(await verifySecret(served.keyring, `${long}tail\0x`, kept)).toBe(false);
    expect(passesCheck(served.keyring, `${long}tale`, kept)).toBe(false);
    expect(admin.tenantId).toBe(parseKey(formatKey({ environment: "live", keyId, secret: newSecret() }))?.tenantId);
  });

  test("AUTH-04: secrets that pass the short check by chance reach bcrypt five times a minute, and the good key is not locked out", async () => {
    const { served, admin, key, keyId } = await oneKey();
    await served.keys.identify(key);
    const guess = newSecret();
    const { secretCheck } = await hashSecret(served.keyring, guess);
    await served.db
      .forTenant(admin)
      .write((tx) => tx.execute("update api_key set secret_check = $2 where key_id = $1", [keyId, secretCheck]));
    const text = formatKey({ environment: "live", keyId, secret: guess });
    const codes: string[] = [];
    for (let i = 0; i < 7; i += 1) {
      codes.push(
        await served.keys.identify(text).then(
          () => "",
          (error: { code: string }) => error.code,
        ),
      );
    }
    expect(codes.slice(0, 5)).toEqual(Array(5).fill("UNAUTHENTICATED"));
    expect(codes.slice(5)).toEqual(["RATE_LIMITED", "RATE_LIMITED"]);
    expect(await served.keys.identify(key)).toMatchObject({ actor: { keyId } });
  });

  test("AUTH-07: the time of a refusal does not tell where a secret is wrong, nor whether its key or its tenant is there", async () => {
    const { served, keyId, secret } = await oneKey();
    const guesses = guessesAt({ keyId, secret }, (text) => served.keys.identify(text));
    await timesOf(guesses, 100);
    const { kinds, area } = mostTold(await timesOf(guesses, 1000));
    expect([kinds, area < 0.5 + TOLD_MAX + sampling(1000)]).toEqual([kinds, true]);
  }, 120_000);

  test("AUTH-04: a key that is good no more is refused without a bcrypt, however often it comes", async () => {
    const { served, admin, key, keyId } = await oneKey();
    const good = await cpuMs(() => served.keys.identify(key));
    const ends = [
      ["update tenant set state = 'suspended' where tenant_id = $1", admin.tenantId, "TENANT_SUSPENDED"],
      ["update tenant set state = 'active' where tenant_id = $1", admin.tenantId, undefined],
      ["update api_key set expires_at = created_at + interval '1 ms' where key_id = $1", keyId, "UNAUTHENTICATED"],
    ] as const;
    for (const [sql, id, code] of ends) {
      const as = code === "UNAUTHENTICATED" ? served.db.forTenant(admin) : served.db.forAuth();
      await as.write((tx) => tx.execute(sql, [id]));
      served.clock.advance(61_000); // what was verified is forgotten
      if (code === undefined) continue;
      const refuse = () => expect(served.keys.identify(key)).rejects.toMatchObject({ code });
      const ten = await cpuMs(async () => {
        for (let n = 0; n < 10; n += 1) await refuse();
      });
      expect({ code, isCheap: ten < 5 * good }).toEqual({ code, isCheap: true });
    }
  });

  test("calls that come at the same time with the same key cost one bcrypt", async () => {
    const { served, key } = await oneKey();
    const one = await cpuMs(() => served.keys.identify(key));
    served.clock.advance(61_000);
    const twenty = await cpuMs(() => Promise.all(Array.from({ length: 20 }, () => served.keys.identify(key))));
    expect(twenty).toBeLessThan(3 * one);
  });

  test("a warm key costs microseconds", async () => {
    const { served, key } = await oneKey();
    await served.keys.identify(key);
    const rounds = 5000;
    const costs: number[] = [];
    for (let i = 0; i < 5; i += 1) {
      costs.push(
        await cpuMs(async () => {
          for (let n = 0; n < rounds; n += 1) await served.keys.identify(key);
        }),
      );
    }
    expect((Math.min(...costs) * 1000) / rounds).toBeLessThan(WARM_LIMIT_US);
  });
});

test("AUTH-07: comparing takes as long wherever the first wrong character is, in 20,000 samples of each", async () => {
  const [keyring, secret] = [testKeyring(), newSecret()];
  const kept = await hashSecret(keyring, secret);
  const guesses = guessesAt({ keyId: newKeyId(randomUUID()), secret }, (text) =>
    passesCheck(keyring, parseKey(text)?.secret ?? "", kept),
  );
  const compared = guesses.filter(({ kind }) => kind.startsWith("wrong"));
  await timesOf(compared, 2000);
  const { kinds, area } = mostTold(await timesOf(compared, 20_000));
  expect([kinds, area < 0.5 + TOLD_MAX]).toEqual([kinds, true]);
}, 120_000);
