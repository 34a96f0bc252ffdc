import { Fault } from "#kernel/errors";
import type { Logger } from "#kernel/log";
import type { Context } from "#kernel/tenancy";
import type { Clock } from "#kernel/time";

import type { AnyOperation } from "./operation.ts";

export interface Invocation {
  readonly context: Context;
  readonly input: unknown;
}

export interface InvokeOptions {
  readonly log: Pick<Logger, "info">;
  readonly clock: Clock;
}

/**
 * Runs an operation for a caller: permit, parse, run, check the output, record.
 * @throws Fault FORBIDDEN, VALIDATION_ERROR with every problem and its path, CANCELLED when the caller has gone;
 * whatever the operation's own faults are.
 */
export async function invoke(
  operation: AnyOperation,
  { context, input }: Invocation,
  { log, clock }: InvokeOptions,
): Promise<unknown> {
  const startedMs = clock.elapsed();
  let outcome = "OK";
  try {
    permit(operation, context);
    return await operation.call(context, input);
  } catch (error) {
    const fault = cancelledOr(error, context.signal);
    outcome = fault instanceof Fault ? fault.code : "INTERNAL";
    throw fault;
  } finally {
    const durationMs = Math.round((clock.elapsed() - startedMs) * 10) / 10;
    const { tenantId, requestId } = context;
    log.info({ operation: operation.name, tenantId, requestId, outcome, durationMs }, "operation.done");
  }
}

function permit(operation: AnyOperation, { permissions, signal }: Context): void {
  if (!permissions.has(operation.permission)) {
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
