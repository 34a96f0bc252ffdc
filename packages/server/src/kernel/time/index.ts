/**
 * The clock, handed in wherever time matters, so that a test can say what time it is.
 * It promises milliseconds since 1970 (now), a monotonic count (elapsed) and texts of times, and never sleeps.
 */
export {
  createTimeText,
  manualClock,
  systemClock,
  MINUTE_MS,
  SECOND_MS,
  type Clock,
  type ManualClock,
} from "./clock.ts";
