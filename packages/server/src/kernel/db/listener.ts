import { Client, type ClientConfig } from "pg";

import { Channels, type NotificationHandler } from "./channels.ts";
import { toFault } from "./sql-errors.ts";

const RETRY_MS = { first: 100, most: 5_000 };

/** A connection that hears notifications: opened for the first who listens, restored when it is lost. */
export class Listener {
  readonly #config: ClientConfig;
  readonly #channels = new Channels();
  #client: Promise<Client> | undefined;
  #retry: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(config: ClientConfig) {
    this.#config = config;
  }

  async listen(channel: string, handler: NotificationHandler): Promise<() => Promise<void>> {
    try {
      return await this.#channels.listen(channel, handler, async (sql) => (await this.#current()).query(sql));
    } catch (error) {
      throw toFault(error);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#retry);
    await (await this.#client?.catch(() => undefined))?.end();
  }

  #current(): Promise<Client> {
    this.#client ??= this.#connect().catch((error: unknown) => {
      this.#client = undefined;
      throw error;
    });
    return this.#client;
  }

  async #connect(): Promise<Client> {
    const client = new Client(this.#config);
    client.on("error", () => undefined); // followed by "end"
    this.#channels.attach(client);
    await client.connect();
    client.once("end", () => {
      this.#client = undefined;
      if (!this.#closed && !this.#channels.isEmpty) this.#restoreAfter(RETRY_MS.first);
    });
    await this.#channels.restore(client);
    return client;
  }

  #restoreAfter(delayMs: number): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      if (this.#closed) return;
      this.#current().catch(() => this.#restoreAfter(Math.min(delayMs * 2, RETRY_MS.most)));
    }, delayMs);
  }
}
