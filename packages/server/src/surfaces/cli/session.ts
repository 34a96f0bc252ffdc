import { type AetherClient, type ClientOptions, createClient, type DeprecationNotice } from "@aether/client";

import type { Arguments } from "./arguments.ts";
import { connectHere } from "./connect.ts";
import { dataDirectory } from "./data-directory.ts";
import type { Server } from "./failure.ts";
import type { CliHost } from "./host.ts";
import { createPrinter, type Printer } from "./printer.ts";
import { createCredentials, type Credentials } from "./profiles/credentials.ts";
import { profilePath } from "./profiles/profile-file.ts";
import { profileToken } from "./profiles/profile-token.ts";
import { findTarget, type Target } from "./profiles/target.ts";
import { socketTransport } from "./socket-transport.ts";
import type { Transport } from "./transport.ts";

const TIMEOUT_S = 60;
const FIRST_WAIT_MS = 100;

/** One run of a command: how it speaks, how it reaches the API, and how it is interrupted. */
export interface Session {
  readonly host: CliHost;
  readonly print: Printer;
  /** The file of profiles, and where their credentials are. */
  readonly profiles: { readonly file: string; readonly credentials: Credentials };
  /** The data directory, absolute. */
  readonly directory: string;
  /** For an answer. */
  readonly timeoutMs: number;
  /** Aborted by the first Ctrl-C. */
  readonly interrupted: AbortSignal;
  /** From now on the first Ctrl-C does not end open calls: the command ends its work itself. The second one does. */
  readonly takeInterrupts: () => void;
  /** The same client each time. `announce` lets other processes use this one's server while it lasts. */
  readonly connect: (options?: { readonly announce: boolean }) => Promise<AetherClient>;
  /** Who is asked, once `connect` has succeeded. */
  readonly server: Server | undefined;
  close(): Promise<void>;
}

interface Connection {
  readonly client: AetherClient;
  readonly transport: Transport;
  /** What to do when nobody may come in so. */
  readonly signIn?: string;
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

  let connection: Connection | undefined;
  const timeoutMs = (given.integer("timeout") ?? TIMEOUT_S) * 1000;
  const file = profilePath(env);
  const profiles = { file, credentials: createCredentials({ file, openRing: () => host.openKeyRing() }) };
  const onDeprecated = tellOnce((text) => print.say(text));
  const limits = { timeoutMs, totalMs: timeoutMs, firstWaitMs: FIRST_WAIT_MS, signal: stopped.signal, onDeprecated };
  async function open(announce: boolean): Promise<Connection> {
    const target = findTarget({ given, env, directory, warn: print.warn });
    if (target !== undefined) return overNetwork(target, profiles, limits);
    const openInProcess = () => host.openInProcess({ directory, announce });
    const tell = (text: string): void => print.say(text);
    const transport = await connectHere({ directory, openInProcess, version: host.version, tell });
    return { transport, client: createClient({ ...limits, ...transport }) };
  }
  return {
    host,
    directory,
    print,
    profiles,
    timeoutMs,
    interrupted: interrupted.signal,
    takeInterrupts: () => {
      isTaken = true;
    },
    connect: async (options) => (connection ??= await open(options?.announce ?? false)).client,
    get server() {
      if (connection === undefined) return undefined;
      const { transport, signIn } = connection;
      const { url, isInProcess } = transport;
      return { url, isInProcess, signIn };
    },
    close: async () => {
      release();
      await connection?.transport.close();
    },
  };
}

/** A call that will go is told of once in a command. */
function tellOnce(say: (text: string) => void): (notice: DeprecationNotice) => void {
  const told = new Set<string>();
  return ({ method, path, sunset }) => {
    const call = `${method} ${path.split("?", 1)[0] ?? ""}`;
    if (told.has(call)) return;
    told.add(call);
    const until = sunset === null ? "" : `, on ${sunset}`;
    say(`${call} will go${until}: bring this command up to date.`);
  };
}

/** To another machine, or another server of this one. */
function overNetwork(
  { url, name, token }: Target,
  profiles: Session["profiles"],
  limits: Partial<ClientOptions>,
): Connection {
  const transport = socketTransport(url.href);
  const own = name === undefined ? token : profileToken({ ...profiles, name, ...transport });
  const signIn = `Sign in: aether login ${url.href}${name === undefined ? "" : ` --profile ${name}`}`;
  return { transport, client: createClient({ ...limits, ...transport, token: own }), signIn };
}
