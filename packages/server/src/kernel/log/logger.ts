import { once } from "node:events";
import type { Writable } from "node:stream";

import { pino, type Level } from "pino";

import { createTimeText } from "#kernel/time";

import { createFieldRedactor } from "./redact.ts";

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

/** Lines are written together, a write each costs 40 µs; what is held when a process is killed is lost: a fifth of a second's. */
const FILE = {
  mkdir: true,
  mode: 0o600,
  sync: false,
  minLength: 8192,
  periodicFlush: 200,
  // As text it would measure all that it holds at each line: half of what a line costs.
  contentMode: "buffer",
} as const;

/** One JSON object a line: time, level, event, fields. What looks like a secret, by name or form, is replaced. */
export function createLogger({ level, to }: LoggerOptions): Logger {
  const timeText = createTimeText();
  const redact = createFieldRedactor();
  // What is made of an object that is no list is an object of its own.
  const redacted: Redacted = (fields) => Object(redact(fields));
  const options = {
    level,
    base: null,
    messageKey: "event",
    timestamp: () => `,"time":"${timeText(Date.now())}"`,
    formatters: { level: (label: string) => ({ level: label }), log: redacted },
    serializers: { err: asIs },
  };
  // A stream belongs to whoever made it.
  if (!("file" in to)) return wrap(pino(options, to), { redacted, close: async () => undefined });
  const file = pino.destination({ dest: to.file, ...FILE });
  const lines = linesInto(file);
  return wrap(pino(options, lines), { redacted, close: lines.close });
}

/** What is said behind the end of the file, as of a connection that breaks while the process stops, goes to standard error. */
function linesInto(file: ReturnType<typeof pino.destination>) {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- its types know only of text, which it takes no more
  const write = file.write.bind(file) as unknown as (bytes: Buffer) => boolean;
  let isOpen = true;
  return {
    write: (line: string): void => void (isOpen ? write(Buffer.from(line)) : process.stderr.write(line)),
    close: async (): Promise<void> => {
      if (!isOpen) return;
      isOpen = false;
      const closed = once(file, "close");
      file.end();
      await closed;
    },
  };
}

type Lines = Log & { child(fields: object): Lines };

type Redacted = (fields: object) => Record<string, unknown>;

interface Wrapping {
  readonly redacted: Redacted;
  readonly close: () => Promise<void>;
}

function wrap(lines: Lines, wrapping: Wrapping): Logger {
  return {
    debug: (fields, event) => lines.debug(fields, event),
    info: (fields, event) => lines.info(fields, event),
    warn: (fields, event) => lines.warn(fields, event),
    error: (fields, event) => lines.error(fields, event),
    child: (fields) => wrap(lines.child(wrapping.redacted(fields)), wrapping),
    close: wrapping.close,
  };
}

/** In place of pino's own, which would write every property of an error. */
function asIs(error: unknown): unknown {
  return error;
}
