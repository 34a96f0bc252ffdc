import { randomUUID } from "node:crypto";

import { assert, property, string, uuid } from "fast-check";
import { expect, test } from "vitest";

import { formatKey, newKeyId, newSecret, parseKey } from "./key-text.ts";

const fresh = (tenantId: string) => formatKey({ environment: "live", keyId: newKeyId(tenantId), secret: newSecret() });

test("AUTH-01: a key says under which tenant it is to be looked up", () => {
  assert(
    property(uuid(), (tenantId) => {
      expect(parseKey(fresh(tenantId))).toMatchObject({ environment: "live", tenantId });
    }),
  );
  expect(parseKey(formatKey({ environment: "op", keyId: newKeyId(), secret: newSecret() }))?.tenantId).toBeUndefined();
});

test("AUTH-01: every single wrong character is noticed before anything is asked", () => {
  const text = fresh(randomUUID());
  for (let at = 0; at < text.length; at += 1) {
    for (const other of ["a", "Z", "7", "_", "\0", "é"]) {
      if (text[at] === other) continue;
      expect(parseKey(text.slice(0, at) + other + text.slice(at + 1))).toBeUndefined();
    }
  }
});

test("what is no key is nothing, whatever it is", () => {
  assert(property(string(), (text) => parseKey(text) === undefined));
  const text = fresh(randomUUID());
  for (const near of [
    "",
    `${text}0`,
    ` ${text}`,
    `${text}\n`,
    text.toUpperCase(),
    text.slice(0, -1),
    "x".repeat(1e6),
  ]) {
    expect(parseKey(near)).toBeUndefined();
  }
});

test("a tenant's key does not pass as an operator's, nor the other way round, with a checksum that is right", () => {
  const secret = newSecret();
  expect(parseKey(formatKey({ environment: "op", keyId: newKeyId(randomUUID()), secret }))).toBeUndefined();
  expect(parseKey(formatKey({ environment: "live", keyId: newKeyId(), secret }))).toBeUndefined();
  expect(parseKey(formatKey({ environment: "live", keyId: "z".repeat(34), secret }))).toBeUndefined(); // no uuid
});

test("AUTH-01: secrets have 32 digits of 62 that are used alike", () => {
  const digits = Array.from({ length: 2000 }, newSecret).join("");
  const counts = new Map<string, number>();
  for (const digit of digits) counts.set(digit, (counts.get(digit) ?? 0) + 1);
  expect(counts.size).toBe(62);
  const mean = digits.length / 62;
  const deviation = [...counts.values()].map((count) => Math.abs(count - mean));
  expect(Math.max(...deviation)).toBeLessThan(6 * Math.sqrt(mean));
});
