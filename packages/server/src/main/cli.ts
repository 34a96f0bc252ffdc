import { type CliHost, runCli } from "#surfaces/cli";

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

function onInterrupt(listener: () => void): () => void {
  let heard = 0;
  const hear = (): void => {
    if (++heard >= PATIENCE) process.exit(130);
    listener();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, hear);
  return () => {
    for (const signal of signals) process.off(signal, hear);
  };
}
