import type { ServerResponse } from "node:http";

export interface InFlight {
  /** Aborted when the caller hangs up before the answer is written, and by `abortAll`. */
  signalFor(response: ServerResponse): AbortSignal;
  abortAll(): void;
}

export function createInFlight(): InFlight {
  const open = new Set<AbortController>();
  return {
    signalFor(response) {
      const controller = new AbortController();
      open.add(controller);
      response.once("close", () => {
        open.delete(controller);
        if (!response.writableFinished) controller.abort();
      });
      return controller.signal;
    },
    abortAll() {
      for (const controller of open) controller.abort();
    },
  };
}
