/**
 * The settings of a process: read from the environment once, checked, secrets apart.
 * It reads no global: the environment is handed in by main; of files only those in which a secret setting is said to lie,
 * and of the network only the Vault that a reference leads to.
 */
export { readConfig, type Config, type Environment, type Secrets } from "./read-config.ts";
export { withoutSecrets, withVaultSecrets } from "./vault.ts";
export { SETTINGS, type Setting, type SettingName } from "./settings.ts";
