/**
 * Who comes in: the form of keys, how they are kept, and for whom one acts. Promises that a secret is kept as a hash alone,
 * that junk costs no query and a wrong secret no bcrypt, and that what was revoked is refused at once.
 * Never makes, lists or revokes: that is what the accounts are for.
 */
export { ACCESS_LIFE_SECONDS, type AccessTokens, createAccessTokens } from "./access-token.ts";
export { createKeyCheck, type KeyCheck, type KeyCheckOptions } from "./key-check.ts";
export { formatKey, type KeyEnvironment, newKeyId, newSecret } from "./key-text.ts";
export { announceKeyChange, announceTenantChange } from "./notices.ts";
export { createPersonCheck, type PersonCheck, type PersonCheckOptions } from "./person-check.ts";
export { hashSecret, type HashedSecret } from "./secret-hash.ts";
export { hashOf, idText, isSecretOf, newSecretText, parseSecretText, uuidOf } from "./secret-text.ts";
