import { randomBytes } from "node:crypto";

import { array, assert, property, string, uint8Array } from "fast-check";
import { expect, test } from "vitest";

import { createKeyring, type Keyring } from "./index.ts";

const ROOTS = ["old", "new"].map((id) => ({ id, key: randomBytes(32) }));
const PLACE = ["tenant-a", "credential", "row-1"];

function ring(...ids: readonly string[]): Keyring {
  return createKeyring(ids.flatMap((id) => ROOTS.filter((root) => root.id === id)));
}

test("what is sealed opens in its place, byte for byte, and shows nothing of itself", () => {
  const keyring = ring("new");
  assert(
    property(uint8Array({ maxLength: 200 }), array(string(), { maxLength: 4 }), (plain, aad) => {
      const sealed = keyring.seal(plain, aad);
      expect(Buffer.compare(keyring.open(sealed, aad), plain)).toBe(0);
      expect(keyring.keyOf(sealed)).toBe("new");
    }),
  );
  const sealed = keyring.seal("ghp_secret", PLACE);
  expect(sealed).not.toContain("ghp_secret");
  expect(keyring.seal("ghp_secret", PLACE)).not.toBe(sealed);
});

test("a text that was moved to another tenant, purpose or row does not open", () => {
  const keyring = ring("new");
  const sealed = keyring.seal("ghp_secret", PLACE);
  const others = [
    ["tenant-b", "credential", "row-1"],
    ["tenant-a", "provider", "row-1"],
    ["tenant-a", "credential", "row-2"],
    ["tenant-a", "credential"],
    ["tenant-a", "credentialrow-1"],
    ["tenant-a", "credential,5:row-1"],
    [],
  ];
  for (const aad of others) {
    expect(() => keyring.open(sealed, aad)).toThrow(expect.objectContaining({ code: "SECRET_UNREADABLE" }));
  }
});

test("a changed or cut text does not open, wherever it was touched, and the error tells nothing of it", () => {
  const keyring = ring("new", "old");
  const sealed = keyring.seal("ghp_secret", PLACE);
  for (let at = 0; at < sealed.length; at += 1) {
    const changed = sealed.slice(0, at) + (sealed[at] === "A" ? "B" : "A") + sealed.slice(at + 1);
    // The last character of base64 can hold bits that belong to no byte.
    const isSame = Buffer.from(changed.split(".").at(-1) ?? "", "base64url").equals(
      Buffer.from(sealed.split(".").at(-1) ?? "", "base64url"),
    );
    if (isSame && at === sealed.length - 1) continue;
    expect(() => keyring.open(changed, PLACE)).toThrow(expect.objectContaining({ code: "SECRET_UNREADABLE" }));
  }
  for (const text of ["", "s1", "s1.new..", sealed.slice(0, 40), `${sealed}.more`, "s1.new.AAAA.AAAA"]) {
    expect(() => keyring.open(text, PLACE)).toThrow(expect.objectContaining({ code: "SECRET_UNREADABLE" }));
  }
});

test("a text that names another key of the ring does not open under it", () => {
  const keyring = ring("new", "old");
  const sealed = keyring.seal("ghp_secret", PLACE).replace(".new.", ".old.");
  expect(() => keyring.open(sealed, PLACE)).toThrow(expect.objectContaining({ code: "SECRET_UNREADABLE" }));
});

test("after a new key was put in front, old texts still open, new ones need the new key, and a dropped key is named", () => {
  const before = ring("old").seal("ghp_secret", PLACE);
  const both = ring("new", "old");
  expect(Buffer.from(both.open(before, PLACE)).toString()).toBe("ghp_secret");
  expect(both.keyOf(both.seal("x", PLACE))).toBe("new");
  expect(both.ids).toEqual(["new", "old"]);
  expect(() => ring("new").open(before, PLACE)).toThrow(
    expect.objectContaining({ code: "SECRET_UNREADABLE", details: { keyId: "old" } }),
  );
});

test("derived keys are the same at every start, and differ by purpose and by root key", () => {
  const keyring = ring("new", "old");
  const derived = [keyring.derive("jwt"), keyring.derive("audit"), keyring.derive("jwt", "old")];
  expect(new Set(derived.map((key) => Buffer.from(key).toString("hex"))).size).toBe(3);
  expect(derived.every((key) => key.length === 32)).toBe(true);
  expect(ring("new").derive("jwt")).toEqual(derived[0]);
  expect(() => keyring.derive("jwt", "gone")).toThrow(expect.objectContaining({ code: "SECRET_UNREADABLE" }));
});
