/**
 * Commands that a client may send twice and that have their effect once. The mark that a call was carried out commits in
 * the transaction of its effect, whoever opens that; an attempt that was given up for dead writes nothing any more.
 * It never keeps an answer that holds a secret, and knows no header.
 */
export { createIdempotency, type Idempotency, type IdempotentCall } from "./idempotency.ts";
