import { tmpdir } from "node:os";

import { expect, test } from "vitest";

import { Fault } from "#kernel/errors";

import { openDiskRoom } from "./disk-room.ts";

test("an error of a full disk is told with the disk's place, once, and any other error as it came", async () => {
  const room = openDiskRoom(tmpdir());
  const full = await room.locate(new Fault("DISK_FULL", "the disk is full"));
  expect(full).toMatchObject({ code: "DISK_FULL", details: { directory: tmpdir() } });
  expect(await room.locate(full)).toBe(full);
  const other = new Error("something else");
  expect(await room.locate(other)).toBe(other);
});
