/** What was found in the database, as lines with what to do. Pure. */
import type { DatabaseState } from "#kernel/db";

import { type Check, fail, ok, warn } from "./check.ts";
import type { LastRun, QueueState } from "./store.ts";

const MINUTE_S = 60;
/** A queue that stands still for so long has nobody who works on it. */
const WAITED_LONG_S = 10 * MINUTE_S;
const VECTOR_LEAST = [0, 8] as const;

export function judgeDatabase(state: DatabaseState): Check[] {
  return [judgeSchema(state.schema), judgeVector(state.vector), judgeRole(state.role), judgeTables(state.leaks)];
}

function judgeSchema({ applied, expected }: DatabaseState["schema"]): Check {
  const name = "schema";
  if (applied === expected) return ok(name, applied);
  if (applied > expected) {
    return fail(name, `${applied}, made by a newer version (this one knows ${expected})`, "Install that version.");
  }
  return fail(name, `${applied || "none"}, and this version needs ${expected}`, "Run: make migrate-up");
}

function judgeVector(version: string | undefined): Check {
  const name = "pgvector";
  const fix = "Install pgvector 0.8 or newer, then run: alter extension vector update";
  if (version === undefined) return fail(name, "not installed", fix);
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isEnough = major > VECTOR_LEAST[0] || minor >= VECTOR_LEAST[1];
  return isEnough ? ok(name, version) : fail(name, version, fix);
}

function judgeRole({ name: role, bound }: DatabaseState["role"]): Check {
  if (bound) return ok("role", `${role}, bound by row security`);
  const fix = `Run as a superuser: alter role ${role} nosuperuser nobypassrls`;
  return fail("role", `${role} is not bound by row security`, fix);
}

function judgeTables(leaks: DatabaseState["leaks"]): Check {
  if (leaks.length === 0) return ok("row security", "in force: the schema keeps tenants apart");
  const fix = "Run: make migrate-status; a table made by hand needs `force row level security` and a policy.";
  return fail("row security", leaks.map(({ object, problem }) => `${object}: ${problem}`).join("; "), fix);
}

export function judgeQueue(state: QueueState): Check[] {
  const { waiting, running, dead, oldest_seconds: oldest } = state;
  const age = oldest === null ? "" : `, the oldest for ${minutes(oldest)}`;
  const detail = `${waiting} waiting${age}, ${running} running`;
  const isStuck = running === 0 && oldest !== null && oldest > WAITED_LONG_S;
  const queue = isStuck
    ? warn("queue", detail, "Nobody works on it: start a server with `aether serve`.")
    : ok("queue", detail);
  if (dead === 0) return [queue];
  const fix = "`aether jobs` says why; when that is mended: aether jobs retry ID";
  return [queue, warn("dead jobs", `${dead} used up their attempts`, fix)];
}

function minutes(seconds: number): string {
  return seconds < MINUTE_S ? "less than a minute" : `${Math.floor(seconds / MINUTE_S)} min`;
}

export function judgeRuns(runs: readonly LastRun[]): Check[] {
  if (runs.length === 0) return [warn("snapshots", "nothing is indexed", "Begin with: aether index PATH")];
  return runs.map(({ repo, current, indexed_at: at, failed }) => {
    const name = `snapshot of ${repo}`;
    const detail = current === null ? "none" : `${current}, of ${at ?? "an unknown time"}`;
    const fix = "`aether jobs` says why; when that is mended, index it again.";
    if (failed !== null) return warn(name, `${detail}; run ${failed} failed`, fix);
    return current === null
      ? warn(name, detail, "It is being read, or was never: see `aether jobs`.")
      : ok(name, detail);
  });
}
