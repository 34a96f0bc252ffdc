import type { Trail } from "#kernel/audit";
import { Fault, isFault } from "#kernel/errors";
import type { Logger } from "#kernel/log";
import type { Context } from "#kernel/tenancy";
import type { Clock } from "#kernel/time";

import { targetOf } from "./audit-target.ts";
import { CURSOR_MAX_CHARS, type Cursors } from "./cursors.ts";
import type { AnyOperation } from "./operation.ts";

export interface Invocation {
  readonly context: Context;
  readonly input: unknown;
}

export interface InvokeOptions {
  readonly log: Pick<Logger, "info">;
  readonly clock: Clock;
  readonly cursors: Cursors;
  /** Where every command and every denial is recorded; without, nowhere. */
  readonly trail?: Pick<Trail, "record"> | undefined;
  /** What the operation runs in, such as a transaction's mark; what is recorded of it lies outside. */
  readonly within?: ((work: () => Promise<unknown>) => Promise<unknown>) | undefined;
}

/**
 * Runs an operation for a caller: permit, parse, run, check the output, record. A command is answered when it is on record:
 * one that cannot be recorded answers with the trail's fault, whatever it did.
 * @throws Fault FORBIDDEN, VALIDATION_ERROR with every problem and its path, CANCELLED when the caller has gone;
 * whatever the operation's own faults are.
 */
export async function invoke(
  operation: AnyOperation,
  { context, input }: Invocation,
  { log, clock, cursors, trail, within = (work) => work() }: InvokeOptions,
): Promise<unknown> {
  const startedMs = clock.elapsed();
  let outcome = "OK";
  let answer: unknown;
  try {
    permit(operation, context);
    answer = await within(() =>
      operation.isPaged ? callForPage(operation, { context, input }, cursors) : operation.call(context, input),
    );
  } catch (error) {
    const fault = cancelledOr(error, context.signal);
    outcome = fault instanceof Fault ? fault.code : "INTERNAL";
    throw fault;
  } finally {
    const durationMs = Math.round((clock.elapsed() - startedMs) * 10) / 10;
    const { tenantId, requestId } = context;
    log.info({ operation: operation.name, tenantId, requestId, outcome, durationMs }, "operation.done");
    if (isRecorded(operation, outcome)) {
      await trail?.record({ context, action: operation.name, target: targetOf(operation, { input, answer }), outcome });
    }
  }
  return answer;
}

/** Commands are, whatever came of them in the end, files that were handed out, and denials. */
function isRecorded({ kind, interim = [] }: AnyOperation, outcome: string): boolean {
  if (interim.includes(outcome)) return false;
  return kind === "command" || kind === "file" || outcome === "FORBIDDEN" || outcome === "UNAUTHENTICATED";
}

/**
 * As `invoke` asks it first, for surfaces that must refuse before they read the input. Undefined where the caller may;
 * else it rejects with a Fault: FORBIDDEN, which is recorded, or CANCELLED.
 */
export function admit(
  operation: AnyOperation,
  context: Context,
  { trail }: Pick<InvokeOptions, "trail">,
): Promise<never> | undefined {
  try {
    permit(operation, context);
    return undefined;
  } catch (error) {
    return denied(operation, { context, error }, trail);
  }
}

/** Throws the error, once it is on record where it is a denial. */
async function denied(
  operation: AnyOperation,
  { context, error }: { readonly context: Context; readonly error: unknown },
  trail: InvokeOptions["trail"],
): Promise<never> {
  if (isFault(error, "FORBIDDEN")) {
    await trail?.record({ context, action: operation.name, target: "", outcome: error.code });
  }
  throw error;
}

/** The operation sees positions, its caller sealed cursors. */
async function callForPage(operation: AnyOperation, { context, input }: Invocation, cursors: Cursors): Promise<object> {
  const scope = { tenantId: context.tenantId, operation: operation.name };
  const { cursor }: { readonly cursor?: unknown } = Object(input);
  const isGiven = typeof cursor === "string" && cursor.length <= CURSOR_MAX_CHARS;
  const read = isGiven ? { ...Object(input), cursor: cursors.open(scope, cursor) } : input;
  const page: { readonly next_cursor?: unknown } = Object(await operation.call(context, read));
  const next = page.next_cursor;
  return typeof next === "string" ? { ...page, next_cursor: cursors.seal(scope, next) } : page;
}

/** @throws Fault FORBIDDEN, CANCELLED */
function permit(operation: AnyOperation, { permissions, signal }: Context): void {
  if (!permissions.includes(operation.permission)) {
    throw new Fault("FORBIDDEN", `${operation.name} needs the permission ${operation.permission}`, {
      permission: operation.permission,
    });
  }
  if (signal.aborted) throw new Fault("CANCELLED", `${operation.name} was cancelled before it began`);
}

/** What an aborted operation throws depends on where it was; the caller hears one thing. */
function cancelledOr(error: unknown, signal: AbortSignal): unknown {
  if (error instanceof Fault || !signal.aborted) return error;
  return new Fault("CANCELLED", "the call was cancelled", {}, error);
}
