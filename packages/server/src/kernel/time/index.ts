/**
 * The clock, handed in wherever time matters, so that a test can say what time it is.
 * It promises milliseconds since 1970 (now) and a monotonic count (elapsed), and never sleeps.
 */
export { manualClock, systemClock, MINUTE_MS, SECOND_MS, type Clock, type ManualClock } from "./clock.ts";
