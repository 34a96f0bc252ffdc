import { fastify, type FastifyInstance } from "fastify";

import type { Trail } from "#kernel/audit";
import { Fault } from "#kernel/errors";
import type { Idempotency } from "#kernel/idempotency";
import type { Turns } from "#kernel/limits";
import type { Logger } from "#kernel/log";
import { type AnyOperation, createCursors } from "#kernel/operation";
import { type Clock, SECOND_MS } from "#kernel/time";

import type { Access } from "./access.ts";
import { type Answers, createAnswers } from "./answers.ts";
import type { ArchiveBodies } from "./archive-bodies.ts";
import { acceptArchives } from "./archive-body.ts";
import { watchArrival } from "./body-arrival.ts";
import { refuseBrokenHttp } from "./broken-http.ts";
import { checkOperations } from "./check-operations.ts";
import { addCompression } from "./compression.ts";
import { addCors } from "./cors.ts";
import { recordDenials } from "./denials.ts";
import { addDocsPage, OPENAPI_PATH } from "./docs-page.ts";
import { addErrorPages } from "./error-pages.ts";
import { createStreams } from "./event-stream.ts";
import { addHealthRoutes, type HealthOptions } from "./health-routes.ts";
import { createInFlight, type InFlight } from "./in-flight.ts";
import { acceptJsonOnly } from "./json-body.ts";
import type { Limits } from "./limits.ts";
import { listen } from "./listen.ts";
import { buildOpenApi } from "./openapi.ts";
import { addOperationRoutes } from "./operation-routes.ts";
import { refuseOtherMethods } from "./other-methods.ts";
import { addAccountPages } from "./pages/account-pages.ts";
import { requestIdOf } from "./request-id.ts";
import { refuseSecretsIn } from "./secrets-in-urls.ts";
import { SECURITY_HEADERS, transportSecurity } from "./security-headers.ts";
import { addSessionRoutes } from "./session-routes.ts";
import { createSite } from "./site.ts";
import { addWebPage } from "./web-page.ts";

const BODY_LIMIT_BYTES = 1024 * 1024;
const RECEIVE_LIMIT_MS = 30 * SECOND_MS; // for a head, a body, and the next part of an archive to arrive
const PARAM_MAX_CHARS = 2000; // ids are at most 200 characters, up to nine when percent-encoded

/** None of what protects a server can be left out: whoever wants it open says so. */
export interface HttpSurfaceOptions {
  readonly operations: readonly AnyOperation[];
  readonly access: Access;
  readonly ping: () => Promise<void>;
  readonly log: Pick<Logger, "info" | "error">;
  readonly clock: Clock;
  /** Of the product, shown in every answer. */
  readonly version: string;
  /** Names besides localhost under which the server is reached. */
  readonly allowedHosts?: readonly string[];
  /** What cursors are sealed with. */
  readonly cursorKey: Uint8Array;
  /** What an Idempotency-Key is heard by. */
  readonly idempotency: Idempotency;
  /** Asked before each call of an operation; health checks are free. */
  readonly limits: Limits;
  /** Where every command and every denial is recorded. */
  readonly trail: Pick<Trail, "record">;
  /** Keeps tenants from holding each other up. */
  readonly turns: Pick<Turns, "run">;
  /** How often a stream looks whether its credential is still good; every 4 s unless given. */
  readonly checkMs?: number;
  /** Origins whose pages may call the API with a token of their own: exact ones, as browsers write them. */
  readonly corsOrigins?: readonly string[];
  /** Addresses or networks of proxies whose X-Forwarded-For is believed. */
  readonly trustedProxies?: readonly string[];
  /** How long browsers shall come by https only; not said unless given. */
  readonly hstsSeconds?: number;
  /** For the head of a request to arrive, then for its body, or for the next part of an archive; 30 s unless given. */
  readonly receiveLimitMs?: number;
  /** What else must be well before calls are sent here, by name; each answers with a word about itself. */
  readonly checks?: HealthOptions["checks"];
  /** Keeps archives while they are taken; without it none is. */
  readonly archives?: ArchiveBodies;
  /** The folder of the built web page. */
  readonly webDirectory?: string;
}

export interface HttpSurface {
  readonly app: FastifyInstance;
  /** Starts to listen and answers with the URL. */
  listen(at: { readonly host: string; readonly port: number }): Promise<string>;
  /** Takes no more calls, waits for the open ones, and ends those that take longer than the grace. */
  stop(graceMs: number): Promise<void>;
}

export async function createHttpSurface(options: HttpSurfaceOptions): Promise<HttpSurface> {
  const { operations, version, access } = options;
  checkOperations(operations);
  const answers = createAnswers(options);
  const inFlight = createInFlight();
  const streams = createStreams();
  const app = createApp(options, answers);
  const denials = recordDenials(app, options);
  await addCompression(app);
  acceptJsonOnly(app);
  acceptArchives(app);
  const otherMethods = refuseOtherMethods(app);
  addHealthRoutes(app, { answers, ping: options.ping, checks: options.checks ?? {} });
  addErrorPages(app, answers);
  addSessionRoutes(app, { access, answers });
  const cursors = createCursors({ key: options.cursorKey, clock: options.clock });
  addOperationRoutes(app, { ...options, answers, inFlight, cursors, streams, denials });
  let document: object | undefined;
  app.get(OPENAPI_PATH, async () => (document ??= buildOpenApi(operations, version)));
  addDocsPage(app);
  addAccountPages(app, { claim: (request) => denials.claim(request) });
  await addWebPage(app, options.webDirectory);
  otherMethods.add();
  await app.ready();
  return {
    app,
    listen: (at) => listen(app, at),
    stop: (graceMs) => {
      streams.close();
      return stop(app, inFlight, graceMs);
    },
  };
}

/** The framework with what holds for every request, whatever its path. */
function createApp(options: HttpSurfaceOptions, answers: Answers): FastifyInstance {
  const { allowedHosts = [], hstsSeconds = 0, receiveLimitMs = RECEIVE_LIMIT_MS, trustedProxies } = options;
  const origins = new Set(options.corsOrigins);
  const site = createSite(allowedHosts, origins);
  const fixedHeaders = { ...SECURITY_HEADERS, ...transportSecurity(hstsSeconds) };
  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: 0, // see watchArrival
    http: {
      headersTimeout: receiveLimitMs,
      requestTimeout: 0,
      connectionsCheckingInterval: Math.ceil(receiveLimitMs / 10),
    },
    routerOptions: { maxParamLength: PARAM_MAX_CHARS },
    genReqId: ({ headers }) => requestIdOf(headers["x-request-id"]),
    requestIdHeader: false,
    // Who is named in X-Forwarded-For counts only where a proxy of ours says it.
    trustProxy: trustedProxies === undefined ? false : [...trustedProxies],
    forceCloseConnections: "idle",
    frameworkErrors: (error, request, reply) => void answers.fail(error, request, reply.headers(fixedHeaders)),
    clientErrorHandler: refuseBrokenHttp(options),
  });
  app.setErrorHandler((error, request, reply) => answers.fail(error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    return answers.fail(new Fault("NOT_FOUND", "there is no such resource"), request, reply);
  });
  watchArrival(app, { limitMs: receiveLimitMs });
  app.addHook("onRequest", (request, reply, done) => {
    void reply.headers(fixedHeaders).header("x-request-id", request.id);
    site.check(request.raw);
    refuseSecretsIn(request.raw.url);
    done();
  });
  addCors(app, origins);
  return app;
}

async function stop(app: FastifyInstance, inFlight: InFlight, graceMs: number): Promise<void> {
  const late = setTimeout(() => {
    inFlight.abortAll();
    app.server.closeAllConnections();
  }, graceMs);
  try {
    await app.close();
  } finally {
    clearTimeout(late);
  }
}
