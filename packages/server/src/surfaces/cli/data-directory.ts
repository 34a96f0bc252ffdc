import { homedir } from "node:os";
import path from "node:path";

import type { Environment } from "./terminal.ts";

/** `AETHER_DATA`, else where the platform keeps a program's data of one user (XDG base directories). The same as the
 * server's setting, read without loading all settings. */
export function dataDirectory(env: Environment): string {
  const given = env["AETHER_DATA"]?.trim();
  if (given !== undefined && given !== "") return path.resolve(given);
  const data = env["XDG_DATA_HOME"];
  const home = path.join(env["HOME"] ?? homedir(), ".local/share");
  return path.resolve(data === undefined || data === "" ? home : data, "aether");
}
