/** A PostgreSQL server of the tests' own: on a free port of 127.0.0.1, in a temporary directory, gone when the tests are. */
import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { postgresBinaries } from "./postgres-binaries.ts";

const run = promisify(execFile);

export interface PostgresServer {
  /** A superuser's URL, to the database `postgres`. */
  readonly url: string;
  stop(): Promise<void>;
}

/** Fast rather than safe: nothing here must survive a crash of the machine. */
const SETTINGS = {
  jit: "off",
  fsync: "off",
  synchronous_commit: "off",
  full_page_writes: "off",
  shared_buffers: "128MB",
  max_connections: "200",
  max_wal_size: "1GB",
  autovacuum: "off",
  log_min_messages: "warning",
  listen_addresses: "127.0.0.1",
};

const READY_WITHIN_MS = 60_000;

/** Stops the server and removes its directory when standard input ends: also when this process is killed. */
const KEEPER = `
dir=$1; shift
"$@" > "$dir/log" 2>&1 &
server=$!
read -r _ignored
kill -INT $server 2>/dev/null
wait $server
rm -rf "$dir"
`;

export interface PostgresServerOptions {
  /** Of the superuser; every login then needs one. Without, nobody needs any. */
  readonly password?: string;
}

export async function startPostgres({ password }: PostgresServerOptions = {}): Promise<PostgresServer> {
  const programs = await postgresBinaries();
  const directory = await mkdtemp(join(tmpdir(), "aether-test-pg-"));
  await chmod(directory, 0o777);
  const data = join(directory, "data");
  const passwordFile = join(directory, "password");
  if (password !== undefined) await writeFile(passwordFile, password, { mode: 0o644 });
  const access = password === undefined ? ["-A", "trust"] : ["-A", "scram-sha-256", "--pwfile", passwordFile];
  const initdb = [join(programs, "initdb"), "-D", data, "-U", "postgres", ...access, "-E", "UTF8", "--no-sync"];
  const locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  const [command = "", ...args] = unprivileged([...initdb, ...locale]);
  await run(command, args, { cwd: directory });

  const port = await freePort();
  const settings = Object.entries({ ...SETTINGS, port: String(port), unix_socket_directories: directory });
  const options = settings.flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const server = unprivileged([join(programs, "postgres"), "-D", data, ...options]);
  const keeper = spawn("/bin/sh", ["-c", KEEPER, "sh", directory, ...server], {
    stdio: ["pipe", "ignore", "ignore"],
    cwd: "/",
    detached: true, // Ctrl-C is for the test runner, which then stops the server in order
  });
  const ended = once(keeper, "exit");
  await ready(directory, port);
  return {
    url: `postgres://postgres${password === undefined ? "" : `:${password}`}@127.0.0.1:${port}/postgres`,
    stop: async () => {
      keeper.stdin.end();
      await ended;
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root. */
function unprivileged(command: readonly string[]): string[] {
  if (process.getuid?.() !== 0) return [...command];
  return ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", ...command];
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port on 127.0.0.1");
  return address.port;
}

/** Waits until the server has written that it is ready: the last line of postmaster.pid. */
async function ready(directory: string, port: number): Promise<void> {
  const deadline = performance.now() + READY_WITHIN_MS;
  while (performance.now() < deadline) {
    const state = await readFile(join(directory, "data/postmaster.pid"), "utf8").catch(() => "");
    if (/^ready\s*$/m.test(state)) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  const log = await readFile(join(directory, "log"), "utf8").catch(() => "");
  throw new Error(`PostgreSQL did not start on port ${port}:\n${log.slice(-2000)}`);
}
