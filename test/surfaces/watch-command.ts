import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

import { onTestFinished } from "vitest";

import { BIN } from "./aether-command.ts";

/** A line that `aether watch --json` wrote. */
export interface WatchLine {
  readonly event: string;
  readonly [field: string]: unknown;
}

export interface WatchProcess {
  /** The next line of this event; lines of others before it are passed over. Fails when the process ends first. */
  until(event: string): Promise<WatchLine>;
  interrupt(): void;
  /** Exit code and what was said on stderr. */
  readonly ended: Promise<{ readonly code: number | null; readonly stderr: string }>;
}

/** Runs `aether watch --json` until the test ends. */
export function startWatch(args: readonly string[], env: Readonly<Record<string, string>>): WatchProcess {
  const child = spawn(process.execPath, [BIN, "watch", ...args, "--json"], {
    env: { PATH: process.env["PATH"] ?? "", ...env },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString("utf8")));
  const ended = new Promise<{ code: number | null; stderr: string }>((resolve) =>
    child.on("close", (code) => resolve({ code, stderr })),
  );
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    async until(event) {
      for (;;) {
        const { value, done } = await lines.next();
        if (done === true) throw new Error(`the watch ended before "${event}": ${stderr}`);
        const line: WatchLine = JSON.parse(value);
        if (line.event === event) return line;
      }
    },
    interrupt: () => void child.kill("SIGINT"),
    ended,
  };
}
