import { type Db, inspectDatabase } from "#kernel/db";
import { isFault } from "#kernel/errors";
import { operation } from "#kernel/operation";
import type { Context } from "#kernel/tenancy";

import { doctorInput, doctorOutput } from "../contract.ts";
import { type Check, fail, ok } from "./check.ts";
import { judgeDatabase, judgeQueue, judgeRuns } from "./judge.ts";
import { lastRuns, queueState } from "./store.ts";

/** Repositories with a line of their own. */
const RUNS_SHOWN = 20;

export interface DoctorNeeds {
  readonly db: Db;
  /** What the capability cannot see: the machine and the data directory. */
  readonly runChecks: () => Promise<readonly Check[]>;
}

/** `doctor`: whether everything the platform stands on works, and what to do where it does not. */
export function doctor(needs: DoctorNeeds) {
  return operation({
    name: "doctor",
    kind: "query",
    summary: "Checks of the machine, the database and the index, each with what to do.",
    permission: "system:read",
    input: doctorInput,
    output: doctorOutput,
    errors: [],
    http: { method: "GET", path: "/doctor" },
    run: async (context) => ({ checks: [...(await needs.runChecks()), ...(await checkDatabase(needs.db, context))] }),
  });
}

async function checkDatabase(db: Db, context: Context): Promise<Check[]> {
  const tenant = db.forTenant(context);
  const engine = db.dialect.engine === "pglite" ? "embedded" : "PostgreSQL";
  try {
    const state = await inspectDatabase(tenant, db.dialect);
    return [
      ok("database", `${engine} ${state.server}, answers`),
      ...judgeDatabase(state),
      ...judgeQueue(await queueState(tenant)),
      ...judgeRuns(await lastRuns(tenant, RUNS_SHOWN)),
    ];
  } catch (error) {
    // That it does not answer is the finding; why, the log has.
    if (!isFault(error, "STORAGE_UNAVAILABLE", "TIMEOUT")) throw error;
    return [fail("database", `${engine}, does not answer`, "Start the database, or check DATABASE_URL.")];
  }
}
