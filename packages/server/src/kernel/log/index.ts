/**
 * Structured logs: an event name and fields, one JSON object a line, to standard error or a file.
 * It never writes fields that are named like secrets or texts, and never formats prose.
 */
export { readableLines } from "./readable-lines.ts";
export { createLogger, type Log, type Logger, type LoggerOptions } from "./logger.ts";
