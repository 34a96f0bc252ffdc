/**
 * Who asks, for which tenant, and until when. A context is made from a credential or from a queue's row, by nobody else.
 * It never carries a database handle.
 */
export {
  ANONYMOUS,
  createContext,
  NO_TENANT,
  type Actor,
  type Context,
  type ContextInput,
  type Identity,
  type Origin,
} from "./context.ts";
export {
  isForKeys,
  isPermission,
  permissionsOf,
  permissionsOfKey,
  permissionsOfLocalOwner,
  permissionsOfOperator,
  permissionTable,
  type PermissionRow,
  type Permission,
  type Role,
  ROLES,
} from "./permissions.ts";
export { ensureTenant, takeNumbers } from "./store.ts";
