/** `aether why` as a person runs it, on both engines. */
import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { installQueue } from "../../packages/server/src/kernel/jobs/index.ts";
import { ENGINES } from "../support/databases.ts";
import { emptyFolder, type Run, runAether } from "./aether-command.ts";

const FILES = {
  "repo.py": "class Repo:\n    def save(self):\n        pass\n",
  "app.py": "from repo import Repo as Store\n\ndef main(store: Store, other):\n    store.save()\n    other.close()\n",
  "more.py": "class Repo:\n    pass\n",
};

describe.each(ENGINES)("aether why on $engine", (engine) => {
  async function indexed(
    more: Readonly<Record<string, string>> = {},
  ): Promise<(args: readonly string[]) => Promise<Run>> {
    const folder = await emptyFolder();
    const root = path.join(folder, "shop");
    await mkdir(root);
    for (const [name, text] of Object.entries({ ...FILES, ...more })) await writeFile(path.join(root, name), text);
    const env: Record<string, string> = { AETHER_DATA: path.join(folder, "data") };
    if (engine.engine === "postgres") {
      const database = await engine.open({ afterMigrate: installQueue });
      onTestFinished(() => database.drop());
      env["DATABASE_URL"] = database.adminUrl ?? "";
      env["AETHER_SECRET_KEYS"] = `test:${randomBytes(32).toString("base64")}`;
    }
    const aether = (args: readonly string[]): Promise<Run> => runAether(args, { cwd: folder, env });
    expect(await aether(["index", root])).toMatchObject({ code: 0 });
    return aether;
  }

  test("prints the steps on stdout, talks on stderr, and gives the same as JSON", async () => {
    const aether = await indexed();
    const shown = await aether(["why", "main", "Repo.save"]);
    expect(shown).toMatchObject({ code: 0 });
    expect(shown.stdout).toBe(
      [
        "Function main CALLS Method Repo.save  exact, line 4",
        "  app.py:4  store.save()",
        "    `store` is a parameter of type `Store`  app.py:3",
        "    `Store` is `Repo`, imported from `repo`  app.py:1",
        "    `Repo` is a class  repo.py:1",
        "    `save` is a method of class `Repo`  repo.py:2",
        "",
      ].join("\n"),
    );
    expect(shown.stderr).toContain("1 edge between Function main and Method Repo.save");
    const { stdout } = await aether(["why", "main", "Repo.save", "--json"]);
    expect(JSON.parse(stdout)).toMatchObject({ relation: "edges", edges: [{ kind: "CALLS", uses: [{ line: 4 }] }] });
  });

  test("steps that bind several lines are told once", async () => {
    const aether = await indexed({
      "again.py": "from repo import Repo\n\ndef twice(one: Repo):\n    one.save()\n    one.save()\n    Repo().save()\n",
    });
    const { stdout } = await aether(["why", "twice", "Repo.save"]);
    expect(stdout.split("\n").map((line) => line.trim().split("  ")[0])).toEqual([
      "Function twice CALLS Method Repo.save",
      "again.py:4",
      "again.py:5",
      "`one` is a parameter of type `Repo`",
      "`Repo` is imported from `repo`",
      "`Repo` is a class",
      "`save` is a method of class `Repo`",
      "again.py:6",
      "`Repo` is imported from `repo`",
      "calling class `Repo` makes one of it",
      "`save` is a method of class `Repo`",
      "",
    ]);
  });

  test("a name that is not bound is explained, one that is not there or has several meanings is told with what to do", async () => {
    const aether = await indexed();
    const loose = await aether(["why", "main", "close"]);
    expect(loose.stdout).toBe(
      "app.py:5  other.close()  unknown-receiver\n    `other` is a parameter of which no type is declared or known  app.py:3\n",
    );
    expect(await aether(["why", "main", "nowhere"])).toMatchObject({ code: 3, stdout: "" });
    const several = await aether(["why", "main", "Repo"]);
    expect(several).toMatchObject({ code: 5, stdout: "" });
    expect(several.stderr).toContain("more.py:1");
    expect(await aether(["why", "main"])).toMatchObject({ code: 2 });
  });
});
