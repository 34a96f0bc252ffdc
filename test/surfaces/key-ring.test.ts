import { describe, expect, test } from "vitest";

import { createCredentials } from "../../packages/server/src/surfaces/cli/profiles/credentials.ts";
import { type KeyRing, systemKeyRing } from "../../packages/server/src/surfaces/cli/profiles/key-ring.ts";

const URL_THERE = "https://aether.example.com";
const KEY = { key: "aeth_live_1_secret" };
const SESSION = {
  session: { access_token: "access-secret", refresh_token: "refresh-secret", expires_at: "2026-01-02T03:04:05.678Z" },
};

/** A key ring in memory. */
function memoryRing(): KeyRing & { readonly held: Map<string, string> } {
  const held = new Map<string, string>();
  return {
    held,
    read: (account) => held.get(account),
    write: (account, secret) => void held.set(account, secret),
    remove: (account) => void held.delete(account),
  };
}

const over = (ring: KeyRing | undefined, file = "/home/ada/.config/aether/config.json") =>
  createCredentials({ file, openRing: async () => ring });

const refuse = (): never => {
  throw new Error("the key ring is locked");
};

describe("WEB-10: where there is a key ring", () => {
  test.each([
    ["key", KEY],
    ["session", SESSION],
  ])("the %s is in it and not in the file", async (ring, credential) => {
    const memory = memoryRing();
    const profile = await over(memory).keep("work", URL_THERE, credential);
    expect(profile).toEqual({ url: URL_THERE, ring });
    expect(await over(memory).of("work", profile)).toEqual(credential);
  });

  test("profiles and homes have each their own, and what is forgotten is gone", async () => {
    const memory = memoryRing();
    const profile = await over(memory).keep("work", URL_THERE, KEY);
    const other = await over(memory, "/home/bob/config.json").keep("work", URL_THERE, SESSION);
    await over(memory).keep("home", URL_THERE, SESSION);
    expect(await over(memory).of("work", profile)).toEqual(KEY);
    await over(memory).forget("work", profile);
    await expect(over(memory).of("work", profile)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    expect(await over(memory, "/home/bob/config.json").of("work", other)).toEqual(SESSION);
    expect(memory.held.size).toBe(2);
  });

  test("one that is locked later says what to do, and nothing of what it holds", async () => {
    const profile = await over(memoryRing()).keep("work", URL_THERE, KEY);
    const locked = { read: refuse, write: refuse, remove: refuse };
    for (const ring of [locked, undefined]) {
      await expect(over(ring).of("work", profile)).rejects.toMatchObject({
        code: "UNAUTHENTICATED",
        message: expect.stringContaining("work"),
        next: expect.stringContaining("aether login --profile work"),
      });
    }
  });
});

describe("without a key ring it is in the file", () => {
  test.each<[string, KeyRing | undefined]>([
    ["there is none", undefined],
    ["it cannot be opened", { read: refuse, write: refuse, remove: refuse }],
    ["it takes and does not keep", { read: () => undefined, write: () => undefined, remove: () => undefined }],
  ])("where %s", async (_why, ring) => {
    const profile = await over(ring).keep("work", URL_THERE, KEY);
    expect(profile).toEqual({ url: URL_THERE, ...KEY });
    expect(await over(ring).of("work", profile)).toEqual(KEY);
    await over(ring).forget("work", profile);
  });

  test("AETHER_KEYRING=off leaves the system's alone", async () => {
    expect(await systemKeyRing({ AETHER_KEYRING: "off" })).toBeUndefined();
  });

  test("the system's own is one that answers, or one that is not used", async () => {
    const ring = await systemKeyRing({});
    const credentials = over(ring, `/nowhere/${crypto.randomUUID()}`);
    const profile = await credentials.keep("test", URL_THERE, KEY);
    expect(await credentials.of("test", profile)).toEqual(KEY);
    await credentials.forget("test", profile);
  });
});
