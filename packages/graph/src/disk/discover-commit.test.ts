import { appendFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import {
  temporaryFolder,
  temporaryRepository,
  type TemporaryFolder,
} from "../../../../test/support/temporary-folder.ts";
import { type CommitDiscovery, discoverCommit } from "./discover-commit.ts";
import { discover } from "./discover.ts";

function pathsOf({ files }: Pick<CommitDiscovery, "files">): string[] {
  return files.map(({ path }) => path);
}

function reasonsOf({ skipped }: CommitDiscovery): Record<string, string> {
  return Object.fromEntries(skipped.map(({ path, reason }) => [path, reason]));
}

async function textsOf(found: CommitDiscovery): Promise<string[]> {
  const read = await found.readAll(pathsOf(found));
  return read.map((file) => (file.kind === "text" ? file.text : file.kind));
}

test("a commit holds what a folder with its files holds, whatever lies in the work tree now", async () => {
  const files = { "a.py": "1\r\n", "sub/b.py": "2", "sub/empty.py": "", "bom.py": "\uFEFFx", "package.json": "{}" };
  using folder = temporaryRepository(files);
  using plain = temporaryFolder(files);
  const fresh = await discover(plain.path);
  folder.write("a.py", "changed");
  folder.write("untracked.py", "");
  rmSync(join(folder.path, "sub"), { recursive: true });
  const found = await discoverCommit(folder.path, "main");
  const content = ({ files: all }: Pick<CommitDiscovery, "files">) =>
    all.map(({ path, hash, size, replaced }) => [path, hash, size, replaced]);
  expect(content(found)).toEqual(content(fresh));
  expect(found).toMatchObject({ manifests: fresh.manifests, skipped: [], dirty: false });
  expect(await textsOf(found)).toEqual(["1\r\n", "x", "{}", "2", ""]);
});

test("of a folder below the root of the repository, only what the commit has there", async () => {
  using folder = temporaryRepository({ "in/a.py": "1", "in/deep/b.py": "2", "out.py": "3" });
  const found = await discoverCommit(join(folder.path, "in"), "HEAD");
  expect(pathsOf(found)).toEqual(["a.py", "deep/b.py"]);
  expect(await textsOf(found)).toEqual(["1", "2"]);
});

test("links, submodules, dependencies, what is no text and what rules exclude are left out as in a folder", async () => {
  using folder = temporaryRepository({
    ".aetherignore": "drafts/\n",
    "sub/.aetherignore": "*.gen.py\n",
    "a.py": "1",
    "drafts/b.py": "1",
    "sub/c.gen.py": "1",
    "node_modules/p/i.js": "1",
    "pic.bin": new Uint8Array([1, 0]),
    "huge.py": "x = 1\n".repeat(3000),
  });
  const link = folder.git("hash-object", "-w", "--stdin-paths", "--no-filters").trim();
  expect(link).toBe("");
  const blob = folder.git("rev-parse", "HEAD:a.py").trim();
  const commit = folder.git("rev-parse", "HEAD").trim();
  folder.git("update-index", "--add", "--cacheinfo", `120000,${blob},link.py`);
  folder.git("update-index", "--add", "--cacheinfo", `160000,${commit},module`);
  folder.git("commit", "--quiet", "--message=two");
  const found = await discoverCommit(folder.path, "main", { maxFileBytes: 10_000 });
  expect(pathsOf(found)).toEqual([".aetherignore", "a.py", "sub/.aetherignore"]);
  expect(reasonsOf(found)).toEqual({
    "huge.py": "too-large",
    "link.py": "symlink",
    module: "other-repository",
    "node_modules/": "dependencies",
    "pic.bin": "binary",
  });
});

test("names that no file system gives are reported and lead nowhere", async () => {
  using folder = temporaryRepository({ "a.py": "1" });
  const blob = folder.git("rev-parse", "HEAD:a.py").trim();
  const tree = treeOf(folder, [
    ["100644", "a.py", blob],
    ["100644", "..", blob],
    ["100644", ".", blob],
    ["100644", "b\nc.py", blob],
  ]);
  const commit = folder.git("commit-tree", tree, "-m", "odd").trim();
  const found = await discoverCommit(folder.path, commit);
  expect(pathsOf(found)).toEqual(["a.py", "b\nc.py"]);
  expect(Object.values(reasonsOf(found))).toEqual(["bad-name", "bad-name"]);
});

/** Writes a tree with names that `git mktree` would refuse. */
function treeOf(folder: TemporaryFolder, entries: readonly (readonly [string, string, string])[]): string {
  const bytes = entries.map(([mode, name, id]) =>
    Buffer.concat([Buffer.from(`${mode} ${name}\0`), Buffer.from(id, "hex")]),
  );
  const file = folder.write(".git/tree", Buffer.concat(bytes));
  return folder.git("hash-object", "-t", "tree", "-w", "--literally", file).trim();
}

test("equal content under many names is read for each of them", async () => {
  using folder = temporaryRepository(
    Object.fromEntries(Array.from({ length: 40 }, (_, n) => [`d${n % 3}/${n}.py`, n % 2 === 0 ? "even" : "odd"])),
  );
  const found = await discoverCommit(folder.path, "main");
  expect(found.files).toHaveLength(40);
  expect(new Set(await textsOf(found))).toEqual(new Set(["even", "odd"]));
  expect(await found.readAll(["d0/0.py", "nowhere.py"])).toMatchObject([
    { kind: "text", text: "even" },
    { kind: "missing", path: "nowhere.py" },
  ]);
});

test("a shallow clone, a linked work tree and a borrowed repository give their commits", async () => {
  using origin = temporaryRepository({ "a.py": "1" });
  origin.write("a.py", "2");
  origin.git("commit", "--quiet", "--all", "--message=two");
  using parent = temporaryFolder();
  const at = (name: string) => join(parent.path, name);
  origin.git("clone", "--quiet", "--depth=1", `file://${origin.path}`, at("shallow"));
  origin.git("clone", "--quiet", "--shared", origin.path, at("shared"));
  origin.git("worktree", "add", "--quiet", "--detach", at("linked"), "main~1");
  expect(await textsOf(await discoverCommit(at("shallow"), "main"))).toEqual(["2"]);
  expect(await textsOf(await discoverCommit(at("shared"), "main"))).toEqual(["2"]);
  expect(await textsOf(await discoverCommit(at("linked"), "HEAD"))).toEqual(["1"]);
  rmSync(join(origin.path, ".git"), { recursive: true });
  await expect(discoverCommit(at("shared"), "main")).rejects.toMatchObject({ code: "UNKNOWN_REF" });
});

test("contents that a partial clone has not got are asked for by name, and nothing is fetched for them", async () => {
  using origin = temporaryRepository({ "a.py": "1", "b.py": "2" });
  origin.git("config", "uploadpack.allowFilter", "true");
  using parent = temporaryFolder();
  const clone = join(parent.path, "clone");
  origin.git("clone", "--quiet", "--no-checkout", "--filter=blob:none", `file://${origin.path}`, clone);
  await expect(discoverCommit(clone, "main")).rejects.toMatchObject({
    code: "NOT_READABLE",
    message: expect.stringMatching(/not all of "main" is in .*clone.*git fetch --refetch/),
    details: { path: clone, ref: "main" },
  });
  origin.git("-C", clone, "checkout", "--quiet", "main");
  expect(await textsOf(await discoverCommit(clone, "main"))).toEqual(["1", "2"]);
});

test("a repository that names its objects by SHA-256 gives the same files with the same hashes", async () => {
  const files = { "a.py": "1", "sub/b.py": "2" };
  using folder = temporaryFolder(files);
  folder.git("init", "--quiet", "--initial-branch=main", "--object-format=sha256");
  folder.git("add", "--all");
  folder.git("commit", "--quiet", "--message=one");
  using usual = temporaryRepository(files);
  const [found, same] = [await discoverCommit(folder.path, "main"), await discoverCommit(usual.path, "main")];
  expect(found.files).toEqual(same.files);
  expect(found.commit).toHaveLength(64);
  expect(await textsOf(found)).toEqual(["1", "2"]);
});

test("a repository of a form that git does not know, and objects that are broken, are refused or reported, never half read", async () => {
  using folder = temporaryRepository({ "a.py": "1", "b.py": "2" });
  appendFileSync(join(folder.path, ".git/config"), "[core]\n\trepositoryformatversion = 99\n");
  await expect(discoverCommit(folder.path, "main")).rejects.toMatchObject({ code: "UNKNOWN_REF" });
  using broken = temporaryRepository({ "a.py": "1", "b.py": "2" });
  const id = broken.git("rev-parse", "HEAD:a.py").trim();
  const loose = join(broken.path, ".git/objects", id.slice(0, 2), id.slice(2));
  rmSync(loose);
  mkdirSync(join(loose, ".."), { recursive: true });
  writeFileSync(loose, "no object");
  const found = await discoverCommit(broken.path, "main");
  expect([pathsOf(found), reasonsOf(found)]).toEqual([["b.py"], { "a.py": "unreadable" }]);
  const tree = broken.git("rev-parse", "HEAD^{tree}").trim();
  rmSync(join(broken.path, ".git/objects", tree.slice(0, 2), tree.slice(2)));
  await expect(discoverCommit(broken.path, "main")).rejects.toMatchObject({
    code: "NOT_READABLE",
    message: expect.stringContaining('not all of "main"'),
  });
});

test("more files than the limit are refused by its name", async () => {
  using folder = temporaryRepository({ "a.py": "", "b.py": "" });
  await expect(discoverCommit(folder.path, "main", { maxFiles: 1 })).rejects.toMatchObject({ code: "TOO_MANY_FILES" });
});

test("an empty commit has no files", async () => {
  using folder = temporaryRepository();
  expect(await discoverCommit(folder.path, "main")).toMatchObject({ files: [], skipped: [], manifests: [] });
});
