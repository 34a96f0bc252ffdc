import { isUtf8 } from "node:buffer";
import { readdirSync, type Dirent } from "node:fs";
import { join } from "node:path";

import { systemErrorCode } from "./disk-error.ts";
import { readIgnoreRules } from "./ignore-rules.ts";
import type { ReadOptions, SkipReason } from "./read-file.ts";
import { timeSlices } from "./time-slices.ts";

/** Takes paths while a folder is listed; the rules both kinds of listing share stand behind it. */
export interface ListSink {
  add(path: string): void;
  skip(path: string, reason: SkipReason): void;
  /** False for a folder whose files will not be taken. */
  wantsFolder(path: string): boolean;
}

/** Lists a folder that git knows nothing of: every file that no `.gitignore` of the folder excludes. */
export async function walkFolder(sink: ListSink, options: ReadOptions & { readonly signal?: AbortSignal | undefined }) {
  const rules = readIgnoreRules(".gitignore", options);
  const breathe = timeSlices(options.signal);
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of readFolder(folder, sink, options)) {
      const pause = breathe();
      if (pause !== undefined) await pause;
      if (!isUtf8(entry.name)) {
        sink.skip(pathIn(folder, entry), "bad-name");
        continue;
      }
      const path = pathIn(folder, entry);
      if (entry.name.toString() === ".git" || rules.isIgnored(path, entry.isDirectory())) continue;
      if (!entry.isDirectory()) sink.add(path);
      else if (sink.wantsFolder(path)) folders.push(path);
    }
  }
}

function pathIn(folder: string, entry: Dirent<Buffer>): string {
  const name = entry.name.toString();
  return folder === "" ? name : `${folder}/${name}`;
}

function readFolder(folder: string, sink: ListSink, options: ReadOptions): Dirent<Buffer>[] {
  try {
    return readdirSync(join(options.root, folder), { withFileTypes: true, encoding: "buffer" });
  } catch (error) {
    const code = systemErrorCode(error);
    if (code === "") throw error;
    if (code !== "ENOENT" && code !== "ENOTDIR") sink.skip(`${folder}/`, "unreadable");
    return [];
  }
}
