import { expect, test } from "vitest";

import { named, outline, show } from "../../../../test/support/source-parser.ts";
import { useParser } from "../../../../test/support/use-parser.ts";
import type { FileFacts } from "../facts.ts";

const parser = useParser();

const parse = (...lines: string[]): Promise<FileFacts> =>
  parser.parse({ path: "a.sh", text: lines.join("\n"), language: "bash", deadlineMs: 60_000 });

test("functions in both forms and variables in capitals are definitions", async () => {
  const facts = await parse(
    "# Sets up.",
    "function set-up {",
    "  local X=1",
    "}",
    "tear() { :; }",
    "readonly MAX=3",
    "low=1",
    "DIR=x",
  );
  expect(outline(facts)).toEqual(["Function .set-up", "Function .tear", "Variable .MAX", "Variable .DIR"]);
  expect(named(facts, "set-up")).toMatchObject({
    doc: "Sets up.",
    startLine: 2,
    endLine: 4,
    signature: "function set-up",
  });
});

test("commands are calls, but for the plainest", async () => {
  const facts = await parse("go 1 2", "echo x", "time run", "x=1 env tool", "./x.sh", '"$c" y');
  expect(facts.sites.map((site) => `${show(site.target)} ${site.argumentCount}`)).toEqual([
    "go 2",
    "time 1",
    "run 0",
    "tool 0",
  ]);
  expect(facts.imports.map(({ module, form }) => `${form} ${module}`)).toEqual(["effect ./x.sh"]);
});
