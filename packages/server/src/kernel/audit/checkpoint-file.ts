import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";

import type { CheckpointStore } from "./checkpoints.ts";

/** Checkpoints in a file, one a line, replaced as a whole: a crash leaves the old ones or the new ones. */
export function fileCheckpoints(file: string): CheckpointStore {
  return {
    async load() {
      const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT") return "";
        throw error;
      });
      return text.split("\n").filter((line) => line !== "");
    },
    async save(texts) {
      await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
      const fresh = `${file}.${randomUUID()}`;
      try {
        await writeFile(fresh, texts.map((text) => `${text}\n`).join(""), { mode: 0o600, flag: "wx", flush: true });
        await rename(fresh, file);
      } catch (error) {
        await rm(fresh, { force: true });
        throw error;
      }
    },
  };
}
