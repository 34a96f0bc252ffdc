import { type ApiClient, createApiClient } from "./api-client.ts";
import type { Arguments } from "./arguments.ts";
import { connect } from "./connect.ts";
import { dataDirectory } from "./data-directory.ts";
import type { CliHost } from "./host.ts";
import { createPrinter, type Printer } from "./printer.ts";

const TIMEOUT_S = 60;

/** One run of a command: how it speaks, how it reaches the API, and how it is interrupted. */
export interface Session {
  readonly host: CliHost;
  readonly print: Printer;
  /** The data directory, absolute. */
  readonly directory: string;
  /** Aborted by the first Ctrl-C. */
  readonly interrupted: AbortSignal;
  /** From now on the first Ctrl-C does not end open calls: the command ends its work itself. The second one does. */
  readonly takeInterrupts: () => void;
  /** The same client each time. `announce` lets other processes use this one's server while it lasts. */
  readonly connect: (options?: { readonly announce: boolean }) => Promise<ApiClient>;
  /** True once `connect` has succeeded. */
  readonly isConnected: boolean;
  close(): Promise<void>;
}

export function createSession(host: CliHost, given: Arguments): Session {
  const { env } = host;
  const directory = dataDirectory(env);
  const print = createPrinter(host, given);
  const interrupted = new AbortController();
  const stopped = new AbortController();
  let isTaken = false;
  const release = host.onInterrupt(() => {
    if (!isTaken || interrupted.signal.aborted) stopped.abort();
    interrupted.abort();
  });

  let client: ApiClient | undefined;
  const apiUrl = given.text("api-url") ?? (env["AETHER_API_URL"] === "" ? undefined : env["AETHER_API_URL"]);
  async function open(announce: boolean): Promise<ApiClient> {
    const openInProcess = () => host.openInProcess({ directory, announce });
    const tell = (text: string): void => print.say(text);
    const transport = await connect({ env, directory, apiUrl, openInProcess, version: host.version, tell });
    const timeoutMs = (given.integer("timeout") ?? TIMEOUT_S) * 1000;
    client = createApiClient(transport, { timeoutMs, signal: stopped.signal });
    return client;
  }

  return {
    host,
    directory,
    print,
    interrupted: interrupted.signal,
    takeInterrupts: () => {
      isTaken = true;
    },
    connect: async (options) => client ?? open(options?.announce ?? false),
    get isConnected() {
      return client !== undefined;
    },
    close: async () => {
      release();
      await client?.transport.close();
    },
  };
}
