import { appendFileSync, mkdirSync, realpathSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test, vi } from "vitest";

import { temporaryFolder, temporaryRepository } from "../../../../test/support/temporary-folder.ts";
import { objectFolders, resolveRef } from "./git-refs.ts";

test("branches, tags of both kinds, remote branches, hashes and steps back lead to their commit", async () => {
  using folder = temporaryRepository({ "a.py": "1" });
  const first = folder.git("rev-parse", "HEAD").trim();
  folder.git("tag", "light");
  folder.git("tag", "--annotate", "heavy", "--message=said");
  folder.git("tag", "--annotate", "heavier", "heavy", "--message=of a tag");
  folder.git("commit", "--quiet", "--allow-empty", "--message=two");
  folder.git("branch", "topic/ümlaut");
  folder.git("update-ref", "refs/remotes/origin/main", "HEAD");
  const second = folder.git("rev-parse", "HEAD").trim();
  const call = { folder: folder.path };
  const found = (refs: readonly string[]) => Promise.all(refs.map((ref) => resolveRef(ref, call)));
  expect(await found(["light", "heavy", "heavier", "main~1", "main^", first.slice(0, 9), "refs/tags/heavy"])).toEqual(
    Array(7).fill(first),
  );
  expect(await found(["HEAD", "main", "topic/ümlaut", "origin/main", second])).toEqual(Array(5).fill(second));
});

test("refs that git has packed are found as before, the loose one first", async () => {
  using folder = temporaryRepository({ "a.py": "1" });
  const first = folder.git("rev-parse", "HEAD").trim();
  folder.git("branch", "old");
  folder.git("tag", "--annotate", "v1", "--message=one");
  folder.git("pack-refs", "--all");
  folder.git("commit", "--quiet", "--allow-empty", "--message=two");
  const call = { folder: folder.path };
  expect([await resolveRef("old", call), await resolveRef("v1", call)]).toEqual([first, first]);
  expect(await resolveRef("main", call)).toBe(folder.git("rev-parse", "HEAD").trim());
});

test("a linked work tree has a HEAD of its own, and the refs of the repository", async () => {
  using folder = temporaryRepository({ "a.py": "1" });
  const first = folder.git("rev-parse", "HEAD").trim();
  using parent = temporaryFolder();
  const tree = join(parent.path, "tree");
  folder.git("worktree", "add", "--quiet", "-b", "topic", tree);
  folder.git("-C", tree, "commit", "--quiet", "--allow-empty", "--message=two");
  const second = folder.git("rev-parse", "topic").trim();
  expect(await resolveRef("HEAD", { folder: tree })).toBe(second);
  expect(await resolveRef("HEAD", { folder: folder.path })).toBe(first);
  expect(await resolveRef("main", { folder: tree })).toBe(first);
  expect(await objectFolders({ folder: tree })).toEqual([join(folder.path, ".git/objects")]);
});

test("a detached HEAD leads to its commit, an unborn one nowhere", async () => {
  using folder = temporaryRepository({ "a.py": "1" });
  const first = folder.git("rev-parse", "HEAD").trim();
  folder.git("commit", "--quiet", "--allow-empty", "--message=two");
  folder.git("checkout", "--quiet", "--detach", first);
  expect(await resolveRef("HEAD", { folder: folder.path })).toBe(first);
  using empty = temporaryFolder();
  empty.git("init", "--quiet", "--initial-branch=main");
  await expect(resolveRef("HEAD", { folder: empty.path })).rejects.toMatchObject({ code: "UNKNOWN_REF", refs: [] });
});

test("a repository that names its objects by SHA-256 is read like any other", async () => {
  using folder = temporaryFolder({ "a.py": "1" });
  folder.git("init", "--quiet", "--initial-branch=main", "--object-format=sha256");
  folder.git("add", "--all");
  folder.git("commit", "--quiet", "--message=one");
  const head = folder.git("rev-parse", "HEAD").trim();
  expect(head).toHaveLength(64);
  expect(await resolveRef("main", { folder: folder.path })).toBe(head);
});

test("a shallow clone has the commits it has, and no others", async () => {
  using origin = temporaryRepository({ "a.py": "1" });
  origin.git("commit", "--quiet", "--allow-empty", "--message=two");
  using parent = temporaryFolder();
  const clone = join(parent.path, "clone");
  origin.git("clone", "--quiet", "--depth=1", `file://${origin.path}`, clone);
  expect(await resolveRef("main", { folder: clone })).toBe(origin.git("rev-parse", "main").trim());
  await expect(resolveRef("main~1", { folder: clone })).rejects.toMatchObject({ code: "UNKNOWN_REF" });
});

test("what names no commit is refused with the refs there are, the newest first", async () => {
  using folder = temporaryRepository({ "a.py": "1" });
  folder.git("branch", "topic");
  const blob = folder.git("rev-parse", "HEAD:a.py").trim();
  const tree = folder.git("rev-parse", "HEAD^{tree}").trim();
  for (const ref of ["nope", blob, tree, "0".repeat(40), "topic/deeper"]) {
    await expect(resolveRef(ref, { folder: folder.path })).rejects.toMatchObject({
      code: "UNKNOWN_REF",
      message: expect.stringContaining(`no branch, tag or commit "${ref}"`),
      refs: expect.arrayContaining(["main", "topic"]),
    });
  }
});

test("what git would read as an option, a range, a path or a search is no ref", async () => {
  using folder = temporaryRepository({ "a.py": "1" });
  const refs = [
    "",
    "-h",
    "--all",
    "main..main",
    "main:a.py",
    ":/first",
    "main@{1}",
    "@{u}",
    "^main",
    "a b",
    "a\nb",
    "*",
  ];
  for (const ref of [...refs, "m".repeat(251)]) {
    await expect(resolveRef(ref, { folder: folder.path })).rejects.toMatchObject({ code: "UNKNOWN_REF" });
  }
});

test("without git, or outside of a repository, the refusal says so", async () => {
  using plain = temporaryFolder({ "a.py": "1" });
  await expect(resolveRef("main", { folder: plain.path })).rejects.toThrow("is in no git repository");
  expect(await objectFolders({ folder: plain.path })).toEqual([]);
  vi.stubEnv("PATH", "/nonexistent");
  using folder = temporaryFolder();
  await expect(resolveRef("main", { folder: folder.path })).rejects.toThrow("is in no git repository");
  vi.unstubAllEnvs();
});

test("every folder from which objects are borrowed is named, also one that a lender borrows from", async () => {
  using far = temporaryRepository({ "a.py": "1" });
  using near = temporaryRepository({ "b.py": "1" });
  using folder = temporaryRepository({ "c.py": "1" });
  const info = (at: string) => join(at, ".git/objects/info");
  for (const at of [near.path, folder.path]) mkdirSync(info(at), { recursive: true });
  appendFileSync(join(info(near.path), "alternates"), `${join(far.path, ".git/objects")}\n# a remark\n`);
  appendFileSync(join(info(folder.path), "alternates"), `${join(near.path, ".git/objects")}\n../gone\n`);
  // A circle must end.
  mkdirSync(info(far.path), { recursive: true });
  writeFileSync(join(info(far.path), "alternates"), `${join(folder.path, ".git/objects")}\n`);
  const found = await objectFolders({ folder: folder.path });
  const real = [folder, near, far].map(({ path }) => realpathSync(join(path, ".git/objects")));
  expect([...found].sort()).toEqual([...real, join(folder.path, ".git/gone")].sort());
  const lent = near.git("rev-parse", "HEAD").trim();
  expect(await resolveRef(lent, { folder: folder.path })).toBe(lent);
});

test("an interrupted question ends with the reason of the interruption", async () => {
  using folder = temporaryRepository({ "a.py": "1" });
  const reason = new Error("stop");
  const call = { folder: folder.path, signal: AbortSignal.abort(reason) };
  await expect(resolveRef("main", call)).rejects.toBe(reason);
});
