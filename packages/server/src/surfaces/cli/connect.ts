import { CliError, toCliError, usage } from "./failure.ts";
import { httpTransport } from "./http-transport.ts";
import { type Owner, readOwner } from "./owner.ts";
import type { Environment } from "./terminal.ts";
import type { Transport } from "./transport.ts";

export interface ConnectOptions {
  readonly env: Environment;
  readonly directory: string;
  readonly apiUrl: string | undefined;
  /** Opens the embedded database with a server around it, in this process. @throws Fault DATA_DIR_LOCKED */
  readonly openInProcess: () => Promise<Transport>;
  readonly tellWait: (text: string) => void;
}

const WAIT_MS = 30_000; // longer than a command or the end of a server takes that holds the directory
const POLL_MS = 200;
const TELL_AFTER_MS = 1000;

/**
 * A way to the API: the given URL, else the process that has the data directory open, else a server in this process.
 * Who finds the directory taken waits: its holder will say where it listens, or end.
 */
export async function connect(options: ConnectOptions): Promise<Transport> {
  const { apiUrl, directory, env, tellWait } = options;
  if (apiUrl !== undefined) return connectTo(checkedUrl(apiUrl), { owner: readOwner(directory), env });
  for (let waitedMs = 0; ; waitedMs += POLL_MS) {
    const found = await findOrOpen(options);
    if (!("lockedBy" in found)) return found;
    if (waitedMs >= WAIT_MS) throw stillLocked(directory, found.lockedBy);
    if (waitedMs === TELL_AFTER_MS) tellWait(`Waiting for ${nameOf(found.lockedBy)}, which has ${directory} open.`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

async function findOrOpen({ directory, openInProcess }: ConnectOptions): Promise<Transport | { lockedBy: CliError }> {
  const owner = readOwner(directory);
  if (owner !== undefined) return httpTransport(owner.url, owner.token);
  try {
    return await openInProcess();
  } catch (error) {
    const failure = toCliError(error);
    if (failure.code === "DATA_DIR_LOCKED") return { lockedBy: failure };
    throw error;
  }
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

/** The owner's token goes to the owner only; another server gets what AETHER_TOKEN holds. */
function connectTo(url: URL, { owner, env }: { owner: Owner | undefined; env: Environment }): Transport {
  const isOwner = owner !== undefined && new URL(owner.url).origin === url.origin;
  return httpTransport(url.href, isOwner ? owner.token : env["AETHER_TOKEN"]);
}

function checkedUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw usage(`"${text}" is not the URL of a server`, "Write it as http://127.0.0.1:8000.");
  }
  if (url.username !== "" || url.password !== "") {
    throw usage("the URL holds a password, which others can see", "Put the token into AETHER_TOKEN instead.");
  }
  return url;
}
