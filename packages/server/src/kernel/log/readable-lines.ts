import { Transform, type Writable } from "node:stream";

const LEVEL_CHARS = 5;

interface LogLine {
  readonly time?: string;
  readonly level?: string;
  readonly event?: string;
  readonly [field: string]: unknown;
}

/** Takes whole log lines in JSON and writes them for people: `10:31:07 warn  db.connection.lost pool=3`, times in UTC. */
export function readableLines(to: Writable): Writable {
  const lines = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const read = chunk.toString("utf8").split("\n");
      done(null, read.map((line) => (line === "" ? "" : readable(line))).join("\n"));
    },
  });
  lines.pipe(to, { end: false });
  return lines;
}

function readable(line: string): string {
  const { time = "", level = "", event = "", ...fields }: LogLine = JSON.parse(line);
  const told = Object.entries(fields).map(([name, value]) => `${name}=${shown(value)}`);
  const at = time.slice("2026-01-01T".length, "2026-01-01T00:00:00".length);
  return [at, level.padEnd(LEVEL_CHARS), event, ...told].join(" ").trimEnd();
}

const UNSAFE = /[\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Nothing in it commands a terminal: JSON escapes most of what does, and the rest is taken out. */
function shown(value: unknown): string {
  if (typeof value === "string" && /^[\w./:@-]+$/.test(value)) return value;
  return JSON.stringify(value).replaceAll(UNSAFE, "\ufffd");
}
