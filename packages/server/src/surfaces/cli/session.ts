import { type ApiClient, BASE, createApiClient, fetchBy } from "./api-client.ts";
import type { Arguments } from "./arguments.ts";
import { connectHere } from "./connect.ts";
import { dataDirectory } from "./data-directory.ts";
import type { CliHost } from "./host.ts";
import { httpTransport } from "./http-transport.ts";
import { createPrinter, type Printer } from "./printer.ts";
import { profileToken } from "./profiles/profile-token.ts";
import { findTarget } from "./profiles/target.ts";

const TIMEOUT_S = 60;

/** One run of a command: how it speaks, how it reaches the API, and how it is interrupted. */
export interface Session {
  readonly host: CliHost;
  readonly print: Printer;
  /** The data directory, absolute. */
  readonly directory: string;
  /** For an answer. */
  readonly timeoutMs: number;
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
  const timeoutMs = (given.integer("timeout") ?? TIMEOUT_S) * 1000;
  async function open(announce: boolean): Promise<ApiClient> {
    const limits = { timeoutMs, signal: stopped.signal };
    const target = findTarget({ given, env, directory, warn: print.warn });
    if (target === undefined) {
      const openInProcess = () => host.openInProcess({ directory, announce });
      const tell = (text: string): void => print.say(text);
      return createApiClient(await connectHere({ directory, openInProcess, version: host.version, tell }), limits);
    }
    const { url, name, token } = target;
    const transport = httpTransport(url.href, token);
    const fetch = fetchBy(transport);
    const own = name === undefined ? {} : { token: profileToken({ env, name, baseUrl: BASE, fetch }) };
    const signIn = `Sign in: aether login ${url.href}${name === undefined ? "" : ` --profile ${name}`}`;
    return createApiClient(transport, { ...limits, ...own, signIn });
  }

  return {
    host,
    directory,
    print,
    timeoutMs,
    interrupted: interrupted.signal,
    takeInterrupts: () => {
      isTaken = true;
    },
    connect: async (options) => (client ??= await open(options?.announce ?? false)),
    get isConnected() {
      return client !== undefined;
    },
    close: async () => {
      release();
      await client?.transport.close();
    },
  };
}
