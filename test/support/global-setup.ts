/**
 * Runs once around all tests. What tests need of servers is started by this process on first use, which a test file asks for
 * over a socket (postgres-for-tests.ts), and is stopped here also when tests fail.
 */
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startPostgres, type PostgresServer } from "./postgres-server.ts";

export async function setup(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), "aether-test-run-"));
  const path = join(folder, "servers");
  let postgres: Promise<PostgresServer> | undefined;
  const server = createServer((socket) => {
    socket.on("error", () => undefined); // the test file has ended
    postgres ??= startPostgres();
    postgres.then(
      ({ url }) => socket.end(url),
      (error: unknown) => socket.end(String(error)),
    );
  }).listen(path);
  await once(server, "listening");
  process.env["AETHER_TEST_SERVERS"] = path; // workers inherit it
  return async () => {
    server.close();
    await (await postgres?.catch(() => undefined))?.stop();
    await rm(folder, { recursive: true, force: true });
  };
}
