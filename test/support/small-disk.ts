import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export interface SmallDisk {
  /** Where it is mounted; for the script alone. */
  readonly directory: string;
  readonly megabytes: number;
}

/**
 * Runs a script as `node SCRIPT DIRECTORY ...ARGS` with a file system of its own at the directory, in namespaces that need
 * no rights, and returns the JSON it prints. The script may `mount -o remount,size=` it.
 */
export function runOnSmallDisk({ directory, megabytes }: SmallDisk, script: URL, args: readonly string[]): unknown {
  const mount = `mount -t tmpfs -o size=${megabytes}m tmpfs "$1" && shift && exec "$@"`;
  const node = [process.execPath, "--conditions=@aether/source", fileURLToPath(script), directory, ...args];
  const inside = ["sh", "-c", mount, "sh", directory, ...node];
  const run = spawnSync("unshare", ["--user", "--map-root-user", "--mount", ...inside], { encoding: "utf8" });
  if (run.status !== 0) throw new Error(`this test needs unshare(1) with user namespaces: ${run.stderr}`);
  return JSON.parse(run.stdout);
}
