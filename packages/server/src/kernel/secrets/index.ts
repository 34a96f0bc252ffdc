/**
 * The root keys of an installation and what is made from them: keys for a purpose, and texts that only this installation
 * opens, in the place they were sealed for. Root keys never leave a keyring and are never logged.
 * It knows no table of tenants: whoever keeps a sealed text names the place it is kept in.
 */
export type { CredentialSource } from "./credential-source.ts";
export { installationKey, resealInstallationKeys } from "./installation-key.ts";
export { createKeyring, type Keyring } from "./keyring.ts";
export { addKeyToFile, openKeyFile } from "./key-file.ts";
export { parseRootKeys, type RootKey } from "./root-keys.ts";
