import { array, assert, asyncProperty } from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import {
  applyEdit,
  edits,
  type Files,
  seeds,
  UNREADABLE,
  writeProject,
} from "../../../../test/support/generated-project.ts";
import { parserForTests } from "../../../../test/support/source-parser.ts";
import { emptyFacts } from "../empty-facts.ts";
import type { FileFacts } from "../facts.ts";
import type { FileGraph } from "../model.ts";
import { languageOf, type SourceParser } from "../parse/index.ts";
import { createGraphIndex, type Manifest, type ProjectFile, resolve } from "./index.ts";

let parser: SourceParser;
beforeAll(async () => {
  parser = await parserForTests();
});
afterAll(() => parser.close());

interface Parsed {
  readonly files: readonly ProjectFile[];
  readonly manifests: readonly Manifest[];
}

/** One facts object a text, as a cache by content gives it. */
const known = new Map<string, FileFacts>();

async function parse(sources: Files): Promise<Parsed> {
  const files: ProjectFile[] = [];
  const manifests: Manifest[] = [];
  for (const [path, text] of sources) {
    const language = languageOf(path);
    if (language === undefined) manifests.push({ path, text });
    else if (text.startsWith(UNREADABLE)) files.push({ path, facts: emptyFacts("", 1) });
    else {
      const key = `${language} ${text}`;
      const facts = known.get(key) ?? (await parser.parse({ path, text, language, deadlineMs: 60_000 }));
      known.set(key, facts);
      files.push({ path, facts });
    }
  }
  return { files, manifests };
}

function changeBetween(before: Files, after: Parsed & { readonly sources: Files }) {
  const changed = after.files.filter(({ path }) => before.get(path) !== after.sources.get(path));
  const removed = [...before.keys()].filter((path) => !after.sources.has(path));
  return { changed, removed, manifests: after.manifests };
}

describe("an index that follows edits", () => {
  test("has the same nodes, edges, tiers and unresolved calls as a fresh one after each of them", async () => {
    await assert(
      asyncProperty(seeds, array(edits, { minLength: 1, maxLength: 12 }), async (numbers, steps) => {
        const index = createGraphIndex("r");
        const drawn = new Map<string, FileGraph>();
        let sources: Files = new Map();
        for (const edit of [undefined, ...steps]) {
          const next = edit === undefined ? writeProject(numbers) : applyEdit(sources, edit);
          const parsed = await parse(next);
          const update = index.update(changeBetween(sources, { ...parsed, sources: next }));
          for (const file of update.drawn) drawn.set(file.path, file);
          for (const path of drawn.keys()) if (!next.has(path)) drawn.delete(path);
          const files = [...drawn.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
          expect({ files, externals: update.externals }).toEqual(resolve({ repoKey: "r", ...parsed }));
          sources = next;
        }
      }),
      { numRuns: 60 },
    );
    // Half a minute of CPU; a busy machine makes it many.
  }, 900_000);

  test("draws one file again when only the body of a function changed", async () => {
    const index = createGraphIndex("r");
    const before = new Map([
      ["a.py", "def f():\n    pass\n"],
      ["b.py", "from a import f\nf()\n"],
    ]);
    index.update({ ...(await parse(before)), changed: (await parse(before)).files, removed: [] });
    const after = new Map([...before, ["a.py", "def g():\n    pass\n\n\ndef f():\n    g()\n"]]);
    const { drawn } = index.update(changeBetween(before, { ...(await parse(after)), sources: after }));
    expect(drawn.map(({ path }) => path)).toEqual(["a.py"]);
  });

  test("draws a file again that looked for a name in vain", async () => {
    const index = createGraphIndex("r");
    const before = new Map([
      ["a.py", "x = 1\n"],
      ["b.py", "from a import f\nf()\n"],
    ]);
    index.update({ ...(await parse(before)), changed: (await parse(before)).files, removed: [] });
    const after = new Map([...before, ["a.py", "def f():\n    pass\n"]]);
    const { drawn } = index.update(changeBetween(before, { ...(await parse(after)), sources: after }));
    expect(drawn.map(({ path }) => path)).toEqual(["a.py", "b.py"]);
  });
});
