import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

import { expect, onTestFinished, test } from "vitest";

import { openAether } from "../support/aether-for-tests.ts";
import { ENGINES } from "../support/databases.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const RETRY = `def retry_request(send, times):
    last = None
    for attempt in range(times):
        try:
            return send(attempt)
        except ConnectionError as error:
            last = error
    raise last
`;

test.each(ENGINES)("a copy of a function stands beside it, unless all are asked for, on $engine", async (engine) => {
  using folder = temporaryFolder();
  const aether = await openAether(engine);
  onTestFinished(() => aether.close());
  const tenant = await aether.tenant();
  const files = { "net/retry.py": RETRY, "vendor/net/retry.py": `# ours\n\n${RETRY}` };
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder.path, path)), { recursive: true });
    await writeFile(join(folder.path, path), text);
  }
  await tenant.index(folder.path, { name: "net" });
  const ask = async (rest: object) => {
    const { hits } = await tenant.call("search", { query: "send again after a ConnectionError", ...rest });
    return hits
      .filter((hit: { kind: string }) => hit.kind === "Function")
      .map(({ file, copies }: { file: string; copies: { file: string }[] }) => [file, copies.map((copy) => copy.file)]);
  };

  expect(await ask({})).toEqual([["net/retry.py", ["vendor/net/retry.py"]]]);
  expect(await ask({ snippets: false })).toEqual([["net/retry.py", ["vendor/net/retry.py"]]]);
  expect(await ask({ collapse: false })).toEqual([
    ["net/retry.py", []],
    ["vendor/net/retry.py", []],
  ]);
});
