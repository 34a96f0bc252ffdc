/** Which repositories a request reads, and at which snapshot: fixed once, so that all its statements see the same state. */
export {
  type AsOf,
  atSnapshot,
  completenessOf,
  requireKept,
  resolveScope,
  type Scope,
  type ScopedRepo,
} from "./scope.ts";
