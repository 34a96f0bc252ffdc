import { AetherError } from "./errors.ts";
import { eventsOf, type ServerEvent } from "./event-stream.ts";
import type { FetchResponse } from "./fetch.ts";
import { pause } from "./pause.ts";

export interface FollowOptions {
  /** Ends the loop; it rejects with the signal's reason. */
  readonly signal: AbortSignal | undefined;
  /** Without a sign of life for so long, the connection counts as broken. */
  readonly timeoutMs: number;
  /** Broken connections in a row before that is told. */
  readonly retries: number;
  readonly firstWaitMs: number;
}

/** Opens the stream behind the last event that was heard. */
export type Open = (lastEventId: string | undefined, signal: AbortSignal) => Promise<FetchResponse>;

/** The data of every event until the server says that no more will come (204); a connection that ends before is opened again where it ended. */
export async function* follow(open: Open, options: FollowOptions): AsyncGenerator<unknown, void, undefined> {
  const { signal, retries, firstWaitMs } = options;
  let heard: string | undefined;
  for (let broken = 0; ;) {
    const connection = connect(options);
    try {
      const response = await open(heard, connection.signal);
      if (response.status === 204) return;
      for await (const event of eventsOf(response, () => connection.isAlive())) {
        const value = valueOf(event);
        heard = event.id ?? heard;
        broken = 0;
        yield value;
      }
    } catch (error) {
      signal?.throwIfAborted();
      const failure = error instanceof AetherError ? error : lost(error);
      // A credential that has ended is renewed on the way back in, or refused there.
      const isPassing = failure.retry || (failure.category === "unauthenticated" && failure.status === 0);
      if (!isPassing || ++broken > retries) throw failure;
    } finally {
      connection.end();
    }
    await pause(Math.random() * firstWaitMs * 2 ** broken, signal);
  }
}

/** What ends one connection: the caller's signal, silence, or whoever reads no further. */
function connect({ signal, timeoutMs }: FollowOptions) {
  const ended = new AbortController();
  const stop = (): void => ended.abort(signal?.reason);
  signal?.throwIfAborted();
  signal?.addEventListener("abort", stop, { once: true });
  let timer = setTimeout(() => ended.abort(), timeoutMs);
  return {
    signal: ended.signal,
    isAlive(): void {
      clearTimeout(timer);
      timer = setTimeout(() => ended.abort(), timeoutMs);
    },
    end(): void {
      clearTimeout(timer);
      signal?.removeEventListener("abort", stop);
      ended.abort();
    },
  };
}

/** @throws AetherError that the server has told as an event */
function valueOf({ event, data }: ServerEvent): unknown {
  const value: unknown = JSON.parse(data);
  if (event !== "error") return value;
  const { code, message }: { readonly code?: unknown; readonly message?: unknown } = Object(value);
  throw new AetherError({ code: String(code), message: String(message) });
}

function lost(cause: unknown): AetherError {
  return new AetherError({ code: "UNREACHABLE", message: "the stream broke off", retry: true, cause });
}
