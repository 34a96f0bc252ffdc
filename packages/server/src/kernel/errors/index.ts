/**
 * Errors that a caller can act on: one catalogue of codes, one class, one serializer.
 * It never knows an HTTP status or an exit code: surfaces map the category.
 */
export { ERRORS, type Category, type ErrorCode, type ErrorEntry } from "./catalogue.ts";
export { Fault, isFault, serializeError, type FaultDetails, type SerializedError } from "./fault.ts";
