/**
 * What callers may use: calls a second of a tenant, calls a minute of an address, and what a tenant may keep.
 * It promises that all processes together give out no more than a tenth above a limit in any minute, and that a tenant's call
 * waits for no statement. It knows no HTTP, and decides nothing about who calls.
 */
export { addUsage, RESOURCES, type Resource, standingOf, usageByDay } from "./quota-store.ts";
export { siteOf } from "./payer.ts";
export { requireWithinQuota, reserve, type Reservation, settle } from "./quotas.ts";
export { createTurns, type Turns } from "./turns.ts";
export { createRateLimits, type RateLimits } from "./rate-limits.ts";
export { type Budget, budgetOf, lockBudget, modelUseByDay, putBudget, spentOf } from "./spend-store.ts";
export { BILLIONTHS, reserveSpending } from "./spending.ts";
