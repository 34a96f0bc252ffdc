import { homedir } from "node:os";
import { join, resolve } from "node:path";

import { Fault } from "#kernel/errors";

import { SCHEMA, SETTINGS, type SettingName } from "./settings.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What may be logged and shown. */
export interface Config {
  /** Absolute. */
  readonly dataDirectory: string;
  readonly engine: "embedded" | "postgres";
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Names besides localhost under which the server is reached. */
  readonly allowedHosts: readonly string[];
  readonly pool: { readonly min: number; readonly max: number; readonly waitMs: number };
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  /** Undefined: standard error. */
  readonly logFile: string | undefined;
  readonly workers: number;
  /** Absolute; undefined: every folder that this user can read. */
  readonly allowedRoots: readonly string[] | undefined;
  readonly maxFiles: number;
  readonly maxFileBytes: number;
}

/** What must never be logged or shown. */
export interface Secrets {
  readonly databaseUrl: string | undefined;
  readonly migrationDatabaseUrl: string | undefined;
}

/**
 * Reads the environment once, at start. CONFIG_INVALID names every problem at once, and never a value of a secret.
 * A variable that is set to nothing counts as not set.
 */
export function readConfig(environment: Environment): { readonly config: Config; readonly secrets: Secrets } {
  const parsed = SCHEMA.safeParse(given(environment));
  if (!parsed.success) {
    const problems = parsed.error.issues.map(({ path, message }) => `${String(path[0])} ${message}`);
    throw new Fault("CONFIG_INVALID", `the settings cannot be used: ${problems.join("; ")}`, { problems });
  }
  const it = parsed.data;
  return {
    config: {
      dataDirectory: resolve(it.AETHER_DATA),
      engine: it.DATABASE_URL === undefined ? "embedded" : "postgres",
      host: it.AETHER_HOST,
      port: it.AETHER_PORT,
      allowedHosts: it.AETHER_ALLOWED_HOSTS?.split(/\s*,\s*/) ?? [],
      pool: { min: it.AETHER_POOL_MIN, max: it.AETHER_POOL_MAX, waitMs: it.AETHER_POOL_WAIT_SECONDS * 1000 },
      logLevel: it.LOG_LEVEL,
      logFile: it.AETHER_LOG_FILE,
      workers: it.AETHER_WORKERS,
      allowedRoots: it.AETHER_ALLOWED_ROOTS,
      maxFiles: it.AETHER_MAX_FILES,
      maxFileBytes: it.AETHER_MAX_FILE_BYTES,
    },
    secrets: {
      databaseUrl: it.DATABASE_URL,
      migrationDatabaseUrl: it.MIGRATION_DATABASE_URL ?? it.DATABASE_URL,
    },
  };
}

/** The settings that are in the environment, and the fallbacks of the others. */
function given(environment: Environment): Record<string, string | undefined> {
  const values = Object.entries(SETTINGS).map(([name, { fallback }]) => {
    const value = environment[name]?.trim();
    return [name, value === undefined || value === "" ? fallback : value] as const;
  });
  const read: Partial<Record<SettingName, string | undefined>> = Object.fromEntries(values);
  return { ...read, AETHER_DATA: read.AETHER_DATA ?? defaultDataDirectory(environment) };
}

function defaultDataDirectory(environment: Environment): string {
  const home = environment["HOME"] ?? homedir();
  const data = environment["XDG_DATA_HOME"];
  return join(data === undefined || data === "" ? join(home, ".local/share") : data, "aether");
}
