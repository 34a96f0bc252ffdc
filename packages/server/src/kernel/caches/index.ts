/**
 * Values that cost something to come by, kept in this process for a while: bounded in bytes, of which one tenant fills no more than its
 * share, and made once for all who ask for the same at the same time. A key must name all that the value depends on: nothing is ever
 * told that it has changed, so what is out of date is never asked for again and goes. No tenant is given what another's call has made.
 */
export { createTenantCache, type Made, type TenantCache, type Wanted } from "./tenant-cache.ts";
