import { operation } from "#kernel/operation";

import { doctorInput, doctorOutput } from "../contract.ts";

export interface Check {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  /** What to do about it; null when all is well. */
  readonly fix: string | null;
}

/** `doctor`: whether everything the platform stands on works, and what to do where it does not. */
export function doctor(runChecks: () => Promise<readonly Check[]>) {
  return operation({
    name: "doctor",
    kind: "query",
    summary: "Checks of the machine, the database and the index, each with what to do.",
    permission: "system:read",
    input: doctorInput,
    output: doctorOutput,
    errors: [],
    http: { method: "GET", path: "/doctor" },
    run: async () => ({ checks: (await runChecks()).map((check) => ({ ...check })) }),
  });
}
