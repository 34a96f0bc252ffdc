import { CliError, toCliError } from "./failure.ts";
import { type Owner, readOwner } from "./owner.ts";
import { socketTransport } from "./socket-transport.ts";
import { HERE, type Transport } from "./transport.ts";

export interface ConnectOptions {
  readonly directory: string;
  /** Opens the embedded database with a server around it, in this process. @throws Fault DATA_DIR_LOCKED */
  readonly openInProcess: () => Promise<Transport>;
  /** Of this command. */
  readonly version: string;
  readonly tell: (text: string) => void;
}

const WAIT_MS = 30_000; // longer than a command or the end of a server takes that holds the directory
const POLL_MS = 200;
const TELL_AFTER_MS = 1000;

/**
 * A way to the API of the data directory: the process that has it open, else a server in this process. Who finds the
 * directory taken waits: its holder will say where it listens, or end. `gone` is an owner that does not answer any more:
 * what its file says is not believed.
 */
export async function connectHere(options: ConnectOptions, gone?: Owner): Promise<Transport> {
  const { directory, tell } = options;
  for (let waitedMs = 0; ; waitedMs += POLL_MS) {
    const found = await findOrOpen(options, gone);
    if (!("lockedBy" in found)) return found;
    if (waitedMs >= WAIT_MS) throw stillLocked(directory, found.lockedBy);
    if (waitedMs === TELL_AFTER_MS) tell(`Waiting for ${nameOf(found.lockedBy)}, which has ${directory} open.`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

type Found = Transport | { readonly lockedBy: CliError };

async function findOrOpen(options: ConnectOptions, gone: Owner | undefined): Promise<Found> {
  const { directory, openInProcess, version, tell } = options;
  const owner = readOwner(directory);
  if (owner?.token !== undefined && owner.url !== gone?.url) {
    if (owner.version !== version) tell(`The server is version ${owner.version}, this command ${version}.`);
    return transportTo(owner, options);
  }
  try {
    return await openInProcess();
  } catch (error) {
    const failure = toCliError(error);
    if (failure.code === "DATA_DIR_LOCKED") return { lockedBy: failure };
    throw error;
  }
}

/** To the owner while it is there. A call that it refuses was not heard: it goes to whoever has the directory then. */
function transportTo(owner: Owner, options: ConnectOptions): Transport {
  let current = ownTransport(owner);
  let moving: Promise<Transport> | undefined;
  /** Calls that are refused together move together. */
  async function moveFrom(refused: Transport): Promise<Transport> {
    if (refused !== current) return current;
    moving ??= refused.close().then(() => connectHere(options, owner));
    current = await moving.finally(() => (moving = undefined));
    return current;
  }
  return {
    get url() {
      return current.url;
    },
    get isInProcess() {
      return current.isInProcess;
    },
    baseUrl: HERE,
    async fetch(url, request) {
      const asked = current;
      try {
        return await asked.fetch(url, request);
      } catch (error) {
        if (!isRefused(error)) throw error;
        return (await moveFrom(asked)).fetch(url, request);
      }
    },
    close: () => current.close(),
  };
}

/** To that process, with what lets its user in. */
function ownTransport({ url, token }: Owner): Transport {
  const socket = socketTransport(url);
  return {
    ...socket,
    baseUrl: HERE,
    fetch: (target, request) =>
      socket.fetch(socket.baseUrl + target.slice(HERE.length), {
        ...request,
        headers: { ...request.headers, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
      }),
  };
}

function isRefused(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ECONNREFUSED";
}

function stillLocked(directory: string, cause: CliError): CliError {
  return new CliError({
    code: "DATA_DIR_LOCKED",
    message: `${nameOf(cause)} has ${directory} open and does not serve it`,
    next: `Wait until it has ended or stop it, or set AETHER_DATA to another directory.`,
    details: cause.details,
    cause,
  });
}

function nameOf({ details }: CliError): string {
  return typeof details["pid"] === "number" ? `process ${details["pid"]}` : "another process";
}
