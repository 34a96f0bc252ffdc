/**
 * Who asks, for which tenant, and until when. A context is made from a credential or from a queue's row, by nobody else.
 * It never carries a database handle.
 */
export { createContext, type Actor, type Context, type ContextInput, type Permission } from "./context.ts";
export { ensureTenant, takeNumbers } from "./store.ts";
