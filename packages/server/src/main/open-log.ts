import type { Config } from "#kernel/config";
import { createLogger, type Logger, readableLines } from "#kernel/log";

/**
 * The log goes to the file that is named, else to standard error. A person at a terminal gets lines to read instead of
 * JSON, and without a wish of their own only what needs attention: the command itself says how things go.
 */
export function openLog({ logFile, logLevel }: Config, env: NodeJS.ProcessEnv): Logger {
  if (logFile !== undefined) return createLogger({ level: logLevel, to: { file: logFile } });
  if (!process.stderr.isTTY) return createLogger({ level: logLevel, to: process.stderr });
  const isAskedFor = (env["LOG_LEVEL"] ?? "").trim() !== "";
  return createLogger({ level: isAskedFor ? logLevel : "warn", to: readableLines(process.stderr) });
}
