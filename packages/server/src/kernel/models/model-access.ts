import type { Ask } from "#kernel/outgoing";

import type { Meter } from "./meter.ts";
import type { Pace, Wait } from "./pace.ts";

/** How services of models are reached. */
export interface ModelAccess {
  readonly ask: Ask;
  /** One for the process: it is by key that services count. */
  readonly pace: Pace;
  readonly wait?: Wait;
  /** Absent: nobody counts. */
  readonly meter?: Meter;
}
