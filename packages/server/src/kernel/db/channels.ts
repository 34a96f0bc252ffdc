import type { ClientBase } from "pg";

export type NotificationHandler = (payload: string) => void;

/** Sends a statement on the connection that listens. */
type Send = (sql: string) => Promise<unknown>;

/** Who listens to which channel. Survives the connection that hears. */
export class Channels {
  readonly #handlers = new Map<string, Set<NotificationHandler>>();

  get isEmpty(): boolean {
    return this.#handlers.size === 0;
  }

  /** Passes on what the connection hears. */
  attach(client: ClientBase): void {
    client.on("notification", ({ channel, payload }) => {
      for (const handler of this.#handlers.get(channel) ?? []) handler(payload ?? "");
    });
  }

  /** Makes a new connection listen to all channels. */
  async restore(client: ClientBase): Promise<void> {
    for (const channel of this.#handlers.keys()) await client.query(`listen ${quoteIdentifier(channel)}`);
  }

  /** Adds a handler and returns how to remove it. */
  async listen(channel: string, handler: NotificationHandler, send: Send): Promise<() => Promise<void>> {
    const handlers = this.#handlers.get(channel) ?? new Set();
    if (handlers.size === 0) await send(`listen ${quoteIdentifier(channel)}`);
    this.#handlers.set(channel, handlers.add(handler));
    return async () => {
      handlers.delete(handler);
      if (handlers.size > 0 || !this.#handlers.delete(channel)) return;
      // Fails only where the connection is lost or closed, and then nothing is heard.
      await send(`unlisten ${quoteIdentifier(channel)}`).catch(() => undefined);
    };
  }
}

function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
