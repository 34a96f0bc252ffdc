import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { constants, crc32, deflateRawSync, gzipSync } from "node:zlib";

import { pack } from "tar-stream";
import { afterAll, describe, expect, test } from "vitest";

import { unpackArchive } from "./unpack.ts";

const room = mkdtempSync(join(tmpdir(), "aether-unpack-"));
afterAll(() => rmSync(room, { recursive: true, force: true }));
let turn = 0;

interface ZipEntry {
  readonly name: string;
  readonly content?: Buffer | string;
  /** Of Unix, type and rights. */
  readonly mode?: number;
}

/** A zip by the specification's letter, with whatever names and modes a test wants. */
function zip(entries: readonly ZipEntry[]): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let at = 0;
  for (const { name, content = "x", mode = 0o100_644 } of entries) {
    const raw = Buffer.from(content);
    const packed = deflateRawSync(raw);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    fields.writeUInt16LE(0x0800, 2);
    fields.writeUInt16LE(8, 4);
    fields.writeUInt32LE(crc32(raw), 10);
    fields.writeUInt32LE(packed.length, 14);
    fields.writeUInt32LE(raw.length, 18);
    fields.writeUInt16LE(Buffer.byteLength(name), 22);
    const head = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), fields, Buffer.from(name)]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE((mode << 16) >>> 0, 6);
    tail.writeUInt32LE(at, 10);
    central.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x03", "latin1"), fields, tail, Buffer.from(name)]));
    local.push(head, packed);
    at += head.length + packed.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(entries.length, 8);
  end.writeUInt16LE(entries.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...local, directory, end]);
}

interface TarEntry {
  readonly name: string;
  readonly type?: "file" | "symlink" | "link" | "fifo" | "character-device" | "directory";
}

async function tar(entries: readonly TarEntry[]): Promise<Buffer> {
  const made = pack();
  for (const { name, type = "file" } of entries) {
    if (type === "file") made.entry({ name }, "x");
    else made.entry({ name, type, linkname: "/etc/passwd" });
  }
  made.finalize();
  const chunks: Buffer[] = [];
  made.on("data", (chunk: unknown) => void (chunk instanceof Buffer && chunks.push(chunk)));
  await once(made, "end");
  return Buffer.concat(chunks);
}

async function unpack(archive: Buffer, limits: { maxEntries?: number; maxBytes?: number } = {}): Promise<string> {
  turn += 1;
  const [file, into] = [join(room, `${turn}.archive`), join(room, `${turn}`)];
  writeFileSync(file, archive);
  const { signal } = new AbortController();
  await unpackArchive({ file, into, maxEntries: 1000, maxBytes: 50_000_000, ...limits, signal });
  return into;
}

async function refusal(archive: Buffer, limits?: { maxEntries?: number; maxBytes?: number }): Promise<string> {
  const thrown: unknown = await unpack(archive, limits).catch((error: unknown) => error);
  expect(thrown).toMatchObject({ code: "ARCHIVE_REFUSED" });
  expect(readdirSync(room).filter((name) => name.startsWith(`${turn}`))).toEqual([`${turn}.archive`]);
  return Object(thrown).message;
}

describe("an archive is unpacked", () => {
  test.each([
    ["zip", async () => zip([{ name: "a.py" }, { name: "d/b.py" }])],
    ["tar", () => tar([{ name: "a.py" }, { name: "d", type: "directory" }, { name: "d/b.py" }])],
    ["tar.gz", async () => gzipSync(await tar([{ name: "./a.py" }, { name: "./d/b.py" }]))],
  ])("from %s", async (_form, make) => {
    const root = await unpack(await make());
    expect(readdirSync(root, { recursive: true }).map(String).toSorted()).toEqual(["a.py", "d", "d/b.py"]);
    expect(readFileSync(join(root, "d/b.py"), "utf8")).toBe("x");
  });

  test("without the one folder that a forge puts around it", async () => {
    expect(readdirSync(await unpack(zip([{ name: "shop-1a2b/a.py" }, { name: "shop-1a2b/b.py" }]))).sort()).toEqual([
      "a.py",
      "b.py",
    ]);
  });

  test("as git and tar make it", async () => {
    const source = join(room, "source");
    mkdirSync(join(source, "d"), { recursive: true });
    writeFileSync(join(source, "d", "é.py"), "x = 1\n");
    writeFileSync(join(source, "a.py"), "x = 1\n");
    const made = execFileSync("tar", ["-czf", "-", "-C", source, "."]);
    expect(
      readdirSync(await unpack(made), { recursive: true })
        .map(String)
        .toSorted(),
    ).toEqual(["a.py", "d", "d/é.py"]);
    symlinkSync("/etc/passwd", join(source, "link.py"));
    expect(await refusal(execFileSync("tar", ["-czf", "-", "-C", source, "."]))).toContain("link.py");
  });

  test("but for a repository's own files, which would be another one's to name", async () => {
    const root = await unpack(
      zip([{ name: "a.py" }, { name: ".git", content: "gitdir: /elsewhere" }, { name: "m/.GIT/config" }]),
    );
    expect(readdirSync(root)).toEqual(["a.py"]);
  });
});

describe("GIT-13: an archive is refused for", () => {
  test.each([
    ["a name that leads out of it", "../a.py"],
    ["a name that leads out of it in the middle", "a/../../b.py"],
    ["an absolute name", "/etc/cron.d/a"],
    ["a drive", "C:/a.py"],
    ["a backslash", "..\\a.py"],
    ["a control character", "a\nb.py"],
    ["an empty part", "a//b.py"],
    ["a part that no disk takes", `${"a".repeat(300)}.py`],
  ])("%s, in a zip and in a tar", async (_what, name) => {
    expect(await refusal(zip([{ name: "fine.py" }, { name }]))).toContain("refused");
    expect(await refusal(await tar([{ name: "fine.py" }, { name }]))).toContain("name");
  });

  test.each(["symlink", "link", "fifo", "character-device"] as const)("a %s in a tar", async (type) => {
    expect(await refusal(await tar([{ name: "a.py" }, { name: "b.py", type }]))).toContain("b.py");
  });

  test("a link in a zip", async () => {
    expect(await refusal(zip([{ name: "a.py", content: "/etc/passwd", mode: 0o120_777 }]))).toContain("a.py");
  });

  test("a name that is there twice, or as a file and as a folder", async () => {
    expect(await refusal(zip([{ name: "a.py" }, { name: "a.py" }]))).toContain("twice");
    expect(await refusal(zip([{ name: "a" }, { name: "a/b.py" }]))).toContain("twice");
    expect(await refusal(await tar([{ name: "a/b.py" }, { name: "a" }]))).toContain("twice");
  });

  test("more entries than allowed, more bytes, and a thousandfold of its size", async () => {
    const many = Array.from({ length: 20 }, (_, at) => ({ name: `${at}.py` }));
    expect(await refusal(zip(many), { maxEntries: 10 })).toContain("entries");
    expect(await refusal(await tar(many), { maxEntries: 10 })).toContain("entries");
    expect(await refusal(zip([{ name: "a.py", content: "x".repeat(5000) }]), { maxBytes: 1000 })).toContain("bytes");
    const bomb = Buffer.alloc(30_000_000);
    expect(await refusal(zip([{ name: "a.txt", content: bomb }]))).toContain("times its size");
  });

  /** Zeros, deflated: what a deflater writes for a megabyte, again and again. */
  function packedZeros(megabytes: number): Buffer {
    const one = deflateRawSync(Buffer.alloc(1_048_576), { finishFlush: constants.Z_FULL_FLUSH });
    return Buffer.concat([...Array.from({ length: megabytes }, () => one), Buffer.from([3, 0])]);
  }

  /** The same zip with other packed bytes and sizes, in its only entry and for its directory's word for it. */
  function claiming(packed: Buffer, { says, names = ["a.txt"] }: { says: number; names?: readonly string[] }): Buffer {
    const entry = (signature: string, name: string): Buffer[] => {
      const fields = Buffer.alloc(26);
      fields.writeUInt16LE(20, 0);
      fields.writeUInt16LE(8, 4);
      fields.writeUInt32LE(packed.length, 14);
      fields.writeUInt32LE(says, 18);
      fields.writeUInt16LE(name.length, 22);
      return [Buffer.from(signature, "latin1"), fields];
    };
    const local = Buffer.concat([...entry("PK\x03\x04", names[0] ?? ""), Buffer.from(names[0] ?? ""), packed]);
    // Every name is the same bytes: overlapping entries, as of the zip bombs that need no nesting (Fifield, WOOT 2019).
    const central = names.map((name) =>
      Buffer.concat([...entry("PK\x01\x02\x14\x03", name), Buffer.alloc(14), Buffer.from(name)]),
    );
    const directory = Buffer.concat(central);
    const end = Buffer.alloc(22);
    end.write("PK\x05\x06", "latin1");
    end.writeUInt16LE(names.length, 8);
    end.writeUInt16LE(names.length, 10);
    end.writeUInt32LE(directory.length, 12);
    end.writeUInt32LE(local.length, 16);
    return Buffer.concat([local, directory, end]);
  }

  test("four gigabytes of zeros that say so, that say less, and that overlap, before much of them is on disk", async () => {
    const bomb = packedZeros(4095);
    expect(bomb.length).toBeLessThan(6_000_000);
    expect(await refusal(claiming(bomb, { says: 4095 * 1_048_576 }))).toContain("unpacks to more than");
    expect(await refusal(claiming(bomb, { says: 1000 }))).toContain("refused");
    const names = Array.from({ length: 900 }, (_, at) => `${at}.txt`);
    expect(await refusal(claiming(packedZeros(1), { says: 1_048_576, names }))).toContain("unpacks to more than");
  });

  test("a tar whose header claims ten gigabytes, and one whose file is sparse", async () => {
    const huge = await tar([{ name: "a.py" }]);
    const header = (change: (block: Buffer) => void): Buffer => {
      const changed = Buffer.from(huge);
      change(changed);
      changed.write("        ", 148, "latin1");
      const sum = changed.subarray(0, 512).reduce((all, byte) => all + byte, 0);
      changed.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
      return changed;
    };
    const claims = header((block) => block.write("120000000000", 124, "latin1")); // 10 GiB in octal
    expect(await refusal(claims)).toContain("unpacks to more than");
    expect(await refusal(gzipSync(claims))).toContain("unpacks to more than");
    expect(await refusal(header((block) => block.write("S", 156, "latin1")))).toContain("a.py");
  });

  test("but not for an archive inside, which is not unpacked: it stays the file that it is", async () => {
    const inner = zip([{ name: "b.txt", content: Buffer.alloc(1_000_000) }]);
    const root = await unpack(zip([{ name: "a.py" }, { name: "lib/0.zip", content: inner }]));
    expect(readdirSync(root, { recursive: true }).map(String).toSorted()).toEqual(["a.py", "lib", "lib/0.zip"]);
    expect(readFileSync(join(root, "lib/0.zip"))).toEqual(inner);
  });

  test("what is no archive, or half of one", async () => {
    const whole = zip([{ name: "a.py", content: "x".repeat(5000) }]);
    for (const broken of [Buffer.from("hello"), Buffer.alloc(0), whole.subarray(0, -30), zip([])])
      expect(await refusal(broken)).toContain("refused");
    const packed = gzipSync(await tar([{ name: "a.py" }]));
    expect(await refusal(packed.subarray(0, packed.length - 20))).toContain("refused");
    expect(await refusal(gzipSync(Buffer.alloc(2000, "y")))).toContain("refused");
  });
});
