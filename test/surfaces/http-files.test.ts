import { expect, test } from "vitest";

import { download } from "../../packages/client/src/download.ts";
import type { FilePart } from "../../packages/client/src/file-part.ts";
import { serveSmallOperations } from "./http-server.ts";

test("a file comes whole, under its name, never to be kept by others, and is not sent to who has it", async () => {
  const { call } = await serveSmallOperations();
  const answer = await call("/api/v1/letters/abc");
  expect(answer).toMatchObject({ status: 200, text: "abcdefghijklmnopqrstuvwxyz" });
  expect(answer.headers).toMatchObject({
    etag: '"t1"',
    "content-length": "26",
    "accept-ranges": "bytes",
    "content-disposition": 'attachment; filename="abc.txt"',
    "cache-control": "private, no-store",
  });
  expect(await call("/api/v1/letters/abc", { headers: { "if-none-match": '"t1"' } })).toMatchObject({ status: 304 });
  expect(await call("/api/v1/letters/xyz")).toMatchObject({ status: 404 });
});

test.each([
  ["bytes=0-4", 206, "abcde", "bytes 0-4/26"],
  ["bytes=20-", 206, "uvwxyz", "bytes 20-25/26"],
  ["bytes=20-999", 206, "uvwxyz", "bytes 20-25/26"],
  ["bytes=-3", 206, "xyz", "bytes 23-25/26"],
  ["bytes=-99", 206, "abcdefghijklmnopqrstuvwxyz", "bytes 0-25/26"],
  ["bytes=0-1,4-5", 200, "abcdefghijklmnopqrstuvwxyz", undefined],
  ["lines=0-1", 200, "abcdefghijklmnopqrstuvwxyz", undefined],
  ["bytes=5-4", 200, "abcdefghijklmnopqrstuvwxyz", undefined],
  ["bytes=-", 200, "abcdefghijklmnopqrstuvwxyz", undefined],
])("Range: %s", async (range, ...[status, text, told]) => {
  const { call } = await serveSmallOperations();
  const answer = await call("/api/v1/letters/abc", { headers: { range } });
  expect(answer).toMatchObject({ status, text });
  expect(answer.headers["content-range"]).toBe(told);
});

test("a range behind the end is refused, and one of another content is not heard", async () => {
  const { call } = await serveSmallOperations();
  const behind = await call("/api/v1/letters/abc", { headers: { range: "bytes=26-" } });
  expect(behind).toMatchObject({ status: 416 });
  expect(behind.headers["content-range"]).toBe("bytes */26");
  expect(behind.json().error).toMatchObject({ code: "RANGE_NOT_SATISFIABLE", details: { bytes: 26 } });
  const other = { range: "bytes=0-1", "if-range": '"t0"' };
  expect(await call("/api/v1/letters/abc", { headers: other })).toMatchObject({ status: 200 });
  const same = { range: "bytes=0-1", "if-range": '"t1"' };
  expect(await call("/api/v1/letters/abc", { headers: same })).toMatchObject({ status: 206, text: "ab" });
});

test("a download asks part by part, and says so where the file has changed in between", async () => {
  const text = new TextEncoder().encode("abcdefghij");
  const asked: string[] = [];
  const parts = async function* (tags: string[]) {
    const part = async ({ from, bytes, tag }: { from: number; bytes: number; tag: string | undefined }) => {
      asked.push(`${from} ${tag ?? "-"}`);
      const got: FilePart = {
        bytes: text.slice(from, from + bytes),
        total: text.length,
        isWhole: false,
        tag: tags.shift() ?? "a",
      };
      return got;
    };
    yield* download(part, { partBytes: 4 });
  };
  const whole: number[] = [];
  for await (const bytes of parts([])) whole.push(...bytes);
  expect(new TextDecoder().decode(new Uint8Array(whole))).toBe("abcdefghij");
  expect(asked).toEqual(["0 -", "4 a", "8 a"]);
  const changed = parts(["a", "b"]);
  await changed.next();
  await expect(changed.next()).rejects.toMatchObject({ code: "CONFLICT" });
});
