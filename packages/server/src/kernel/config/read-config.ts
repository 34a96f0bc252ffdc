import { homedir } from "node:os";
import { join, resolve } from "node:path";

import type { z } from "zod";

import { Fault } from "#kernel/errors";
import type { RootKey } from "#kernel/secrets";

import { findSecret } from "./references.ts";
import { SCHEMA, type Setting, SETTINGS, type SettingName } from "./settings.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What may be logged and shown. */
export interface Config {
  /** Absolute. */
  readonly dataDirectory: string;
  readonly engine: "embedded" | "postgres";
  /** Whether the token in the data directory lets in over HTTP. Whoever has the embedded database needs nothing else. */
  readonly takesOwnerToken: boolean;
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Names besides localhost under which the server is reached. */
  readonly allowedHosts: readonly string[];
  /** Where links in letters lead. */
  readonly publicUrl: string | undefined;
  readonly mailFrom: string | undefined;
  /** Origins whose pages may call the API. */
  readonly corsOrigins: readonly string[];
  /** Addresses and networks; undefined: none. */
  readonly trustedProxies: readonly string[] | undefined;
  readonly hstsSeconds: number;
  readonly pool: { readonly min: number; readonly max: number; readonly waitMs: number };
  readonly logLevel: "trace" | "debug" | "info" | "warn" | "error" | "fatal" | "silent";
  /** Undefined: standard error. */
  readonly logFile: string | undefined;
  readonly workers: number;
  /** Absolute; undefined: every folder that this user can read. */
  readonly allowedRoots: readonly string[] | undefined;
  /** Of a clone on disk, and of its text. */
  readonly maxRepositoryBytes: number;
  readonly git: {
    /** Hosts that may be asked although their address is not public, each as host:port or host:port=address. */
    readonly allowedHosts: readonly string[];
    readonly caFile: string | undefined;
  };
  /** Servers of models that may be asked although their address is not public, in the same form. */
  readonly modelAllowedHosts: readonly string[];
  readonly maxFiles: number;
  readonly maxFileBytes: number;
  /** What is convenient and unsafe is refused. */
  readonly isProduction: boolean;
}

/** What must never be logged or shown. */
export interface Secrets {
  readonly databaseUrl: string | undefined;
  readonly migrationDatabaseUrl: string | undefined;
  /** The mail server with its login; undefined where no mail is sent. */
  readonly smtpUrl: string | undefined;
  /** The current one first; undefined: they lie in the data directory. */
  readonly rootKeys: readonly RootKey[] | undefined;
}

export interface ReadOptions {
  /** Whether what is read opens a server, which keeps secrets; migrations and exports do without keys. */
  readonly needsKeys?: boolean;
}

/**
 * Reads the environment once, at start. CONFIG_INVALID names every problem at once, and never a value of a secret.
 * A variable that is set to nothing counts as not set.
 */
export function readConfig(
  environment: Environment,
  { needsKeys = false }: ReadOptions = {},
): { readonly config: Config; readonly secrets: Secrets } {
  const { values, problems } = given(environment);
  const parsed = SCHEMA.safeParse(values);
  for (const { path, message } of parsed.error?.issues ?? []) problems.push(`${String(path[0])} ${message}`);
  problems.push(...unsafe(values, needsKeys));
  if (!parsed.success || problems.length > 0) {
    throw new Fault("CONFIG_INVALID", `the settings cannot be used: ${problems.join("; ")}`, { problems });
  }
  const it = parsed.data;
  return {
    config: {
      dataDirectory: resolve(it.AETHER_DATA),
      engine: it.DATABASE_URL === undefined ? "embedded" : "postgres",
      takesOwnerToken: it.DATABASE_URL === undefined || it.AETHER_LOCAL_OWNER === "1",
      ...addressOf(it),
      pool: { min: it.AETHER_POOL_MIN, max: it.AETHER_POOL_MAX, waitMs: it.AETHER_POOL_WAIT_SECONDS * 1000 },
      logLevel: it.LOG_LEVEL,
      logFile: it.AETHER_LOG_FILE,
      workers: it.AETHER_WORKERS,
      allowedRoots: it.AETHER_ALLOWED_ROOTS,
      maxRepositoryBytes: it.AETHER_MAX_REPOSITORY_BYTES,
      git: {
        allowedHosts: hostsOf(it.AETHER_GIT_ALLOWED_HOSTS),
        caFile: it.AETHER_GIT_CA_FILE,
      },
      modelAllowedHosts: hostsOf(it.AETHER_MODEL_ALLOWED_HOSTS),
      maxFiles: it.AETHER_MAX_FILES,
      maxFileBytes: it.AETHER_MAX_FILE_BYTES,
      isProduction: it.NODE_ENV === "production",
    },
    secrets: {
      databaseUrl: it.DATABASE_URL,
      smtpUrl: it.AETHER_SMTP_URL,
      migrationDatabaseUrl: it.MIGRATION_DATABASE_URL ?? it.DATABASE_URL,
      rootKeys: it.AETHER_SECRET_KEYS,
    },
  };
}

function hostsOf(list: string | undefined): readonly string[] {
  return list?.split(",").map((host) => host.trim()) ?? [];
}

type Values = Partial<Record<SettingName, string | undefined>>;

/** Where the server listens, and who may come from where. */
function addressOf(it: z.output<typeof SCHEMA>) {
  return {
    host: it.AETHER_HOST,
    port: it.AETHER_PORT,
    publicUrl: it.AETHER_PUBLIC_URL,
    mailFrom: it.AETHER_MAIL_FROM,
    corsOrigins: it.AETHER_CORS_ORIGINS ?? [],
    trustedProxies: it.AETHER_TRUSTED_PROXIES,
    hstsSeconds: it.AETHER_HSTS_SECONDS,
    allowedHosts: it.AETHER_ALLOWED_HOSTS?.split(/\s*,\s*/) ?? [],
  };
}

/** The settings that are in the environment, and the fallbacks of the others. */
function given(environment: Environment): { readonly values: Values; readonly problems: string[] } {
  const problems: string[] = [];
  const values = Object.entries<Setting>(SETTINGS).map(([name, { fallback, secret = false }]) => {
    const { value, problem } = secret ? findSecret(name, environment) : { value: environment[name]?.trim() };
    if (problem !== undefined) problems.push(`${name} ${problem}`);
    return [name, value === undefined || value === "" ? fallback : value] as const;
  });
  const read: Values = Object.fromEntries(values);
  return { values: { ...read, AETHER_DATA: read.AETHER_DATA ?? defaultDataDirectory(environment) }, problems };
}

const SHORTEST_PASSWORD = 8;

/** What has the right form and must not be started with. */
function unsafe({ DATABASE_URL: url, AETHER_SECRET_KEYS: keys, NODE_ENV }: Values, needsKeys: boolean): string[] {
  if (url === undefined) return [];
  const problems: string[] = [];
  if (needsKeys && keys === undefined) {
    problems.push("AETHER_SECRET_KEYS must be set with DATABASE_URL: main:$(openssl rand -base64 32)");
  }
  if (NODE_ENV === "production" && URL.canParse(url)) {
    const { username, password } = new URL(url); // without a password it comes from elsewhere: a file, a certificate
    if (password !== "" && (password.length < SHORTEST_PASSWORD || password === username)) {
      problems.push(
        `DATABASE_URL must have a password of ${SHORTEST_PASSWORD} characters or more, not the login's name`,
      );
    }
  }
  return problems;
}

function defaultDataDirectory(environment: Environment): string {
  const home = environment["HOME"] ?? homedir();
  const data = environment["XDG_DATA_HOME"];
  return join(data === undefined || data === "" ? join(home, ".local/share") : data, "aether");
}
