import { Readable } from "node:stream";

import type { FastifyReply } from "fastify";

import { Fault, serializeError } from "#kernel/errors";
import { type AnyOperation, invoke, isEventStream, type StreamEvent } from "#kernel/operation";
import { SECOND_MS } from "#kernel/time";

import type { AnswerOptions, Call } from "./answer-call.ts";
import { inputOf } from "./call-input.ts";

/** Below the 5 s within which a revoked credential must have lost its streams; each time, a comment shows who has gone. */
const CHECK_MS = 4 * SECOND_MS;
/** Open at once for a tenant in this process. */
const STREAMS_MAX = 100;
const RETRY_AFTER_SECONDS = 5;
/** After this, browsers come back by themselves with Last-Event-ID. */
const COME_BACK = "retry: 2000\n\n";

/** The event streams that are open, for a server that ends. */
export interface Streams {
  /** Counts a stream of this tenant until the returned function is called. @throws Fault RATE_LIMITED */
  enter(tenantId: string): () => void;
  /** Aborted when the server ends. */
  readonly closing: AbortSignal;
  close(): void;
}

export function createStreams(): Streams {
  const open = new Map<string, number>();
  const closing = new AbortController();
  return {
    enter(tenantId) {
      const count = (open.get(tenantId) ?? 0) + 1;
      if (count > STREAMS_MAX) {
        const details = { limit: STREAMS_MAX, retryAfterSeconds: RETRY_AFTER_SECONDS };
        throw new Fault("RATE_LIMITED", "too many streams are open", details);
      }
      open.set(tenantId, count);
      return () => {
        const left = (open.get(tenantId) ?? 1) - 1;
        if (left === 0) open.delete(tenantId);
        else open.set(tenantId, left);
      };
    },
    closing: closing.signal,
    close: () => closing.abort(),
  };
}

export interface StreamCall extends Call {
  /** Rejects once the credential that opened the stream may read it no more. */
  readonly stillAdmitted: () => Promise<void>;
}

export interface StreamOptions extends AnswerOptions {
  readonly streams: Streams;
  readonly checkMs?: number;
}

/** Answers with events as `text/event-stream` (WHATWG HTML, server-sent events), or 204 where nothing more will come. */
export async function answerStream(
  operation: AnyOperation,
  call: StreamCall,
  options: StreamOptions,
): Promise<FastifyReply> {
  const { request, reply } = call;
  const { streams, checkMs = CHECK_MS } = options;
  const ending = new AbortController();
  const signal = AbortSignal.any([call.context.signal, streams.closing, ending.signal]);
  const leave = streams.enter(call.context.tenantId);
  const end = (): void => {
    ending.abort();
    leave();
  };
  try {
    const events = await invoke(operation, { context: { ...call.context, signal }, input: resumed(call) }, options);
    if (!isEventStream(events)) {
      end();
      return reply.code(204).send();
    }
    const text = textOf(events, { signal, checkMs, stillAdmitted: call.stillAdmitted, end, onError });
    void reply.headers({ "content-type": "text/event-stream; charset=utf-8", "x-accel-buffering": "no" });
    return reply.send(Readable.from(text));
  } catch (error) {
    end();
    throw error;
  }

  function onError(error: unknown): void {
    if (!(error instanceof Fault)) options.log.error({ err: error, requestId: request.id }, "stream.failed");
  }
}

/** The input, with the event that a client which comes back has heard last. */
function resumed({ request }: StreamCall): unknown {
  const input = inputOf(request);
  const heard = request.headers["last-event-id"];
  return heard === undefined || heard === "" ? input : { last_event_id: heard, ...Object(input) };
}

interface Written {
  readonly signal: AbortSignal;
  readonly checkMs: number;
  readonly stillAdmitted: () => Promise<void>;
  readonly end: () => void;
  readonly onError: (error: unknown) => void;
}

async function* textOf(events: AsyncIterable<StreamEvent>, written: Written): AsyncGenerator<string> {
  const { signal, checkMs, stillAdmitted, end, onError } = written;
  const iterator = events[Symbol.asyncIterator]();
  const ticks = createTicks(signal, checkMs);
  try {
    yield COME_BACK;
    let next = iterator.next();
    next.catch(() => undefined); // it is awaited below, if not at once
    while (!signal.aborted) {
      const found = await Promise.race([next, ticks.next()]);
      if (ticks.isDue()) {
        await stillAdmitted();
        yield ":\n\n";
      }
      if (found === undefined) continue;
      if (found.done === true) return;
      yield lines(found.value);
      next = iterator.next();
      next.catch(() => undefined);
    }
  } catch (error) {
    onError(error);
    const { code, message } = serializeError(error);
    if (!signal.aborted) yield `event: error\ndata: ${JSON.stringify({ code, message })}\n\n`;
  } finally {
    ticks.stop();
    end();
  }
}

function lines({ id, event, data }: StreamEvent): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

interface Ticks {
  /** Resolves at the next tick, and at once when the stream ends. */
  next(): Promise<undefined>;
  /** True once after each tick. */
  isDue(): boolean;
  stop(): void;
}

function createTicks(signal: AbortSignal, everyMs: number): Ticks {
  let due = false;
  let wake = Promise.withResolvers<undefined>();
  const ring = (): void => {
    wake.resolve(undefined);
    wake = Promise.withResolvers<undefined>();
  };
  const timer = setInterval(() => {
    due = true;
    ring();
  }, everyMs);
  signal.addEventListener("abort", ring, { once: true });
  return {
    next: () => wake.promise,
    isDue() {
      const was = due;
      due = false;
      return was;
    },
    stop: () => clearInterval(timer),
  };
}
