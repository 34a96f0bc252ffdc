/**
 * One feature is one Operation; every surface derives its routes, commands and documents from the list of them.
 * `invoke` is the only way in: permit, parse, run, check the output, record. It knows no HTTP status and no terminal.
 */
export { createCursors, CURSOR_MAX_CHARS, partsOfPosition, type Cursors } from "./cursors.ts";
export { type FileAnswer, fileOperation, isFileAnswer } from "./file.ts";
export { admit, invoke, type Invocation, type InvokeOptions } from "./invoke.ts";
export {
  operation,
  type AnyOperation,
  type Deprecation,
  type HttpRoute,
  type Operation,
  type OperationKind,
} from "./operation.ts";
export { isEventStream, streamOperation, type StreamEvent, type StreamOperation } from "./stream.ts";
