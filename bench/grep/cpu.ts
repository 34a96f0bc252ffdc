/** CPU of this process with its threads, and of a PostgreSQL server of which this process has a connection. */
import { readdirSync, readFileSync } from "node:fs";

import type { TenantDb } from "../../packages/server/src/kernel/db/index.ts";

export interface CpuMs {
  readonly client: number;
  readonly server: number;
}

export type CpuClock = () => CpuMs;

/** Ticks a second in /proc. */
const TICKS = 100;

/** The server's processes are told from those of other servers of this machine by their parent. */
export async function cpuClock(db: TenantDb): Promise<CpuClock> {
  const [row] = await db.query<{ pid: number }>("select pg_backend_pid() as pid limit 1");
  const parent = parentOf(Number(row?.pid));
  return () => {
    const { user, system } = process.cpuUsage();
    return { client: (user + system) / 1e3, server: childrenMs(parent) + endedMs(parent) };
  };
}

export function since(clock: CpuClock, before: CpuMs): CpuMs {
  const now = clock();
  return { client: now.client - before.client, server: now.server - before.server };
}

/** Fields of /proc/pid/stat behind the name, which may have blanks: state, parent … */
function stat(pid: number): string[] {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  return text.slice(text.lastIndexOf(")") + 2).split(" ");
}

function parentOf(pid: number): number {
  return Number(stat(pid)[1]);
}

/** Of children that are gone: workers of one statement. */
function endedMs(pid: number): number {
  const fields = stat(pid);
  return ((Number(fields[13]) + Number(fields[14])) * 1000) / TICKS;
}

function childrenMs(parent: number): number {
  let sum = 0;
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    try {
      if (parentOf(Number(name)) !== parent) continue;
      sum += Number(readFileSync(`/proc/${name}/schedstat`, "utf8").split(" ")[0]) / 1e6;
    } catch (error) {
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (code !== "ENOENT" && code !== "ESRCH") throw error; // else it has ended
    }
  }
  return sum;
}
