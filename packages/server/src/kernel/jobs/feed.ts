/**
 * What happens to jobs, as it happens: `queue:<class>` when there is work, `job:<id>` when a job has changed, `stop:<id>` when one was
 * cancelled. Notifications are hints: whoever hears one reads the row under its own tenant, and polls now and then as well.
 */
import type { Db } from "#kernel/db";

export const CHANNEL = "aether_jobs";

export interface Feed {
  /** Hears every message until the returned function is called. */
  hear(handler: (message: string) => void): Promise<() => void>;
  close(): Promise<void>;
}

/** Listens from the first time that somebody wants to hear, for all who do. */
export function createFeed(db: Pick<Db, "listen">): Feed {
  const handlers = new Set<(message: string) => void>();
  let listening: Promise<() => Promise<void>> | undefined;
  return {
    hear: async (handler) => {
      handlers.add(handler);
      listening ??= db.listen(CHANNEL, (message) => {
        for (const each of handlers) each(message);
      });
      try {
        await listening;
      } catch (error) {
        listening = undefined;
        handlers.delete(handler);
        throw error;
      }
      return () => void handlers.delete(handler);
    },
    close: async () => {
      handlers.clear();
      const unlisten = await listening?.catch(() => undefined); // whoever wanted to hear has been told
      await unlisten?.();
    },
  };
}
