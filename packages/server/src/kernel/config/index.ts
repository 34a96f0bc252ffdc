/**
 * The settings of a process: read from the environment once, checked, secrets apart.
 * It reads no file and no global: the environment is handed in by main.
 */
export { readConfig, type Config, type Environment, type Secrets } from "./read-config.ts";
export { SETTINGS, type Setting, type SettingName } from "./settings.ts";
