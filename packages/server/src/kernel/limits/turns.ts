/**
 * Places at the work of this process, given in turn: whoever asks in a loop, or for what takes long, holds a few of them,
 * and another tenant's call begins as if it were alone. Among those who wait, the tenant with the fewest calls under way comes
 * next, and of equals the one who has waited longest.
 */
import { Fault } from "#kernel/errors";

export interface Turns {
  /** Runs the work once there is a place. @throws Fault RATE_LIMITED, and the signal's reason while it waits */
  run<T>(asker: { readonly tenantId: string; readonly signal: AbortSignal }, work: () => Promise<T>): Promise<T>;
}

export interface TurnsOptions {
  /** In all. */
  readonly places: number;
  /** Of one tenant at most. */
  readonly perTenant: number;
  /** Of one tenant that wait at most; 500 unless given. */
  readonly waitingMax?: number;
}

interface Waiting {
  readonly since: number;
  readonly begin: () => void;
}

interface Tenant {
  running: number;
  /** The oldest first. */
  readonly waiting: Waiting[];
}

const WAITING_MAX = 500;

export function createTurns(options: TurnsOptions): Turns {
  const all: All = { tenants: new Map(), running: 0, asked: 0 };
  return {
    async run({ tenantId, signal }, work) {
      const tenant = all.tenants.get(tenantId) ?? { running: 0, waiting: [] };
      all.tenants.set(tenantId, tenant);
      try {
        const turn = turnOf(all, { tenant, signal }, options);
        if (turn !== undefined) await turn;
      } catch (error) {
        forgetIdle(all, tenantId);
        throw error;
      }
      try {
        return await work();
      } finally {
        all.running -= 1;
        tenant.running -= 1;
        forgetIdle(all, tenantId);
        beginNext(all, options);
      }
    },
  };
}

interface All {
  readonly tenants: Map<string, Tenant>;
  running: number;
  /** Calls that have waited. */
  asked: number;
}

interface Asking {
  readonly tenant: Tenant;
  readonly signal: AbortSignal;
}

/** Undefined where the call begins at once. */
function turnOf(all: All, { tenant, signal }: Asking, options: TurnsOptions): Promise<void> | undefined {
  const { places, perTenant, waitingMax = WAITING_MAX } = options;
  if (all.running < places && tenant.running < perTenant) {
    begin(all, tenant);
    return undefined;
  }
  if (tenant.waiting.length >= waitingMax) {
    throw new Fault("RATE_LIMITED", "too many calls of the tenant wait already", { retryAfterSeconds: 1 });
  }
  all.asked += 1;
  return queued(tenant, all.asked, signal);
}

function begin(all: All, tenant: Tenant): void {
  all.running += 1;
  tenant.running += 1;
}

/** One call has ended, so one more can begin at most: the others waited for a place, or for one of their tenant's. */
function beginNext(all: All, { places, perTenant }: TurnsOptions): void {
  const next = all.running < places ? nextOf(all.tenants.values(), perTenant) : undefined;
  if (next === undefined) return;
  begin(all, next);
  next.waiting.shift()?.begin();
}

function forgetIdle({ tenants }: All, tenantId: string): void {
  const tenant = tenants.get(tenantId);
  if (tenant?.running === 0 && tenant.waiting.length === 0) tenants.delete(tenantId);
}

function nextOf(tenants: Iterable<Tenant>, perTenant: number): Tenant | undefined {
  let best: Tenant | undefined;
  for (const tenant of tenants) {
    if (tenant.waiting.length === 0 || tenant.running >= perTenant) continue;
    if (best === undefined || comesBefore(tenant, best)) best = tenant;
  }
  return best;
}

function comesBefore(one: Tenant, other: Tenant): boolean {
  if (one.running !== other.running) return one.running < other.running;
  return (one.waiting[0]?.since ?? 0) < (other.waiting[0]?.since ?? 0);
}

/** Resolves when the call has been given a place. */
function queued({ waiting }: Tenant, since: number, signal: AbortSignal): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const own: Waiting = {
    since,
    begin: () => {
      signal.removeEventListener("abort", leave);
      resolve();
    },
  };
  const leave = (): void => {
    waiting.splice(waiting.indexOf(own), 1);
    reject(new Fault("CANCELLED", "the caller has gone"));
  };
  if (signal.aborted) return Promise.reject(new Fault("CANCELLED", "the caller has gone"));
  signal.addEventListener("abort", leave, { once: true });
  waiting.push(own);
  return promise;
}
