/** One line of `doctor`. */
export interface Check {
  readonly name: string;
  /** `warn`: it works, but not as well as it could, or not for long. */
  readonly state: "ok" | "warn" | "fail";
  readonly detail: string;
  /** What to do about it; null when all is well. */
  readonly fix: string | null;
}

export function ok(name: string, detail: string): Check {
  return { name, state: "ok", detail, fix: null };
}

export function warn(name: string, detail: string, fix: string): Check {
  return { name, state: "warn", detail, fix };
}

export function fail(name: string, detail: string, fix: string): Check {
  return { name, state: "fail", detail, fix };
}
