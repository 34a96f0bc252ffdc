import { type CliHost, runCli, systemKeyRing } from "#surfaces/cli";

/** The command line on this process. What opens a database is loaded only when no server is there to be asked. */
export async function main({ version }: { readonly version: string }): Promise<void> {
  process.stdout.on("error", endQuietly);
  const host: CliHost = {
    argv: process.argv.slice(2),
    env: process.env,
    cwd: process.cwd(),
    version,
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    ask: async (prompt) => (await import("./ask.ts")).ask(prompt),
    askSecret: async (prompt) => (await import("./ask.ts")).askSecret(prompt),
    openKeyRing: () => systemKeyRing(process.env),
    onInterrupt,
    openInProcess: async (options) => (await import("./in-process.ts")).openInProcess({ ...options, version }),
    serve: async (options) => (await import("./serve.ts")).serve({ ...options, version }),
  };
  process.exitCode = await runCli(host);
}

/** The reader of a pipe has seen enough (`aether export | head`): that is no error. */
function endQuietly(error: NodeJS.ErrnoException): never {
  process.exit(error.code === "EPIPE" ? 0 : 1);
}

const PATIENCE = 3; // whoever presses Ctrl-C so often wants out, whatever is lost

/** What an older Node that started this process sends when it was sent SIGINT (bin/aether.mjs). */
const PASSED_ON = "SIGUSR2";

function onInterrupt(listener: () => void): () => void {
  let heard = 0;
  const times = new Map<NodeJS.Signals, number>();
  const hear = (signal: NodeJS.Signals): void => {
    times.set(signal, (times.get(signal) ?? 0) + 1);
    // A terminal sends Ctrl-C to this process and to the one that passes it on: whichever comes second is the same one.
    const interrupts = Math.max(times.get("SIGINT") ?? 0, times.get(PASSED_ON) ?? 0);
    const all = interrupts + (times.get("SIGTERM") ?? 0) + (times.get("SIGHUP") ?? 0);
    if (all === heard) return;
    heard = all;
    if (heard >= PATIENCE) process.exit(130);
    listener();
  };
  const signals = ["SIGINT", PASSED_ON, "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, hear);
  return () => {
    for (const signal of signals) process.off(signal, hear);
  };
}
