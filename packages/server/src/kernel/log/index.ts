/**
 * Structured logs: an event name and fields, one JSON object a line, to standard error or a file.
 * It never writes what looks like a secret, by the field's name or by its form, and never formats prose.
 */
export { readableLines } from "./readable-lines.ts";
export { createLogger, type Log, type Logger, type LoggerOptions } from "./logger.ts";
export { redactForms, redactSource, redactText } from "./redact.ts";
