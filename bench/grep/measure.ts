/** What a question of grep takes: wall time, CPU, and what was read for it. */
import { readFileSync } from "node:fs";

import type { TestTenant } from "../../test/support/aether-for-tests.ts";
import { type CpuClock, type CpuMs, since } from "./cpu.ts";

const CALLS = 7;

export interface GrepFigures {
  readonly asked: object;
  /** Milliseconds of CPU of the call that took least. */
  readonly cpuMs: { readonly client: number; readonly server: number; readonly sum: number };
  readonly wallMs: { readonly least: number; readonly median: number; readonly most: number };
  readonly lines: number;
  readonly filesRead: number;
  readonly bytesRead: number;
  readonly endedBy: string;
  /** Of the machine, over a minute, at the end. */
  readonly load: number;
}

/** A page of a hundred lines, asked once to warm up and then so many times. */
export async function measureGrep(tenant: TestTenant, clock: CpuClock, asked: object): Promise<GrepFigures> {
  const walls: number[] = [];
  const costs: CpuMs[] = [];
  let answer = await tenant.call("grep", asked);
  for (let call = 0; call < CALLS; call++) {
    const [started, before] = [performance.now(), clock()];
    answer = await tenant.call("grep", asked);
    walls.push(performance.now() - started);
    costs.push(since(clock, before));
  }
  walls.sort((a, b) => a - b);
  const sum = ({ client, server }: CpuMs): number => client + server;
  const [least = { client: 0, server: 0 }] = costs.toSorted((a, b) => sum(a) - sum(b));
  return {
    asked,
    cpuMs: { client: Math.round(least.client), server: Math.round(least.server), sum: Math.round(sum(least)) },
    wallMs: {
      least: Math.round(walls[0] ?? 0),
      median: Math.round(walls[CALLS >> 1] ?? 0),
      most: Math.round(walls.at(-1) ?? 0),
    },
    lines: answer.matches.length,
    filesRead: answer.searched.files,
    bytesRead: answer.searched.bytes,
    endedBy: answer.ended_by,
    load: load(),
  };
}

export function load(): number {
  return Number(readFileSync("/proc/loadavg", "utf8").split(" ")[0]);
}
