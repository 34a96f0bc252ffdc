import { join } from "node:path";

import { assert, asyncProperty, integer, tuple, uint8Array } from "fast-check";
import { describe, expect, test } from "vitest";

import { own, scipIndex, type ToldDocument } from "../../../../test/support/scip-index.ts";
import { temporaryFolder } from "../../../../test/support/temporary-folder.ts";
import { DiskError } from "./disk-error.ts";
import { importScip, type ScipFile, type ScipReport, type ScipTarget } from "./import-scip.ts";
import { isManifest } from "./manifests.ts";
import type { ReadResult } from "./read-file.ts";

const TEXT = "function save() {}\nfunction main() { save(); }\n";
const symbol = own("a.ts", "save().");
const A: ToldDocument = {
  path: "a.ts",
  text: TEXT,
  names: [
    { word: "save", symbol, defines: true },
    { word: "save", nth: 1, symbol },
  ],
};

interface Imported {
  readonly report: ScipReport;
  readonly files: readonly ScipFile[];
}

/** Imports an index for a repository of these files. */
async function imported(sources: Readonly<Record<string, string>>, index: Uint8Array): Promise<Imported> {
  using folder = temporaryFolder({ "index.scip": index });
  const files: ScipFile[] = [];
  const options = { onFile: (file: ScipFile) => void files.push(file) };
  const report = await importScip(join(folder.path, "index.scip"), targetOf(sources), options);
  return { report, files };
}

function targetOf(sources: Readonly<Record<string, string>>): ScipTarget {
  const paths = Object.keys(sources);
  return {
    root: "/home/me/shop",
    files: paths.map((path) => ({ path })),
    manifests: paths.filter(isManifest).map((path) => ({ path, text: sources[path] ?? "" })),
    readAll: async (asked) => asked.map((path) => textOf(path, sources[path])),
  };
}

function textOf(path: string, text: string | undefined): ReadResult {
  if (text === undefined) return { kind: "missing", path };
  return { kind: "text", path, text, size: text.length, mtimeMs: 0, hash: `hash of ${path}`, replaced: false };
}

describe("an index", () => {
  test("hands on what it says of each file, with the hash of the content that it was compared with", async () => {
    const { report, files } = await imported({ "a.ts": TEXT }, scipIndex({ documents: [A] }));
    expect(report).toEqual({ tool: "scip-test@1.2.3", merged: 1, stale: [], unknown: 0 });
    expect(files).toMatchObject([{ path: "a.ts", hash: "hash of a.ts", facts: { uses: [1, 2, 18] } }]);
  });

  test("hands on nothing of a file that has changed since, and names it", async () => {
    const sources = { "a.ts": `// new\n${TEXT}`, "b.ts": TEXT };
    const { report, files } = await imported(sources, scipIndex({ documents: [A, { ...A, path: "b.ts" }] }));
    expect(report).toMatchObject({ merged: 1, stale: ["a.ts"], unknown: 0 });
    expect(files.map(({ path }) => path)).toEqual(["b.ts"]);
  });

  test.each(["../a.ts", "/etc/passwd", "gone.ts", "", "b.ts/../a.ts"])(
    "says nothing of %j, which is no file of the repository",
    async (path) => {
      const { report, files } = await imported({ "a.ts": TEXT }, scipIndex({ documents: [{ ...A, path }] }));
      expect({ report, files }).toMatchObject({ report: { merged: 0, stale: [], unknown: 1 }, files: [] });
    },
  );

  test("that was made in another folder is placed where most of its files are found", async () => {
    const projectRoot = "file:///build/shop/packages/core";
    const sources = { "packages/core/a.ts": TEXT, "packages/web/b.ts": TEXT, "c.ts": TEXT };
    const documents = [A, { ...A, path: "b.ts" }];
    const { files } = await imported(sources, scipIndex({ documents, projectRoot }));
    expect(files.map(({ path }) => path)).toEqual(["packages/core/a.ts"]);
  });

  test("that was made in a folder of the repository is placed there", async () => {
    const index = scipIndex({ documents: [A], projectRoot: "file:///home/me/shop/core" });
    const { files } = await imported({ "core/a.ts": TEXT, "a.ts": TEXT }, index);
    expect(files.map(({ path }) => path)).toEqual(["core/a.ts"]);
  });

  test.each(["", "core", "https://example.test/core", "file://host/core", "file:///a%2Fb", "file:///%zz"])(
    "whose project root is %j is read as one of this folder",
    async (projectRoot) => {
      const { report } = await imported({ "a.ts": TEXT }, scipIndex({ documents: [A], projectRoot }));
      expect(report).toMatchObject({ merged: 1, unknown: 0 });
    },
  );

  test("of projects that share a file speaks of it once", async () => {
    const { report } = await imported({ "a.ts": TEXT }, scipIndex({ documents: [A, A] }));
    expect(report).toMatchObject({ merged: 1, stale: [] });
  });

  test("may call a symbol as another file passes it on", async () => {
    const barrel = 'export { save as keep } from "./a";\n';
    const user = 'import { keep } from "./barrel";\n';
    const documents: ToldDocument[] = [
      { path: "user.ts", text: user, names: [{ word: "keep", symbol }] },
      A,
      { path: "barrel.ts", text: barrel, names: [{ word: "keep", symbol }] },
    ];
    const sources = { "a.ts": TEXT, "barrel.ts": barrel, "user.ts": user };
    expect((await imported(sources, scipIndex({ documents }))).report).toMatchObject({ merged: 3, stale: [] });
    const alone = scipIndex({ documents: documents.slice(0, 2) });
    expect((await imported(sources, alone)).report).toMatchObject({ merged: 1, stale: ["user.ts"] });
  });

  test("has a document that is too long passed over, and counted", async () => {
    const whole = scipIndex({ documents: [A] });
    // The field of a document, and 40 MB as its length.
    const head = Buffer.from([0x12, 0x80, 0x80, 0x80, 0x14]);
    const long = Buffer.concat([whole, head, Buffer.alloc(40 * 1024 * 1024)]);
    expect((await imported({ "a.ts": TEXT }, long)).report).toMatchObject({ merged: 1, unknown: 1 });
  });

  test("never has a package of the repository outside of it", async () => {
    const text = "import { x } from 'core';\n";
    const document: ToldDocument = {
      path: "b.ts",
      text,
      names: [{ word: "x", symbol: "scip-test npm core 2.0.0 x." }],
    };
    const outsideOf = async (sources: Readonly<Record<string, string>>) =>
      (await imported(sources, scipIndex({ documents: [document] }))).files[0]?.facts.outside;
    expect(await outsideOf({ "b.ts": text })).toMatchObject([{ package: "core", path: "x" }]);
    expect(await outsideOf({ "b.ts": text, "core/package.json": '{ "name": "core" }' })).toEqual([]);
  });
});

describe("a file that is no whole index", () => {
  const whole = scipIndex({ documents: [A, { ...A, path: "b.ts" }] });

  test.each([
    ["is empty", new Uint8Array()],
    ["is text", Buffer.from("# Read me\n\nThis is no index.\n")],
    ["is JSON", Buffer.from('{"documents": []}')],
    ["has a document before the metadata", whole.slice(whole.indexOf(0x12))],
    ["says that a message is longer than the file", Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x07])],
    ["says that a message has no end", Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff])],
    ["has a name in the place of a message", Buffer.from([...whole, 0x12, 3, 0x12, 0x05, 0x61])],
    ["has a number in the place of a path", Buffer.from([...whole, 0x12, 2, 0x08, 1])],
    [
      "has a range before the first column",
      Buffer.from([
        ...whole,
        0x12,
        0x1b,
        0x12,
        0x19,
        0x0a,
        0x0c,
        0,
        ...minusOne(),
        1,
        0x12,
        9,
        ...Buffer.from("local abc"),
      ]),
    ],
  ])("is refused if it %s", async (_, bytes) => {
    await expect(imported({ "a.ts": TEXT, "b.ts": TEXT }, bytes)).rejects.toMatchObject({ code: "MALFORMED_SCIP" });
  });

  test("is refused wherever it was cut, unless between two messages", async () => {
    const { files } = await imported({ "a.ts": TEXT, "b.ts": TEXT }, whole);
    expect(files).toHaveLength(2);
    const codes: string[] = [];
    for (let length = 0; length < whole.length; length++) codes.push(await outcomeOf(whole.slice(0, length)));
    expect(new Set(codes)).toEqual(new Set(["MALFORMED_SCIP", "read"]));
    expect(codes.filter((code) => code === "read")).toHaveLength(3);
  });

  test("is refused or read, whatever bytes it has, and breaks nothing", async () => {
    const edits = tuple(integer({ min: 0, max: whole.length }), uint8Array({ minLength: 1, maxLength: 6 }));
    await assert(
      asyncProperty(edits, async ([at, bytes]) => {
        const edited = Buffer.from([...whole.slice(0, at), ...bytes, ...whole.slice(at + bytes.length)]);
        expect(["read", "MALFORMED_SCIP"]).toContain(await outcomeOf(edited));
      }),
      { numRuns: 200 },
    );
  });

  test("is told apart from one that is not there", async () => {
    using folder = temporaryFolder();
    const target = targetOf({ "a.ts": TEXT });
    const options = { onFile: () => undefined };
    await expect(importScip(`${folder.path}/none.scip`, target, options)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(importScip(folder.path, target, options)).rejects.toMatchObject({ code: "MALFORMED_SCIP" });
  });
});

async function outcomeOf(index: Uint8Array): Promise<string> {
  try {
    await imported({ "a.ts": TEXT }, index);
    return "read";
  } catch (error) {
    if (error instanceof DiskError) return error.code;
    throw error;
  }
}

/** As a varint. */
function minusOne(): readonly number[] {
  return [...Array.from({ length: 9 }, () => 0xff), 1];
}
