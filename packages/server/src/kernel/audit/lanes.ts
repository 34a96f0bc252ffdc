import type { Db } from "#kernel/db";
import { Fault } from "#kernel/errors";

import { type Lane, openLane } from "./lane.ts";
import { chainKey, type Tail, type Unchained } from "./record.ts";

/** The lanes of the tenants that were active lately. */
export interface Lanes {
  /** @throws Fault STORAGE_UNAVAILABLE where a trail grows faster than it can be written */
  append(tenantId: string, entry: Unchained): Promise<void>;
  tailOf(tenantId: string): Tail | undefined;
  forget(tenantId: string): void;
}

export interface LanesOptions {
  readonly db: Db;
  readonly key: Uint8Array;
  /** Whether the end of this tenant's trail will still be asked for. */
  readonly isNeeded: (tenantId: string) => boolean;
}

const LANES_MAX = 5000;
const WAITING_MAX = 10_000; // of one trail

export function openLanes({ db, key, isNeeded }: LanesOptions): Lanes {
  const lanes = new Map<string, Lane>();
  const laneOf = (tenantId: string): Lane => {
    const lane = lanes.get(tenantId) ?? openLane({ db, tenantId, key: chainKey(key, tenantId) });
    lanes.delete(tenantId); // so that the one used longest ago comes first
    lanes.set(tenantId, lane);
    if (lanes.size > LANES_MAX) dropIdle(lanes, isNeeded);
    return lane;
  };
  return {
    async append(tenantId, entry) {
      const lane = laneOf(tenantId);
      if (lane.waiting < WAITING_MAX) return lane.append(entry);
      throw new Fault("STORAGE_UNAVAILABLE", "the audit trail cannot be written as fast as it grows");
    },
    tailOf: (tenantId) => lanes.get(tenantId)?.tail(),
    forget: (tenantId) => void lanes.delete(tenantId),
  };
}

function dropIdle(lanes: Map<string, Lane>, isNeeded: (tenantId: string) => boolean): void {
  for (const [tenantId, { isBusy }] of lanes) {
    if (isBusy || isNeeded(tenantId)) continue;
    lanes.delete(tenantId);
    return;
  }
}
