import type { Readable } from "node:stream";

import { z } from "zod";

import type { Context } from "#kernel/tenancy";

import { type AnyOperation, type Operation, parseInput } from "./operation.ts";

/** Bytes that do not change any more, of which any part can be read. */
export interface FileAnswer {
  /** As browsers save it. */
  readonly name: string;
  readonly bytes: number;
  /** Another one for another content. */
  readonly tag: string;
  /** From the first byte to the last, both included. */
  read(from: number, to: number): Readable;
}

export interface FileOperation<In extends z.ZodType> extends Omit<
  Operation<In, z.ZodUnknown>,
  "kind" | "run" | "output" | "answersSecret"
> {
  readonly mediaType: string;
  readonly open: (context: Context, input: z.output<In>) => Promise<FileAnswer>;
}

/** An operation that answers with a file. `call` answers with a `FileAnswer`. */
export function fileOperation<In extends z.ZodType>(definition: FileOperation<In>): AnyOperation {
  const { open, ...rest } = definition;
  return Object.freeze({
    ...rest,
    kind: "file" as const,
    output: z.unknown(),
    isPaged: false,
    takesVersion: false,
    call: async (context: Context, input: unknown) => open(context, parseInput(definition, input)),
  });
}

/** True for what a file operation answers with. */
export function isFileAnswer(answer: unknown): answer is FileAnswer {
  return typeof answer === "object" && answer !== null && "tag" in answer && "read" in answer;
}
