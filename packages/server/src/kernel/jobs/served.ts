import type { JobHandler, JobKind } from "./kinds.ts";
import { DEFAULT_HARD_LIMIT_MS, DEFAULT_SOFT_LIMIT_MS } from "./kinds.ts";
import type { Served } from "./run/begin.ts";

const DAY_MS = 24 * 60 * 60_000;

/** Each kind with its one handler. Throws where the two lists do not match, or where a kind's limits make no sense. */
export function joinHandlers(kinds: readonly JobKind[], handlers: readonly JobHandler[]): ReadonlyMap<string, Served> {
  const names = new Set(kinds.map((kind) => kind.name));
  const strangers = handlers.filter((handler) => !names.has(handler.kind)).map((handler) => handler.kind);
  if (strangers.length > 0) throw new Error(`no such kind of job: ${strangers.join(", ")}`);
  const served = new Map<string, Served>();
  for (const kind of kinds) {
    assertLimits(kind);
    const [handler, second] = handlers.filter((each) => each.kind === kind.name);
    if (handler === undefined) throw new Error(`nobody handles ${kind.name} jobs`);
    if (second !== undefined) throw new Error(`two handlers for ${kind.name} jobs`);
    served.set(kind.name, { kind, handler });
  }
  return served;
}

function assertLimits(kind: JobKind): void {
  const { softLimitMs = DEFAULT_SOFT_LIMIT_MS, hardLimitMs = DEFAULT_HARD_LIMIT_MS } = kind;
  if (softLimitMs > 0 && softLimitMs <= hardLimitMs && hardLimitMs < DAY_MS) return;
  throw new Error(`${kind.name}: the limits must be 0 < soft <= hard < 1 day`);
}
