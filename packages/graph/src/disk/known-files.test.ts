import { lstatSync, mkdirSync, renameSync, rmSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";

import { expect, test, vi } from "vitest";

import { temporaryFolder, type TemporaryFolder } from "../../../../test/support/temporary-folder.ts";
import { discover, type Discovery } from "./discover.ts";
import { createKnownFiles, type KnownFiles } from "./known-files.ts";

/** Discovers as if all that was written so far had held still for long. */
async function later(folder: TemporaryFolder, known: KnownFiles): Promise<Discovery> {
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
  try {
    return await discover(folder.path, { known });
  } finally {
    vi.useRealTimers();
  }
}

/** What a discovery says of content, without how to read it. */
function said({ files, skipped, manifests }: Discovery): object {
  return { files, skipped, manifests };
}

test("a second discovery says the same as a fresh one, whatever has happened to the files", async () => {
  using outside = temporaryFolder({ "x.py": "secret" });
  using folder = temporaryFolder({
    "same.py": "1",
    "longer.py": "1",
    "equal.py": "1",
    "gone.py": "1",
    "linked.py": "1",
    "sub/deep/in.py": "1",
    "moved/in.py": "1",
    "pic.bin": new Uint8Array([1, 0, 2]),
    "turned.bin": new Uint8Array([1, 0, 2]),
    "package.json": '{"name":"a"}',
  });
  const known = createKnownFiles();
  expect(said(await later(folder, known))).toEqual(said(await discover(folder.path)));
  const { atime, mtime } = lstatSync(join(folder.path, "equal.py"));
  folder.write("longer.py", "22");
  folder.write("equal.py", "2");
  utimesSync(join(folder.path, "equal.py"), atime, mtime);
  folder.write("turned.bin", "now a text");
  folder.write("new.py", "1");
  rmSync(join(folder.path, "gone.py"));
  rmSync(join(folder.path, "linked.py"));
  symlinkSync(join(outside.path, "x.py"), join(folder.path, "linked.py"));
  renameSync(join(folder.path, "moved"), join(outside.path, "moved"));
  symlinkSync(join(outside.path, "moved"), join(folder.path, "moved"));
  mkdirSync(join(folder.path, "other"));
  renameSync(join(folder.path, "sub/deep"), join(folder.path, "other/deep"));
  expect(said(await later(folder, known))).toEqual(said(await discover(folder.path)));
  expect(said(await later(folder, known))).toEqual(said(await discover(folder.path)));
});

test("what has held still is not read again", async () => {
  using folder = temporaryFolder({ "a.py": "1" });
  const known = createKnownFiles();
  await later(folder, known);
  const options = { root: folder.path, maxFileBytes: 2 * 1024 * 1024 };
  expect(known.open(options).read("a.py").kind).toBe("known");
  expect(known.open({ ...options, maxFileBytes: 10 }).read("a.py").kind).toBe("text");
});

test("what was written a moment before it was read is read again: its times may not tell what comes next", async () => {
  using folder = temporaryFolder({ "a.py": "1" });
  const known = createKnownFiles();
  await discover(folder.path, { known });
  expect(known.open({ root: folder.path, maxFileBytes: 2 * 1024 * 1024 }).read("a.py").kind).toBe("text");
});

test("a file reached through a link is not taken for the one it was", async () => {
  using outside = temporaryFolder();
  using folder = temporaryFolder({ "sub/a.py": "1" });
  const known = createKnownFiles();
  await later(folder, known);
  renameSync(join(folder.path, "sub"), join(outside.path, "sub"));
  symlinkSync(join(outside.path, "sub"), join(folder.path, "sub"));
  expect(known.open({ root: folder.path, maxFileBytes: 2 * 1024 * 1024 }).read("sub/a.py")).toMatchObject({
    kind: "skipped",
    reason: "symlink",
  });
});

test("DB-22: what was forgotten is read again, and a discovery that was under way leaves nothing", async () => {
  using folder = temporaryFolder({ "a.py": "1" });
  const known = createKnownFiles();
  const options = { root: folder.path, maxFileBytes: 1000 };
  vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 60_000 });
  try {
    const read = (during?: () => void): string => {
      const discovery = known.open(options);
      const { kind } = discovery.read("a.py");
      during?.();
      discovery.keep();
      return kind;
    };
    expect([read(), read()]).toEqual(["text", "known"]);
    known.forget();
    expect(read(() => known.forget())).toBe("text");
    expect([read(), read()]).toEqual(["text", "known"]);
  } finally {
    vi.useRealTimers();
  }
});
