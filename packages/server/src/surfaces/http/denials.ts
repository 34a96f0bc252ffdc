import type { FastifyInstance, FastifyRequest } from "fastify";

import type { Trail } from "#kernel/audit";
import { type Fault, isFault } from "#kernel/errors";
import type { Logger } from "#kernel/log";
import type { AnyOperation } from "#kernel/operation";
import { ANONYMOUS, type Identity, type Origin } from "#kernel/tenancy";

const USER_AGENT_MAX = 300;
const CLAIMED = "isClaimed";

/** Puts on the audit trail who was not let in: before an operation was asked, or where there is none. */
export interface Denials {
  /** This request is an operation's: what it denies itself, the operation records. */
  claim(request: FastifyRequest): void;
  /** Records an error that is a denial; strangers' on the platform's trail. */
  record(error: unknown, denied: Denied): void;
}

export interface Denied {
  readonly operation: AnyOperation;
  readonly request: FastifyRequest;
  readonly identity: Identity;
}

export interface DenialOptions {
  readonly trail: Pick<Trail, "record">;
  readonly log: Pick<Logger, "error">;
}

interface Refusal {
  readonly request: FastifyRequest;
  readonly identity: Identity;
  readonly action: string;
  readonly target: string;
  readonly outcome: string;
}

/** No answer waits for these records: what costs a stranger nothing must not cost us the time of a write. */
export function recordDenials(app: FastifyInstance, { trail, log }: DenialOptions): Denials {
  app.decorateRequest(CLAIMED, false);
  const write = ({ request, identity, ...refusal }: Refusal): void => {
    const context = { ...identity, requestId: request.id, origin: originOf(request) };
    trail.record({ context, ...refusal }).catch((error: unknown) => {
      log.error({ err: error, requestId: request.id, action: refusal.action }, "audit.failed");
    });
  };
  app.addHook("onResponse", (request, { statusCode }, done) => {
    if ((statusCode === 401 || statusCode === 403) && !request.getDecorator<boolean>(CLAIMED)) {
      const { method, routeOptions } = request;
      const outcome = statusCode === 401 ? "UNAUTHENTICATED" : "FORBIDDEN";
      const action = `${method} ${routeOptions.url ?? "-"}`;
      write({ request, identity: ANONYMOUS, action, target: "", outcome });
    }
    done();
  });
  return {
    claim: (request) => request.setDecorator(CLAIMED, true),
    record(error, { operation, request, identity }) {
      if (!isDenial(error)) return;
      write({ request, identity, action: operation.name, target: operation.http.path, outcome: error.code });
    },
  };
}

/** Whether it tells somebody that they are not let in. */
export function isDenial(error: unknown): error is Fault {
  return isFault(error, "UNAUTHENTICATED", "FORBIDDEN", "TENANT_SUSPENDED");
}

/** Where a request comes from, as the trail tells it. */
export function originOf({ ip, headers }: FastifyRequest): Origin {
  return { address: ip, userAgent: (headers["user-agent"] ?? "").slice(0, USER_AGENT_MAX) };
}
