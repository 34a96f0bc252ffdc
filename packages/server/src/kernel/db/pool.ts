import { Pool, type PoolConfig } from "pg";

/** A pool whose connections may be lost at any time without ending the process. */
export function openPool(config: PoolConfig, onIdleError: (error: Error) => void = () => undefined): Pool {
  const pool = new Pool(config);
  // While a connection is in use, what runs on it rejects with the error; pg emits it besides.
  pool.on("connect", (client) => client.on("error", () => undefined));
  pool.on("error", onIdleError);
  return pool;
}
