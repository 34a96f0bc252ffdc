/**
 * What callers may use: calls a second of a tenant, calls a minute of an address.
 * It promises that all processes together give out no more than a tenth above a limit in any minute, and that a tenant's call
 * waits for no statement. It knows no HTTP, and decides nothing about who calls.
 */
export { createRateLimits, type RateLimits } from "./rate-limits.ts";
