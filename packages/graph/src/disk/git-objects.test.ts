import { randomBytes } from "node:crypto";

import { expect, test } from "vitest";

import { temporaryRepository } from "../../../../test/support/temporary-folder.ts";
import { type GitObject, gitObjects, gitObjectSizes } from "./git-objects.ts";

async function allOf(objects: AsyncIterable<GitObject>): Promise<GitObject[]> {
  const all: GitObject[] = [];
  for await (const object of objects) all.push(object);
  return all;
}

test("contents come byte for byte and in order: empty, binary, with line ends of any kind, larger than a pipe", async () => {
  const contents = [
    Buffer.alloc(0),
    Buffer.from("\n"),
    Buffer.from("a\r\nb\n\nmissing\n"),
    Buffer.from([0, 255, 10, 0]),
    randomBytes(3_000_000),
    Buffer.from("blob 3\nabc"),
  ];
  using folder = temporaryRepository(Object.fromEntries(contents.map((content, at) => [`${at}.bin`, content])));
  const ids = contents.map((_, at) => folder.git("rev-parse", `HEAD:${at}.bin`).trim());
  const call = { folder: folder.path };
  const objects = await allOf(gitObjects(ids, call));
  expect(objects.map(({ id, kind, size }) => [id, kind, size])).toEqual(
    ids.map((id, at) => [id, "blob", contents[at]?.length]),
  );
  expect(objects.every(({ content }, at) => content?.equals(contents[at] ?? Buffer.from("?")))).toBe(true);
  expect((await allOf(gitObjectSizes(ids, call))).map(({ size }) => size)).toEqual(
    contents.map(({ length }) => length),
  );
});

test("thousands of objects come from a pack as they do loose", async () => {
  const files = Object.fromEntries(
    Array.from({ length: 2500 }, (_, n) => [`${n}.txt`, `${"line\n".repeat(40)}${n}\n`]),
  );
  using folder = temporaryRepository(files);
  folder.git("repack", "-a", "-d", "--quiet", "--depth=50");
  const listed = folder.git("ls-tree", "HEAD").trim().split("\n");
  const ids = listed.map((line) => line.split(/\s/)[2] ?? "");
  const names = listed.map((line) => line.split("\t")[1] ?? "");
  const objects = await allOf(gitObjects(ids, { folder: folder.path }));
  expect(objects.map(({ content }) => content?.toString())).toEqual(names.map((name) => files[name]));
});

test("what is not there is called missing, and the objects after it still come", async () => {
  using folder = temporaryRepository({ "a.py": "1" });
  const id = folder.git("rev-parse", "HEAD:a.py").trim();
  const gone = "0123456789".repeat(4);
  const call = { folder: folder.path };
  const objects = await allOf(gitObjects([gone, id, gone], call));
  expect(objects.map(({ kind, content }) => [kind, content?.toString()])).toEqual([
    ["missing", undefined],
    ["blob", "1"],
    ["missing", undefined],
  ]);
  const sizes = await allOf(gitObjectSizes([gone, id], call));
  expect(sizes.map(({ kind }) => kind)).toEqual(["missing", "blob"]);
});

test("whoever stops reading in the middle leaves no git behind", async () => {
  using folder = temporaryRepository({ "a.bin": randomBytes(2_000_000), "b.bin": randomBytes(2_000_000) });
  const ids = ["a.bin", "b.bin"].map((name) => folder.git("rev-parse", `HEAD:${name}`).trim());
  for await (const { size } of gitObjects(ids, { folder: folder.path })) {
    expect(size).toBe(2_000_000);
    break;
  }
});

test("no objects are asked for: none come", async () => {
  using folder = temporaryRepository({ "a.py": "1" });
  expect(await allOf(gitObjects([], { folder: folder.path }))).toEqual([]);
});
