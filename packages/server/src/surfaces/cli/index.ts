/**
 * The command line, a client of the API: it reads arguments, calls operations over a socket or in the same process, and
 * shows answers to people (text) or programs (JSON). Data goes to stdout, talk to stderr.
 * It never opens a database: what it needs of the machine, its host hands in.
 */
export { bodyStream } from "./body-stream.ts";
export { dataDirectory } from "./data-directory.ts";
export type { CliHost, OpenOptions, ServeOptions, Serving } from "./host.ts";
export { systemKeyRing } from "./profiles/key-ring.ts";
export { runCli } from "./run-cli.ts";
export { streamAnswer } from "./stream-answer.ts";
export { HERE, type Transport } from "./transport.ts";
