import { mkdirSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { embeddedTemplate } from "../support/databases.ts";
import { runOnSmallDisk } from "../support/small-disk.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

test("an index that outgrows the disk fails by the disk's name, leaves the old one to be searched, and goes on when there is room", async () => {
  const template = await embeddedTemplate();
  using folder = temporaryFolder({ "shop/shelf.py": "def honey_shelf():\n    return 1\n" });
  const directory = join(folder.path, "disk");
  mkdirSync(directory);
  const script = new URL("./full-disk-index.ts", import.meta.url);
  const seen = runOnSmallDisk({ directory, megabytes: 240 }, script, [template, join(folder.path, "shop")]);
  const data = join(directory, "data");
  const full = (message: RegExp) => ({
    state: "failed",
    error: expect.objectContaining({
      code: "DISK_FULL",
      message: expect.stringMatching(message),
      remedy: expect.stringContaining("AETHER_DATA"),
      details: expect.objectContaining({ directory: data }),
    }),
  });
  expect(seen).toEqual({
    before: { state: "succeeded", error: null, files: 1 },
    outgrown: full(/the disk of .*data has \d\d MB free, and a bulk write needs at least 64/),
    meanwhile: "honey_shelf",
    filled: full(/the disk of .*data (has 0 MB free|is full)/),
    refused: full(/the disk of .*data has 0 MB free/),
    still: "honey_shelf",
    after: { state: "succeeded", error: null, files: 81 },
    now: "take_79_99",
  });
}, 120_000);
