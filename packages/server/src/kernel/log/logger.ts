import { once } from "node:events";
import type { Writable } from "node:stream";

import { pino, type Level } from "pino";

/** What a house needs to log: fields (ids, counts, durations with unit), then the name of the event. */
export interface Log {
  debug(fields: object, event: string): void;
  info(fields: object, event: string): void;
  warn(fields: object, event: string): void;
  error(fields: object, event: string): void;
}

export interface Logger extends Log {
  /** A logger whose lines all carry these fields, e.g. requestId and tenantId. */
  child(fields: object): Logger;
  /** Writes out what is still held. Nothing may be logged after it. */
  close(): Promise<void>;
}

export interface LoggerOptions {
  readonly level: Level | "silent";
  /** Where lines go: a stream (standard error is the usual one), or a file that is appended to. */
  readonly to: Writable | { readonly file: string };
}

/** Fields that are never written, at the top of a line and one level below. */
const SECRET_FIELDS = [
  "authorization",
  "cookie",
  "token",
  "secret",
  "password",
  "apiKey",
  "databaseUrl",
  "prompt",
  "text",
  "content",
];

/** Keys and tokens by their form, wherever in a line they stand. */
const KEYS = /\baeth_(live|test|op|rt)_\w+/g;

/** One JSON object a line: time, level, event, fields. Fields named like secrets or texts are replaced, and keys anywhere. */
export function createLogger({ level, to }: LoggerOptions): Logger {
  const file = "file" in to ? pino.destination({ dest: to.file, mkdir: true, mode: 0o600, sync: false }) : undefined;
  const options = {
    level,
    base: null,
    messageKey: "event",
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
    serializers: { err: describeError, error: describeError },
    redact: { paths: SECRET_FIELDS.flatMap((name) => [name, `*.${name}`]), censor: "[redacted]" },
    hooks: { streamWrite: (line: string) => line.replaceAll(KEYS, "aeth_$1_[redacted]") },
  };
  const lines = pino(options, "file" in to ? file : to);
  return wrap(lines, async () => {
    if (file === undefined) return; // a stream belongs to whoever made it
    const closed = once(file, "close");
    file.end();
    await closed;
  });
}

type Lines = Log & { child(fields: object): Lines };

function wrap(lines: Lines, close: () => Promise<void>): Logger {
  return {
    debug: (fields, event) => lines.debug(fields, event),
    info: (fields, event) => lines.info(fields, event),
    warn: (fields, event) => lines.warn(fields, event),
    error: (fields, event) => lines.error(fields, event),
    child: (fields) => wrap(lines.child(fields), close),
    close,
  };
}

interface DescribedError {
  readonly name: string;
  readonly code?: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: DescribedError;
}

/** Name, code, message and stack, of causes too. Not every property: those of SQL errors hold rows. */
function describeError(error: unknown): DescribedError {
  if (!(error instanceof Error)) return { name: typeof error, message: String(error) };
  return {
    name: error.name,
    ...("code" in error ? { code: String(error.code) } : {}),
    message: error.message,
    ...(error.stack === undefined ? {} : { stack: error.stack }),
    ...(error.cause === undefined ? {} : { cause: describeError(error.cause) }),
  };
}
