/** What PostgreSQL's processes of one database have used; they say which they serve in their titles: `postgres: login database …`. */
import { readdirSync, readFileSync } from "node:fs";

export function backendsOf(database: string): string[] {
  const title = new RegExp(`postgres: \\S+ ${database} `);
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name) && title.test(readOf(name, "cmdline")));
}

/** CPU in milliseconds; 0 for a process that has ended. */
export function cpuMsOf(pid: string): number {
  return Number(readOf(pid, "schedstat").split(" ")[0]) / 1e6;
}

/** Empty for a process that has ended. */
function readOf(pid: string, file: "cmdline" | "schedstat"): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ESRCH") return "";
    throw error;
  }
}
