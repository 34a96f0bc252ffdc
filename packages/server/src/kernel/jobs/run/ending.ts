import type { Fault } from "#kernel/errors";

/** How long a handler that was told to stop keeps its place; then the place is used again, whether it listened or not. */
const ABANDON_AFTER_MS = 30_000;

/** How an attempt may end from outside, seen from both sides. */
export interface Ending {
  readonly signal: AbortSignal;
  /** Set once the attempt has been ended from outside: what its handler does is of no more account. */
  readonly reason: Fault | undefined;
  /** Tells the handler to stop; it may still settle or fail on its own terms. */
  readonly warn: (reason: Fault) => void;
  /** Ends the attempt. The first reason stays. */
  readonly end: (reason: Fault) => void;
  /** Resolves when there is no use in waiting for the handler any longer. */
  readonly abandoned: Promise<void>;
  readonly abandon: () => void;
  /** Called when the handler has returned. */
  readonly close: () => void;
}

export function createEnding(): Ending {
  const controller = new AbortController();
  const { promise: abandoned, resolve: abandon } = Promise.withResolvers<void>();
  let ended: Fault | undefined;
  let timer: NodeJS.Timeout | undefined;
  return {
    signal: controller.signal,
    get reason() {
      return ended;
    },
    warn: (reason) => controller.abort(reason),
    end: (reason) => {
      if (ended !== undefined) return;
      ended = reason;
      controller.abort(reason);
      timer = setTimeout(abandon, ABANDON_AFTER_MS).unref();
    },
    abandoned,
    abandon,
    close: () => clearTimeout(timer),
  };
}
