import { execFileSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import * as fc from "fast-check";
import { afterEach, describe, expect, test, vi } from "vitest";

import {
  temporaryFolder,
  temporaryRepository,
  type TemporaryFolder,
} from "../../../../test/support/temporary-folder.ts";
import { discover, type Discovery } from "./discover.ts";
import { readFileText } from "./read-file.ts";

afterEach(() => void vi.unstubAllEnvs());

const paths = (found: Discovery) => found.files.map((file) => file.path);
const reasons = (found: Discovery) => Object.fromEntries(found.skipped.map((file) => [file.path, file.reason]));

/** Both ways of listing must give the same: git's, and the walk where git is not on PATH. */
describe.each(["with git", "without git"])("%s", (way) => {
  function folderWith(files: Readonly<Record<string, string | Uint8Array>>): TemporaryFolder {
    if (way === "with git") return temporaryRepository(files);
    vi.stubEnv("PATH", "/nonexistent");
    return temporaryFolder(files);
  }

  test("every file is found, in the order of their paths, with size and hash", async () => {
    using folder = folderWith({ "b/z.py": "z = 1\n", "a.py": "", "b-a.py": "x", "ümlaut name.py": "y" });
    const found = await discover(folder.path);
    expect(paths(found)).toEqual(["a.py", "b-a.py", "b/z.py", "ümlaut name.py"]);
    // printf 'z = 1\n' | sha256sum | cut -c1-32
    expect(found.files[2]).toMatchObject({ size: 6, hash: "1bc01ef3687ccfe07da22018dfe78517" });
    expect(found.read("b/z.py")).toMatchObject({ kind: "text", text: "z = 1\n", hash: found.files[2]?.hash });
  });

  test("nested ignore files, negations and .aetherignore are honoured", async () => {
    using folder = folderWith({
      ".gitignore": "*.log\n/build/\n# comment\n\ngen\r\n",
      "a.log": "",
      "build/x.py": "",
      "src/build/x.py": "",
      "src/.gitignore": "!keep.log\n/only-here.py\nsub/deep.py\n",
      "src/keep.log": "",
      "src/other.log": "",
      "src/only-here.py": "",
      "src/in/only-here.py": "",
      "src/sub/deep.py": "",
      "src/in/sub/deep.py": "",
      "src/gen/x.py": "",
      ".aetherignore": "docs/\n",
      "docs/x.md": "",
      "src/docs/.keep": "",
      "src/in/.aetherignore": "secret.py\n",
      "src/in/secret.py": "",
    });
    expect(paths(await discover(folder.path))).toEqual([
      ".aetherignore",
      ".gitignore",
      "src/.gitignore",
      "src/build/x.py",
      "src/in/.aetherignore",
      "src/in/only-here.py",
      "src/in/sub/deep.py",
      "src/keep.log",
    ]);
  });

  test("a negation cannot bring back a file of an ignored folder", async () => {
    using folder = folderWith({ ".aetherignore": "out/\n!out/a.py\n", "out/a.py": "", "b.py": "" });
    expect(paths(await discover(folder.path))).toEqual([".aetherignore", "b.py"]);
  });

  test("links are reported and never followed, out of the tree, in loops, or dangling", async () => {
    using outside = temporaryFolder({ "secret.py": "secret" });
    using folder = folderWith({ "a.py": "" });
    symlinkSync(join(outside.path, "secret.py"), join(folder.path, "file.py"));
    symlinkSync(outside.path, join(folder.path, "tree"));
    symlinkSync(".", join(folder.path, "loop"));
    symlinkSync("nothing", join(folder.path, "dangling"));
    const found = await discover(folder.path);
    expect(paths(found)).toEqual(["a.py"]);
    expect(reasons(found)).toEqual({ "file.py": "symlink", tree: "symlink", loop: "symlink", dangling: "symlink" });
    expect(found.read("tree/secret.py")).toMatchObject({ kind: "skipped", reason: "symlink" });
    expect(found.read(`../${outside.path.split("/").at(-1)}/secret.py`)).toMatchObject({ reason: "symlink" });
  });

  test("node_modules is left out even where no rule says so", async () => {
    using folder = folderWith({ "node_modules/a/x.js": "", "b/node_modules/c.js": "", "node_modules.py": "" });
    const found = await discover(folder.path);
    expect(paths(found)).toEqual(["node_modules.py"]);
    expect(reasons(found)).toEqual({ "node_modules/": "dependencies", "b/node_modules/": "dependencies" });
  });

  test("what is no source text is reported with its reason", async () => {
    using folder = folderWith({
      "huge.js": `var a="${"x".repeat(5_000_000)}"`,
      "min.js": `var a="${"x".repeat(60_000)}"\n`,
      "short-line.js": "x".repeat(600),
      "pic.bin": Buffer.from([1, 2, 0, 3]),
      "long.py": "x = 1\n".repeat(20_000),
    });
    const found = await discover(folder.path);
    expect(paths(found)).toEqual(["long.py", "short-line.js"]);
    expect(reasons(found)).toEqual({ "huge.js": "too-large", "min.js": "minified", "pic.bin": "binary" });
  });

  test("bytes that are no text are replaced, one character each NUL, and said so", async () => {
    using folder = folderWith({
      "bad.py": Buffer.from([0x61, 0xff, 0x62]),
      "nul.py": `${"a".repeat(9_000)}\0b`,
      "bom.py": "\uFEFFx",
    });
    const found = await discover(folder.path);
    expect(found.files.map((file) => [file.path, file.replaced])).toEqual([
      ["bad.py", true],
      ["bom.py", false],
      ["nul.py", true],
    ]);
    expect(found.read("bad.py")).toMatchObject({ text: "a\uFFFDb" });
    expect(found.read("bom.py")).toMatchObject({ text: "x" });
    expect(found.read("nul.py")).toMatchObject({ text: `${"a".repeat(9_000)}\uFFFDb` });
  });

  test("one file more than the limit is refused by the name of the limit", async () => {
    using folder = folderWith({ "a.py": "", "b.py": "", "c.py": "" });
    expect((await discover(folder.path, { maxFiles: 3 })).files).toHaveLength(3);
    await expect(discover(folder.path, { maxFiles: 2 })).rejects.toMatchObject({
      code: "TOO_MANY_FILES",
      message: expect.stringMatching(/maxFiles.*\.aetherignore/),
      details: { maxFiles: 2 },
    });
  });

  test("manifests come as text", async () => {
    using folder = folderWith({
      "p/package.json": "{}",
      "tsconfig.base.json": "[]",
      "x/go.mod": "module m",
      "a.json": "",
    });
    expect((await discover(folder.path)).manifests).toEqual([
      { path: "p/package.json", text: "{}" },
      { path: "tsconfig.base.json", text: "[]" },
      { path: "x/go.mod", text: "module m" },
    ]);
  });

  test("an empty folder has no files", async () => {
    using folder = folderWith({});
    expect(await discover(folder.path)).toMatchObject({ files: [], skipped: [] });
  });

  test("an aborted discovery ends with the reason of the abort", async () => {
    using folder = folderWith({ "a.py": "" });
    const reason = new Error("stop");
    const signal = AbortSignal.abort(reason);
    await expect(discover(folder.path, { signal, onProgress: () => undefined })).rejects.toBe(reason);
  });
});

test("pipes are reported and do not block", async () => {
  using folder = temporaryFolder({ "a.py": "" });
  execFileSync("mkfifo", [join(folder.path, "pipe.py")]);
  vi.stubEnv("PATH", "/nonexistent");
  expect(reasons(await discover(folder.path))).toEqual({ "pipe.py": "not-a-file" });
});

test("a name that is no UTF-8 is reported and the rest is found, with and without git", async () => {
  using folder = temporaryRepository({ "a.py": "" });
  writeFileSync(Buffer.concat([Buffer.from(`${folder.path}/bad`), Buffer.from([0xff])]), "x");
  expect(await discover(folder.path)).toMatchObject({
    files: [{ path: "a.py" }],
    skipped: [{ path: "bad\uFFFD", reason: "bad-name" }],
  });
  vi.stubEnv("PATH", "/nonexistent");
  expect(reasons(await discover(folder.path))).toEqual({ "bad\uFFFD": "bad-name" });
});

describe("a path that is no readable folder is refused with what to do", () => {
  test.each([
    { title: "nothing there", path: "missing", code: "NOT_FOUND", message: /check the path/ },
    { title: "below a file", path: "file.py/x", code: "NOT_FOUND", message: /check the path/ },
    { title: "a file", path: "file.py", code: "NOT_A_FOLDER", message: /name the folder/ },
    { title: "a link in a loop", path: "loop", code: "NOT_READABLE", message: /ELOOP/ },
  ])("$title", async ({ path, code, message }) => {
    using folder = temporaryFolder({ "file.py": "" });
    symlinkSync("loop", join(folder.path, "loop"));
    const refusal = { code, message: expect.stringMatching(message) };
    await expect(discover(join(folder.path, path))).rejects.toMatchObject(refusal);
  });
});

describe("what git knows", () => {
  test("commit, branch and whether anything changed", async () => {
    using folder = temporaryRepository({ "a.py": "x" });
    const commit = folder.git("rev-parse", "HEAD").trim();
    expect(await discover(folder.path)).toMatchObject({ commit, branch: "main", dirty: false });
    folder.write("b.py", "");
    expect(await discover(folder.path)).toMatchObject({ commit, branch: "main", dirty: true });
    folder.git("checkout", "--quiet", "--detach");
    expect((await discover(folder.path)).branch).toBeUndefined();
  });

  test("before the first commit there is none, and the files are found", async () => {
    using folder = temporaryFolder({ "a.py": "x" });
    folder.git("init", "--quiet", "--initial-branch=main");
    const found = await discover(folder.path);
    expect(found).toMatchObject({ branch: "main", dirty: true, files: [{ path: "a.py" }] });
    expect(found.commit).toBeUndefined();
  });

  test("a folder inside a work tree has paths of its own and its own state", async () => {
    using folder = temporaryRepository({ ".gitignore": "*.log\n", "in/a.py": "", "in/a.log": "", "b.py": "" });
    folder.write("b.py", "changed");
    const found = await discover(join(folder.path, "in"));
    expect(found).toMatchObject({ dirty: false, branch: "main", files: [{ path: "a.py" }] });
  });

  test("a folder that the repository around it ignores is read when it is named", async () => {
    using folder = temporaryRepository({ ".gitignore": "out/\n", "a.py": "", "out/b.py": "" });
    const found = await discover(join(folder.path, "out"));
    expect(paths(found)).toEqual(["b.py"]);
    expect(found.commit).toBeUndefined();
  });

  test("a deleted file is gone, one replaced by a pipe, a folder or a link is reported", async () => {
    using outside = temporaryFolder({ "x.py": "secret" });
    using folder = temporaryRepository({ "gone.py": "", "pipe.py": "", "dir.py": "", "sub/x.py": "", "a.py": "" });
    for (const name of ["gone.py", "pipe.py", "dir.py", "sub"]) rmSync(join(folder.path, name), { recursive: true });
    execFileSync("mkfifo", [join(folder.path, "pipe.py")]);
    mkdirSync(join(folder.path, "dir.py"));
    symlinkSync(outside.path, join(folder.path, "sub"));
    const found = await discover(folder.path);
    expect(paths(found)).toEqual(["a.py"]);
    expect(reasons(found)).toEqual({
      "pipe.py": "not-a-file",
      "dir.py": "not-a-file",
      sub: "symlink",
      "sub/x.py": "symlink",
    });
  });

  test("a repository inside is reported, not read", async () => {
    using folder = temporaryRepository({ "a.py": "" });
    using inner = temporaryRepository({ "b.py": "" });
    renameSync(inner.path, join(folder.path, "inner"));
    expect(await discover(folder.path)).toMatchObject({
      files: [{ path: "a.py" }],
      skipped: [{ path: "inner/", reason: "other-repository" }],
    });
  });

  test("a file in conflict is found once", async () => {
    using folder = temporaryRepository({ "a.py": "1" });
    folder.git("checkout", "--quiet", "-b", "other");
    folder.write("a.py", "2");
    folder.git("commit", "--quiet", "--all", "--message=two");
    folder.git("checkout", "--quiet", "main");
    folder.write("a.py", "3");
    folder.git("commit", "--quiet", "--all", "--message=three");
    expect(() => folder.git("merge", "other")).toThrow("git merge other");
    expect(paths(await discover(folder.path))).toEqual(["a.py"]);
  });

  test("no program that the repository's configuration names is started", async () => {
    using folder = temporaryRepository({
      ".gitattributes": "*.py filter=evil\n*.md filter=a=b\n",
      "a.py": "1",
      "b.md": "2",
    });
    const mark = join(folder.path, ".git", "started");
    const run = `touch ${mark}; cat`;
    for (const name of ["filter.evil.clean", "filter.evil.process", "core.fsmonitor", "core.pager", "gpg.program"]) {
      folder.git("config", name, run);
    }
    folder.git("config", "log.showSignature", "true");
    folder.write("a.py", "3");
    expect(await discover(folder.path)).toMatchObject({ dirty: true, branch: "main" });
    folder.git("config", "filter.a=b.clean", run);
    folder.write("b.md", "4");
    expect(await discover(folder.path)).toMatchObject({ dirty: true, branch: "main" });
    expect(existsSync(mark)).toBe(false);
    // The trap works: git itself, asked plainly, starts it.
    folder.git("status");
    expect(existsSync(mark)).toBe(true);
  });
});

test("the walk finds exactly what git finds, for any nested ignore files", async () => {
  const name = fc.constantFrom("a", "b", "c.py", "d.log");
  const pattern = fc.tuple(
    fc.constantFrom("", "!"),
    fc.constantFrom("", "/", "**/"),
    fc.array(fc.constantFrom("a", "b", "c.py", "*.log", "*", "?", "[ab]", "**"), { minLength: 1, maxLength: 3 }),
    fc.constantFrom("", "/"),
  );
  const line = pattern.map(([negation, start, parts, end]) => `${negation}${start}${parts.join("/")}${end}`);
  const files = fc.uniqueArray(
    fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/")),
    { maxLength: 20 },
  );
  const rules = fc.array(fc.tuple(fc.constantFrom("", "a/", "b/", "a/b/"), fc.array(line, { maxLength: 3 })), {
    maxLength: 3,
  });
  let compared = 0;
  await fc.assert(
    fc.asyncProperty(files, rules, async (names, ignoreFiles) => {
      using folder = temporaryFolder();
      for (const file of names) tryWrite(folder, `${file}/leaf`);
      for (const [at, lines] of ignoreFiles) folder.write(`${at}.gitignore`, lines.join("\n"));
      folder.git("init", "--quiet");
      const byGit = folder.git("ls-files", "-z", "--others", "--exclude-standard").split("\0").filter(Boolean);
      vi.stubEnv("PATH", "/nonexistent");
      const byWalk = paths(await discover(folder.path));
      vi.unstubAllEnvs();
      compared += byGit.length;
      expect(byWalk).toEqual(byGit.sort());
    }),
    { numRuns: 60, seed: 7 },
  );
  expect(compared).toBeGreaterThan(200);
});

function tryWrite(folder: TemporaryFolder, path: string): void {
  try {
    folder.write(path, "x");
  } catch {
    // A file stands where this path needs a folder: the tree is as good without it.
  }
}

describe("a file that changes while it is read", () => {
  test("is read again, whole", () => {
    using folder = temporaryFolder({ "a.py": "one" });
    let opened = 0;
    const onOpened = (path: string) => void (opened++ === 0 && appendFileSync(path, " two"));
    expect(readFileText("a.py", { root: folder.path, maxFileBytes: 100, onOpened })).toMatchObject({ text: "one two" });
  });

  test("is reported when it never holds still", () => {
    using folder = temporaryFolder({ "a.py": "one" });
    const onOpened = (path: string) => appendFileSync(path, "x");
    expect(readFileText("a.py", { root: folder.path, maxFileBytes: 100, onOpened })).toMatchObject({
      reason: "changed",
    });
  });

  test("is not mixed with another that takes its place", () => {
    using folder = temporaryFolder({ "a.py": "one", "b.py": "two" });
    const onOpened = () => renameSync(join(folder.path, "b.py"), join(folder.path, "a.py"));
    expect(["one", "two"]).toContain(textOf(readFileText("a.py", { root: folder.path, maxFileBytes: 100, onOpened })));
  });
});

function textOf(result: ReturnType<typeof readFileText>): string {
  return result.kind === "text" ? result.text : result.kind;
}
