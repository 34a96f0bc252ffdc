/** A real tree under random edits: what follows them through the disk, as an index and a watch do, stays what a fresh look gives. */
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

import { array, assert, asyncProperty, constantFrom, nat, record } from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import {
  applyEdit,
  type Edit,
  edits as guestEdits,
  type Files,
  seeds,
  writeProject,
} from "../../../../test/support/generated-project.ts";
import { parserForTests } from "../../../../test/support/source-parser.ts";
import { temporaryFolder } from "../../../../test/support/temporary-folder.ts";
import { type FileFacts, type FileGraph, languageOf, readFacts, resolve } from "../index.ts";
import { discover, type Discovery } from "./discover.ts";
import { createKnownFiles } from "./known-files.ts";
import { openResolver, type ResolverThread } from "./resolver-thread.ts";

const SOURCES = fileURLToPath(new URL("../..", import.meta.url));

let parser: Awaited<ReturnType<typeof parserForTests>>;
beforeAll(async () => {
  parser = await parserForTests();
});
afterAll(() => parser.close());

const kinds = ["add", "remove", "rename", "move", "export", "import", "body", "bar", "guest"] as const;

interface Step {
  readonly kind: (typeof kinds)[number];
  readonly file: number;
  readonly to: number;
  readonly guest: Edit;
}
/** A file that nobody can read any more, or can again. */
const BAR: Step = { kind: "bar", file: 5, to: 0, guest: { kind: "write", file: 0, to: 0, text: 0 } };

const steps = array(record({ kind: constantFrom(...kinds), file: nat(), to: nat(), guest: guestEdits }), {
  minLength: 8,
  maxLength: 8,
});

/** A copy of this package without its tests, with a generated project of other languages in it. */
function openTree(root: string, numbers: readonly number[]) {
  const isWanted = (path: string): boolean => !/\.test\.ts$|node_modules|dist$/.test(path);
  cpSync(SOURCES, root, { recursive: true, filter: isWanted });
  const barred = new Map<string, string>();
  let guests: Files = new Map();
  const showGuests = (next: Files): void => {
    for (const path of guests.keys()) if (!next.has(path)) rmSync(join(root, "guests", path), { force: true });
    for (const [path, text] of next) write(join(root, "guests", path), text);
    guests = next;
  };
  showGuests(writeProject(numbers));

  /** Replaces what stands at a path by what nobody can read; root may read any file, so there it is a link to itself. */
  function bar(path: string): void {
    barred.set(path, readFileSync(path, "utf8"));
    if (process.getuid?.() !== 0) return chmodSync(path, 0);
    rmSync(path);
    symlinkSync(path, path);
  }
  function unbar(): boolean {
    const [path, text] = [...barred][0] ?? [];
    if (path === undefined || text === undefined) return false;
    barred.delete(path);
    rmSync(path, { force: true });
    write(path, text);
    return true;
  }
  function edit({ kind, file, to, guest }: Step, files: readonly string[]): void {
    const own = files.filter((path) => /^src\/.*\.ts$/.test(path));
    const path = join(root, own[file % own.length] ?? "");
    const other = join(root, dirname(own[to % own.length] ?? ""), `moved-${to % 1000}.ts`);
    const text = readFileSync(path, "utf8");
    switch (kind) {
      case "add":
        return write(other, text);
      case "remove":
        return rmSync(path);
      case "rename":
        return renameSync(path, path.replace(/\.ts$/, `-${to % 10}.ts`));
      case "move":
        return renameSync(path, other);
      case "export":
        return write(
          path,
          text.replace(/export ((?:async )?function|const|interface|class) (\w+)/, "export $1 $2Anew"),
        );
      case "import":
        return write(path, text.replace(/^import [^;]*;\n/m, ""));
      case "body":
        return write(
          path,
          `${text}\nexport function added(files: readonly string[]) {\n  return files.map(String);\n}\n`,
        );
      case "bar":
        if (!unbar()) bar(path);
        return undefined;
      case "guest":
        return showGuests(applyEdit(guests, guest));
    }
  }
  return { edit };
}

function write(path: string, text: string): void {
  if (!existsSync(dirname(path))) mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

/** Facts as JSON by content, parsed once. */
const parsed = new Map<string, { readonly json: string; readonly facts: FileFacts }>();

interface Read {
  readonly path: string;
  /** Absent for what is no source. */
  readonly key?: string;
  readonly lineCount: number;
}

async function readAll(discovery: Discovery): Promise<Read[]> {
  const all: Read[] = [];
  for (const { path, hash } of discovery.files) {
    const language = languageOf(path);
    if (language === undefined) continue;
    const key = `${hash}:${language}`;
    if (!parsed.has(key)) {
      const file = discovery.read(path);
      if (file.kind !== "text" || file.hash !== hash) throw new Error(`${path} changed while nobody wrote`);
      const json = JSON.stringify(await parser.parse({ path, text: file.text, language, deadlineMs: 60_000 }));
      parsed.set(key, { json, facts: readFacts(json) });
    }
    all.push({ path, key, lineCount: 1 });
  }
  return all;
}

/** What an index keeps between runs: the parts of the graph, by file, with the hash by which it knows them. */
function followWith(resolver: ResolverThread) {
  const hashes = new Map<string, string>();
  const graphs = new Map<string, FileGraph>();
  return async (files: readonly Read[], { manifests }: Discovery) => {
    const missing = new Set(files.flatMap(({ key }) => (key === undefined || resolver.holds(key) ? [] : key)));
    await resolver.hold([...missing].map((key) => ({ key, json: parsed.get(key)?.json ?? "" })));
    const keyed = files.map((file) => {
      const graphHash = hashes.get(file.path);
      return { ...file, ...(graphHash !== undefined && { graphHash }) };
    });
    const resolved = await resolver.resolve({ repoKey: "r", manifests, files: keyed });
    const differing = resolved.files.filter(({ path, hash }) => hashes.get(path) !== hash);
    for (const graph of await resolver.takeGraphs(differing.map(({ path }) => path))) graphs.set(graph.path, graph);
    hashes.clear();
    for (const { path, hash } of resolved.files) hashes.set(path, hash);
    for (const path of graphs.keys()) if (!hashes.has(path)) graphs.delete(path);
    await resolver.release();
    return { files: resolved.files.map(({ path }) => graphs.get(path)), externals: resolved.externals };
  };
}

test("after each edit of a real tree its nodes, edges and tiers are those of a fresh index", async () => {
  const seen = new Set<string>();
  await assert(
    asyncProperty(seeds, steps, async (numbers, all) => {
      using folder = temporaryFolder();
      const tree = openTree(folder.path, numbers);
      const known = createKnownFiles();
      const resolver = openResolver();
      try {
        const follow = followWith(resolver);
        let paths: readonly string[] = [];
        for (const step of [undefined, BAR, ...all, BAR]) {
          if (step !== undefined) tree.edit(step, paths);
          const discovery = await discover(folder.path, { known });
          expect({ ...discovery, read: undefined }).toEqual({ ...(await discover(folder.path)), read: undefined });
          const files = await readAll(discovery);
          const followed = await follow(files, discovery);
          const facts = files.flatMap(({ path, key = "" }) => ({ path, facts: factsOf(key) }));
          const fresh = resolve({ repoKey: "r", files: facts, manifests: discovery.manifests });
          expect(asText(followed)).toBe(asText(fresh));
          paths = files.map(({ path }) => path);
          for (const { reason } of discovery.skipped) seen.add(reason);
        }
      } finally {
        await resolver.close();
      }
    }),
    { numRuns: 1, endOnFailure: true },
  );
  expect(parsed.size).toBeGreaterThan(200);
  expect([...seen].filter((reason) => reason === "symlink" || reason === "unreadable")).not.toEqual([]);
}, 300_000);

function factsOf(key: string): FileFacts {
  const found = parsed.get(key);
  if (found === undefined) throw new Error(`${key} was never parsed`);
  return found.facts;
}

/** As text, since what goes through a thread loses fields that are undefined. */
function asText(graph: {
  readonly files: readonly (FileGraph | undefined)[];
  readonly externals: readonly object[];
}): string {
  const lines = graph.files.flatMap((file) =>
    [file?.path, file?.nodes, file?.edges, file?.unresolved].map((part) => JSON.stringify(part)),
  );
  return [...lines, JSON.stringify(graph.externals)].join("\n");
}
