/**
 * Asking other servers. Promises that nothing is asked of an address that is not public unless an operator named its host, that an
 * address is looked up once and no redirect leads away from it, and that an answer is bounded in bytes and time. It knows no
 * service, keeps no connection and says nothing of what was sent.
 */
export { type AllowedHost, parseAllowedHosts } from "./allowed-hosts.ts";
export { type Answer, type Ask, createAsk } from "./ask.ts";
export { type Pinned, pinHost, type Resolve } from "./pin-host.ts";
export { refused } from "./refused-url.ts";
