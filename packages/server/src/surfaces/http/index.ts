/**
 * The operations as a REST API, with its documents, health checks and the web page's files.
 * It promises one envelope for every answer, a token on every call but health, and no word about its inside.
 * It never knows what an operation does.
 */
export { createOwnerAccess, type Access, type OwnerAccessOptions } from "./access.ts";
export { createCredentialAccess, type CredentialAccessOptions, type CredentialCheck } from "./credential-access.ts";
export { freePortFrom } from "./listen.ts";
export { createHttpSurface, type HttpSurface, type HttpSurfaceOptions } from "./http-surface.ts";
export { type LimitAnswer, type Limits, type Payer } from "./limits.ts";
