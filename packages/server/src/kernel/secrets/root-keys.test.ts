import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { addKeyToFile, openKeyFile, parseRootKeys } from "./index.ts";

const good = randomBytes(32).toString("base64");

test("keys are read in their order, the current one first", () => {
  const other = randomBytes(32);
  const { keys, problems } = parseRootKeys(` k2:${other.toString("base64")}, k1:${good} `);
  expect(problems).toEqual([]);
  expect(keys.map(({ id }) => id)).toEqual(["k2", "k1"]);
  expect(Buffer.compare(other, keys[0]?.key ?? Buffer.alloc(0))).toBe(0);
});

test.each([
  ["nothing", ""],
  ["a password", "hunter2"],
  ["a key without an id", good],
  ["a short key", `k1:${randomBytes(16).toString("base64")}`],
  ["a long key", `k1:${randomBytes(33).toString("base64")}`],
  ["hexadecimal digits", `k1:${randomBytes(32).toString("hex")}`],
  ["zeros", `k1:${Buffer.alloc(32).toString("base64")}`],
  [
    "counted bytes, as examples have them",
    `k1:${Buffer.from(Array.from({ length: 32 }, (_, at) => at)).toString("base64")}`,
  ],
  ["words in base64", `k1:${Buffer.from("change-me-change-me-change-me-ok").toString("base64")}`],
  ["a pattern", `k1:${Buffer.from("deadbeef".repeat(8), "hex").toString("base64")}`],
  ["an id twice", `k1:${good},k1:${randomBytes(32).toString("base64")}`],
  ["a key twice", `k1:${good},k2:${good}`],
])("%s is refused, without showing it", (_what, text) => {
  const { problems } = parseRootKeys(text);
  expect(problems).toHaveLength(1);
  for (const part of text.split(/[:,]/).filter(({ length }) => length > 5)) expect(problems[0]).not.toContain(part);
});

test("every bad key is told of at once", () => {
  expect(parseRootKeys(`x, k1:${good}, k2:abc, k1:${good}`).problems).toHaveLength(3);
});

describe("the file of a data directory", () => {
  async function folder(): Promise<string> {
    const made = await mkdtemp(join(tmpdir(), "aether-keys-"));
    onTestFinished(() => rm(made, { recursive: true }));
    return made;
  }

  test("is made once, for its owner only, and processes that start together agree", async () => {
    const data = join(await folder(), "data");
    const all = await Promise.all(Array.from({ length: 8 }, () => openKeyFile(data)));
    for (const keys of all) expect(keys).toEqual(all[0]);
    expect((await stat(join(data, "root-keys"))).mode & 0o777).toBe(0o600);
    await chmod(join(data, "root-keys"), 0o644);
    expect(await openKeyFile(data)).toEqual(all[0]);
    expect((await stat(join(data, "root-keys"))).mode & 0o777).toBe(0o600);
  });

  test("takes a new key in front of the others", async () => {
    const data = await folder();
    const [first] = await openKeyFile(data);
    expect(await addKeyToFile(data)).toEqual(["k2", "k1"]);
    const keys = await openKeyFile(data);
    expect(keys.map(({ id }) => id)).toEqual(["k2", "k1"]);
    expect(keys[1]).toEqual(first);
  });

  test("that is damaged is never replaced: what was sealed with it would be lost", async () => {
    const data = await folder();
    await writeFile(join(data, "root-keys"), "k1:half");
    await expect(openKeyFile(data)).rejects.toMatchObject({ code: "DATA_DIR_UNUSABLE" });
    await expect(addKeyToFile(data)).rejects.toMatchObject({ code: "DATA_DIR_UNUSABLE" });
    expect(await readFile(join(data, "root-keys"), "utf8")).toBe("k1:half");
  });
});
