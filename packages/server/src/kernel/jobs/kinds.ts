import type { z } from "zod";

import type { Tx } from "#kernel/db";
import { Fault } from "#kernel/errors";
import type { Context, Permission } from "#kernel/tenancy";

import type { JobClass, SkippedFile } from "./job.ts";

/** How often and when a job is tried again after something that may pass. */
export interface RetryPolicy {
  /** Tries after the first. */
  readonly limit: number;
  /** Before the first retry; doubles with each one. */
  readonly delayMs: number;
  readonly maxDelayMs: number;
}

export const DEFAULT_RETRY: RetryPolicy = { limit: 3, delayMs: 60_000, maxDelayMs: 600_000 };
/** The signal is aborted then; the handler has until the hard limit to end in order. */
export const DEFAULT_SOFT_LIMIT_MS = 55 * 60_000;
export const DEFAULT_HARD_LIMIT_MS = 60 * 60_000;

/** What is known of a sort of job before there is one. */
export interface JobKind<Input = unknown, Result = unknown> {
  readonly name: string;
  readonly class: JobClass;
  /** Plain JSON: what the schema gives must pass it again, because it is stored and parsed once more when the job starts. */
  readonly input: z.ZodType<Input>;
  /** Checked when the job settles. */
  readonly result?: z.ZodType<Result>;
  readonly softLimitMs?: number;
  readonly hardLimitMs?: number;
  readonly retry?: RetryPolicy;
  /** It is run of a suspended tenant, too: it writes nothing but what it is about. */
  readonly runsSuspended?: true;
  /** What the job's context may do; nothing unless said. */
  readonly permissions?: readonly Permission[];
}

/** What a handler tells about its work. Whatever is left out stays as it was; a new stage counts from 0. */
export interface ProgressUpdate {
  readonly stage: string;
  readonly done?: number;
  readonly total?: number;
  /** Files skipped since the last call; they are added to those before. */
  readonly skipped?: readonly SkippedFile[];
  /** 0 to 99 of the whole job: it never goes back within an attempt, and 100 comes with the commit. */
  readonly percent?: number;
}

/** One attempt at a job, as its handler sees it. */
export interface JobRun<Input = unknown, Result = unknown> {
  readonly jobId: string;
  /** 1 for the first. */
  readonly attempt: number;
  readonly input: Input;
  /** The signal is aborted when the job is cancelled, its soft limit has passed, the process stops or the claim is lost. */
  readonly context: Context;
  /** Returns at once; at most four writes a second reach the database. */
  progress(update: ProgressUpdate): void;
  /**
   * A transaction that holds only while this attempt is the current one: else CLAIM_LOST, or CANCELLED, and nothing
   * is written. Every write of a job but the last goes through here.
   */
  fenced<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /**
   * The last write and the acknowledgement in one transaction: either both happen or neither. A handler ends with it
   * or throws. The job is no longer live for its subject where `work` runs, so that it can ask for the next.
   */
  settle(result: Result, work?: (tx: Tx) => Promise<void>): Promise<void>;
}

/** A handler bound to its kind; made by `handleJob`. */
export interface JobHandler {
  readonly kind: string;
  run(run: JobRun): Promise<void>;
}

/** Binds a handler to its kind, so that it gets the input its schema promises. */
export function handleJob<Input, Result>(
  kind: JobKind<Input, Result>,
  run: (run: JobRun<Input, Result>) => Promise<void>,
): JobHandler {
  return { kind: kind.name, run: (raw) => run({ ...raw, input: parseInput(kind, raw.input) }) };
}

/** The input as its schema gives it, or VALIDATION_ERROR. Also run when a job starts: it may be older than the schema. */
export function parseInput<Input, Result>(kind: JobKind<Input, Result>, input: unknown): Input {
  const parsed = kind.input.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => ({ path: path.join("."), message }));
  throw new Fault("VALIDATION_ERROR", `the input does not fit a ${kind.name} job`, { problems });
}
