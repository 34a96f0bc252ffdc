import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { openAether, type TestAether } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const ADA = "Ada Lovelace <ada@x.example>";
const GRACE = "Grace Hopper <grace@navy.example>";

const door = (name: string): string => `def open_${name}_door(key):\n    return key.turn("${name}")\n`;

describe.each(ENGINES)("who changed a file, and when, on $engine", (engine) => {
  const folder = temporaryFolder();
  let aether: TestAether;
  let tenant: Awaited<ReturnType<TestAether["tenant"]>>;
  beforeAll(async () => {
    aether = await openAether(engine);
    tenant = await aether.tenant();
    folder.git("init", "--quiet");
    folder.write("front.py", door("front"));
    folder.write("back.py", door("back"));
    folder.commitAs(ADA, "2021-05-01T10:00:00Z");
    folder.write("back.py", `${door("back")}# twice\n`);
    folder.commitAs(GRACE, "2023-07-02T10:00:00Z");
    folder.write("cellar.py", door("cellar"));
    folder.commitAs(GRACE, "2024-02-03T10:00:00Z");
    folder.write("roof.py", door("roof"));
    await tenant.index(folder.path, { name: "house" });
  }, 120_000);
  afterAll(async () => {
    await aether.close();
    folder[Symbol.dispose]();
  });

  async function files(query: string, more = {}): Promise<string[]> {
    const { hits } = await tenant.call("search", { query, ...more });
    return [...new Set(hits.map((hit: { file: string }) => hit.file))].map(String).toSorted();
  }

  test.each([
    ["open door author:ada", ["back.py", "front.py"]],
    ['open door author:"GRACE hop"', ["back.py", "cellar.py"]],
    ["open door author:navy.example", ["back.py", "cellar.py"]],
    ["open door author:ada,grace", ["back.py", "cellar.py", "front.py"]],
    ["open door -author:grace", ["front.py", "roof.py"]],
    ["open door author:nobody", []],
    ["open door before:2022", ["front.py"]],
    ["open door after:2023-07-02", ["back.py", "cellar.py"]],
    ["open door after:2023-07-02T10:00:01Z", ["cellar.py"]],
    ["open door after:2022 before:2024", ["back.py"]],
    ["open door -before:2024", ["cellar.py", "roof.py"]],
    ["open door -after:2022 author:ada", ["front.py"]],
    ["author:ada", ["back.py", "front.py"]],
    ['"open_back_door" author:grace', ["back.py"]],
    ['"open_back_door" before:2020', []],
  ])("%s finds %j", async (query, expected) => {
    expect(await files(query)).toEqual(expected);
  });

  test("filters that are given apart mean the same, and the names of people are no patterns", async () => {
    expect(await files("open door", { filters: { author: ["ada"], not: { after: ["2022"] } } })).toEqual(["front.py"]);
    for (const author of ["%", "_", "ada.*", "\\"])
      expect(await files("open door", { filters: { author: [author] } })).toEqual([]);
  });

  test("the answer says what no commit is known of, and only where that was asked", async () => {
    const { notes } = await tenant.call("search", { query: "open door author:ada" });
    expect(notes).toEqual([expect.stringContaining("Of 4 files 1 have no known commit")]);
    expect((await tenant.call("search", { query: "open door" })).notes).toEqual([]);
  });

  test("a time that is none is refused with the forms there are", async () => {
    await expect(tenant.call("search", { query: "door before:2024-13" })).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
      message: expect.stringContaining("2026-03-14"),
    });
    await expect(tenant.call("search", { query: "door", filters: { after: ["soon"] } })).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
    });
  });

  test("a commit that changes nothing of a file's text but is its newest is known after the next run", async () => {
    folder.commitAs("Edsger <e@x.example>", "2025-01-01T00:00:00Z");
    await tenant.index(folder.path, { name: "house" });
    expect(await files("open door author:edsger")).toEqual(["roof.py"]);
    expect(await files("open door after:2025")).toEqual(["roof.py"]);
  });
});
