import { isIP } from "node:net";
import { availableParallelism } from "node:os";
import { delimiter, isAbsolute } from "node:path";

import { z } from "zod";

import { parseRootKeys, type RootKey } from "#kernel/secrets";

/** One variable of the environment. A test holds `.env.example` to this list and to whatever else is read. */
export interface Setting {
  /** What it is for, its unit included. */
  readonly about: string;
  /** As it would be written in the environment; undefined where there is none. */
  readonly fallback: string | undefined;
  /** Never logged or shown; may lie in the file that NAME_FILE names, or behind a reference (references.ts). */
  readonly secret?: boolean;
}

const MAX_WORKERS = 64;

/** Every variable that is read. */
export const SETTINGS = {
  AETHER_DATA: {
    about: "Directory of the embedded database (default: $XDG_DATA_HOME/aether or ~/.local/share/aether).",
    fallback: undefined,
  },
  AETHER_HOST: { about: "Address to listen on.", fallback: "127.0.0.1" },
  AETHER_PORT: { about: "Port to listen on; 0 takes a free one.", fallback: "8000" },
  AETHER_ALLOWED_HOSTS: {
    about: "Names besides localhost under which browsers and clients reach the server, separated by commas.",
    fallback: undefined,
  },
  AETHER_PUBLIC_URL: {
    about: "Where people reach the page, for links to reset a password or to join: https://aether.example.com",
    fallback: undefined,
  },
  AETHER_SMTP_URL: {
    about:
      "The mail server that sends such links: smtp://user:password@host:587, or smtps:// (default: no mail is sent).",
    fallback: undefined,
    secret: true,
  },
  AETHER_MAIL_FROM: {
    about: "The address that letters come from; needed with AETHER_SMTP_URL.",
    fallback: undefined,
  },
  AETHER_CORS_ORIGINS: {
    about:
      "Origins whose pages may call the API with a token of their own, separated by commas: https://app.example.com",
    fallback: undefined,
  },
  AETHER_TRUSTED_PROXIES: {
    about:
      "Addresses or networks of the proxies before the server, separated by commas; only their X-Forwarded-For is believed.",
    fallback: undefined,
  },
  AETHER_HSTS_SECONDS: {
    about: "How long browsers shall come by https only (Strict-Transport-Security); 0 says nothing of it.",
    fallback: "0",
  },
  DATABASE_URL: {
    about:
      "A PostgreSQL server with pgvector in place of the embedded database: postgres://user:password@host:5432/name",
    fallback: undefined,
    secret: true,
  },
  MIGRATION_DATABASE_URL: {
    about: "The same server with a login that may make tables and roles (default: DATABASE_URL).",
    fallback: undefined,
    secret: true,
  },
  AETHER_SECRET_KEYS: {
    about:
      "Root keys, `id:base64 of 32 bytes`, separated by commas, the current one first; needed with DATABASE_URL (default: made in AETHER_DATA).",
    fallback: undefined,
    secret: true,
  },
  AETHER_LOCAL_OWNER: {
    about:
      "1: on a server with PostgreSQL, too, whoever reads the token in AETHER_DATA is let in over HTTP (default: people and keys alone).",
    fallback: undefined,
  },
  AETHER_POOL_MIN: { about: "Connections kept open to the server.", fallback: "5" },
  AETHER_POOL_MAX: { about: "Connections opened to the server at most.", fallback: "20" },
  AETHER_POOL_WAIT_SECONDS: { about: "How long a call waits for a connection.", fallback: "30" },
  LOG_LEVEL: {
    about: "trace, debug, info, warn, error, fatal or silent (default on a terminal: warn).",
    fallback: "info",
  },
  AETHER_LOG_FILE: {
    about: "File that the log is appended to, as JSON lines (default: standard error).",
    fallback: undefined,
  },
  AETHER_WORKERS: { about: "Threads that parse (default: one for each core, at most 8).", fallback: undefined },
  AETHER_ALLOWED_ROOTS: {
    about:
      "Folders that may be indexed, with all below them, separated by colons (default: any that the server's user can read).",
    fallback: undefined,
  },
  AETHER_GIT_ALLOWED_HOSTS: {
    about:
      "Git servers of your own network that may be asked, as git.example.internal:443 or with its address as host:443=10.0.0.5, separated by commas (default: none, only public ones).",
    fallback: undefined,
  },
  AETHER_GIT_CA_FILE: { about: "Certificates that these servers are signed by, in PEM form.", fallback: undefined },
  AETHER_MODEL_ALLOWED_HOSTS: {
    about:
      "Servers of models in your own network that tenants may name, as models.example.internal:443, 127.0.0.1:11434 or with the address as host:443=10.0.0.5, separated by commas; these also by http (default: none, only public ones).",
    fallback: undefined,
  },
  AETHER_MAX_REPOSITORY_BYTES: {
    about: "What a repository from the network may take: of a clone on disk, and of its text.",
    fallback: "2147483648",
  },
  AETHER_MAX_FILES: { about: "Files a repository may have.", fallback: "200000" },
  AETHER_MAX_FILE_BYTES: { about: "Size above which a file is skipped.", fallback: "2097152" },
  NODE_ENV: {
    about: "production: starts with safe settings only; `make migrate-down` refuses.",
    fallback: undefined,
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof SETTINGS;

const whole = (least: number, most: number): z.ZodType<number, string> =>
  z
    .string()
    .regex(/^\d{1,15}$/, "must be a whole number")
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be from ${least} to ${most}`);

const ALLOWED_HOST = /^\s*(?:[a-z\d][a-z\d.-]*|\[[\da-f:.]+\]):\d{1,5}(?:=[\da-f:.]+)?\s*$/i;

const allowedHosts = z
  .string()
  .refine(
    (text) => text.split(",").every((host) => ALLOWED_HOST.test(host)),
    "must be host:port or host:port=address, separated by commas",
  );

const databaseUrl = z
  .string()
  .refine((text) => /^postgres(?:ql)?:$/.test(protocolOf(text)), "must be a URL that starts with postgres://");

const rootKeys = z.string().transform((text, context): readonly RootKey[] => {
  const { keys, problems } = parseRootKeys(text);
  for (const message of problems) context.addIssue({ code: "custom", message });
  return keys;
});

function listOf(isGood: (text: string) => boolean, message: string) {
  return z
    .string()
    .transform((text) => text.split(",").map((part) => part.trim()))
    .refine((parts) => parts.every(isGood), message)
    .optional();
}

/** Exactly as a browser writes it in the Origin header: without path, default port or capitals. */
function isOrigin(text: string): boolean {
  return /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

function isNetwork(text: string): boolean {
  const [address = "", bits, ...more] = text.split("/");
  const most = isIP(address) === 6 ? 128 : 32;
  return (
    isIP(address) !== 0 && more.length === 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most))
  );
}

/** Texts of the environment in, values out. Every setting is checked, so that one message can name all problems. */
export const SCHEMA = z
  .object({
    AETHER_DATA: z.string(),
    AETHER_HOST: z.string().regex(/^[\w.:-]+$/, "must be a host name or an IP address"),
    AETHER_PORT: whole(0, 65_535),
    AETHER_ALLOWED_HOSTS: z
      .string()
      .regex(/^[\w.:[\]-]+(\s*,\s*[\w.:[\]-]+)*$/, "must be host names separated by commas")
      .optional(),
    AETHER_PUBLIC_URL: z
      .string()
      .refine((text) => /^https?:$/.test(protocolOf(text)), "must be a URL that starts with https:// or http://")
      .optional(),
    AETHER_SMTP_URL: z
      .string()
      .refine((text) => /^smtps?:$/.test(protocolOf(text)), "must be a URL that starts with smtp:// or smtps://")
      .optional(),
    AETHER_MAIL_FROM: z
      .string()
      .regex(/^[^\s@]+@[^\s@]+$/, "must be an e-mail address")
      .optional(),
    AETHER_CORS_ORIGINS: listOf(isOrigin, "must be origins such as https://app.example.com, separated by commas"),
    AETHER_TRUSTED_PROXIES: listOf(
      isNetwork,
      "must be IP addresses or networks such as 10.0.0.0/8, separated by commas",
    ),
    AETHER_HSTS_SECONDS: whole(0, 100_000_000),
    DATABASE_URL: databaseUrl.optional(),
    MIGRATION_DATABASE_URL: databaseUrl.optional(),
    AETHER_SECRET_KEYS: rootKeys.optional(),
    AETHER_LOCAL_OWNER: z.enum(["0", "1"]).optional(),
    AETHER_POOL_MIN: whole(0, 1_000),
    AETHER_POOL_MAX: whole(1, 1_000),
    AETHER_POOL_WAIT_SECONDS: whole(1, 600),
    LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]),
    AETHER_LOG_FILE: z.string().optional(),
    AETHER_WORKERS: whole(1, MAX_WORKERS).default(() => Math.min(availableParallelism(), 8)),
    AETHER_ALLOWED_ROOTS: z
      .string()
      .transform((text) => text.split(delimiter).filter((root) => root !== ""))
      .refine(
        (roots) => roots.length > 0 && roots.every((root) => isAbsolute(root)),
        "must be absolute paths separated by colons",
      )
      .optional(),
    AETHER_GIT_ALLOWED_HOSTS: allowedHosts.optional(),
    AETHER_GIT_CA_FILE: z.string().refine(isAbsolute, "must be an absolute path").optional(),
    AETHER_MODEL_ALLOWED_HOSTS: allowedHosts.optional(),
    AETHER_MAX_REPOSITORY_BYTES: whole(1_000_000, 1_000_000_000_000),
    AETHER_MAX_FILES: whole(1, 100_000_000),
    AETHER_MAX_FILE_BYTES: whole(1, 1_000_000_000),
    NODE_ENV: z.string().optional(),
  })
  .refine((it) => it.AETHER_SMTP_URL === undefined || it.AETHER_MAIL_FROM !== undefined, {
    path: ["AETHER_MAIL_FROM"],
    message: "is needed with AETHER_SMTP_URL",
  })
  .refine((it) => it.AETHER_POOL_MIN <= it.AETHER_POOL_MAX, {
    path: ["AETHER_POOL_MIN"],
    message: "must not be above AETHER_POOL_MAX",
  });

function protocolOf(text: string): string {
  return URL.canParse(text) ? new URL(text).protocol : "";
}
