import { toCliError, usage } from "./failure.ts";
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
}

const OWNER_WAIT_MS = 10_000; // a process that has just taken the directory says where it listens within a second or two
const OWNER_POLL_MS = 100;

/**
 * A way to the API: the given URL, else the process that has the data directory open, else a server in this process.
 * Two processes may start at once: who finds the directory taken waits for the other's address.
 */
export async function connect(options: ConnectOptions): Promise<Transport> {
  const { apiUrl, directory, env, openInProcess } = options;
  const owner = readOwner(directory);
  if (apiUrl !== undefined) return connectTo(checkedUrl(apiUrl), { owner, env });
  if (owner !== undefined) return httpTransport(owner.url, owner.token);
  try {
    return await openInProcess();
  } catch (error) {
    if (toCliError(error).code !== "DATA_DIR_LOCKED") throw error;
    const found = await waitForOwner(directory);
    if (found === undefined) throw error;
    return httpTransport(found.url, found.token);
  }
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

async function waitForOwner(directory: string): Promise<Owner | undefined> {
  for (let waitedMs = 0; waitedMs < OWNER_WAIT_MS; waitedMs += OWNER_POLL_MS) {
    const owner = readOwner(directory);
    if (owner !== undefined) return owner;
    await new Promise((resolve) => setTimeout(resolve, OWNER_POLL_MS));
  }
  return undefined;
}
