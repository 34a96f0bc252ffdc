import type { z } from "zod";

import type { Context } from "#kernel/tenancy";

import { type AnyOperation, type Operation, parseInput } from "./operation.ts";

/** One step of what is watched. */
export interface StreamEvent<Data = unknown> {
  /** Names this state: whoever comes back with it hears only of what is later. */
  readonly id: string;
  readonly event: string;
  readonly data: Data;
}

export interface StreamOperation<In extends z.ZodType, Out extends z.ZodType> extends Omit<
  Operation<In, Out>,
  "kind" | "run" | "answersSecret"
> {
  /**
   * The events until what is watched has ended or the context's signal is aborted, which must end the wait for the next
   * one; undefined where nothing more will come.
   */
  readonly open: (
    context: Context,
    input: z.output<In>,
  ) => Promise<AsyncIterable<StreamEvent<z.input<Out>>> | undefined>;
}

/**
 * An operation that tells of changes while they happen; `output` is the form of one event's data, and a field
 * `last_event_id` of the input says what the caller has heard already. `call` answers with an iterable of events.
 */
export function streamOperation<In extends z.ZodType, Out extends z.ZodType>(
  definition: StreamOperation<In, Out>,
): AnyOperation {
  const { open, ...rest } = definition;
  return Object.freeze({
    ...rest,
    kind: "stream" as const,
    isPaged: false,
    takesVersion: false,
    async call(context: Context, input: unknown) {
      const events = await open(context, parseInput(definition, input));
      return events === undefined ? undefined : checked(events, definition.output);
    },
  });
}

async function* checked(events: AsyncIterable<StreamEvent>, output: z.ZodType): AsyncGenerator<StreamEvent> {
  for await (const { id, event, data } of events) yield { id, event, data: output.parse(data) };
}

/** True for what a stream operation answers with. */
export function isEventStream(answer: unknown): answer is AsyncIterable<StreamEvent> {
  return typeof answer === "object" && answer !== null && Symbol.asyncIterator in answer;
}
