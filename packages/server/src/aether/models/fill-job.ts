import { z } from "zod";

import type { JobKind } from "#kernel/jobs";
import { MINUTE_MS } from "#kernel/time";

const count = z.int().nonnegative();

const fillInput = z.strictObject({});
export type FillInput = z.output<typeof fillInput>;

const fillResult = z.strictObject({
  model: z.string(),
  /** Texts that got their vector. */
  embedded: count,
  /** Texts that could not be made again of what is stored: the next index of their repository embeds them. */
  left: count,
  /** Whether searches use this model from now on, which they did not before. */
  switched: z.boolean(),
  /** Whether another job goes on: there is more than one does, or another model was chosen meanwhile. */
  goes_on: z.boolean(),
  /** Why it ended before all texts had vectors; null where it did not. */
  stopped: z.string().nullable(),
  resumes_at: z.string().nullable(),
});
export type FillResult = z.output<typeof fillResult>;

export const fillJob: JobKind<FillInput, FillResult> = {
  name: "fill_vectors",
  class: "bulk",
  input: fillInput,
  result: fillResult,
  permissions: ["code:read"],
  // A service may be away for hours; what it has answered is kept.
  retry: { limit: 20, delayMs: MINUTE_MS, maxDelayMs: 60 * MINUTE_MS },
};

/** One for a tenant waits or runs at a time. */
export const FILL_SUBJECT = "vectors";
