import { randomBytes } from "node:crypto";
import { constants } from "node:zlib";

import compress, { type FastifyCompressOptions } from "@fastify/compress";
import { fastify, type FastifyInstance } from "fastify";

import type { Trail } from "#kernel/audit";
import { Fault } from "#kernel/errors";
import type { Idempotency } from "#kernel/idempotency";
import type { Logger } from "#kernel/log";
import { type AnyOperation, createCursors } from "#kernel/operation";
import { type Clock, SECOND_MS } from "#kernel/time";

import type { Access } from "./access.ts";
import { createAnswers } from "./answers.ts";
import { refuseBrokenHttp } from "./broken-http.ts";
import { checkOperations } from "./check-operations.ts";
import { recordDenials } from "./denials.ts";
import { addDocsPage, OPENAPI_PATH } from "./docs-page.ts";
import { createStreams } from "./event-stream.ts";
import { addHealthRoutes } from "./health-routes.ts";
import { createInFlight, type InFlight } from "./in-flight.ts";
import { acceptJsonOnly } from "./json-body.ts";
import type { Limits } from "./limits.ts";
import { listen } from "./listen.ts";
import { buildOpenApi } from "./openapi.ts";
import { addOperationRoutes } from "./operation-routes.ts";
import { refuseOtherMethods } from "./other-methods.ts";
import { requestIdOf } from "./request-id.ts";
import { refuseSecretsIn } from "./secrets-in-urls.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";
import { addSessionRoutes } from "./session-routes.ts";
import { createSite } from "./site.ts";
import { addWebPage } from "./web-page.ts";

const BODY_LIMIT_BYTES = 1024 * 1024;
const RECEIVE_LIMIT_MS = 30 * SECOND_MS; // for a whole request to arrive
const PARAM_MAX_CHARS = 2000; // ids are at most 200 characters, up to nine when percent-encoded
const COMPRESSION: FastifyCompressOptions = {
  threshold: 2048, // bytes
  encodings: ["br", "gzip"],
  globalDecompression: false,
  brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } },
  zlibOptions: { level: 1 },
};

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
  /** What cursors are sealed with; those of a process alone unless given. */
  readonly cursorKey?: Uint8Array;
  /** Without it an Idempotency-Key is not heard. */
  readonly idempotency?: Idempotency;
  /** Asked before each call of an operation; health checks are free. */
  readonly limits?: Limits;
  /** Where every command and every denial is recorded; without, nowhere. */
  readonly trail?: Pick<Trail, "record"> | undefined;
  /** How often a stream looks whether its credential is still good; every 4 s unless given. */
  readonly checkMs?: number;
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
  const site = createSite(options.allowedHosts ?? []);
  checkOperations(operations);
  const answers = createAnswers(options);
  const inFlight = createInFlight();
  const streams = createStreams();
  const app = fastify({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: RECEIVE_LIMIT_MS,
    routerOptions: { maxParamLength: PARAM_MAX_CHARS },
    genReqId: ({ headers }) => requestIdOf(headers["x-request-id"]),
    requestIdHeader: false,
    trustProxy: false,
    forceCloseConnections: "idle",
    frameworkErrors: (error, request, reply) => void answers.fail(error, request, reply.headers(SECURITY_HEADERS)),
    clientErrorHandler: refuseBrokenHttp(options),
  });
  app.setErrorHandler((error, request, reply) => answers.fail(error, request, reply));
  app.setNotFoundHandler((request, reply) => {
    return answers.fail(new Fault("NOT_FOUND", "there is no such resource"), request, reply);
  });
  const denials = recordDenials(app, options);
  app.addHook("onRequest", async (request, reply) => {
    void reply.headers(SECURITY_HEADERS).header("x-request-id", request.id);
    site.check(request.headers);
    refuseSecretsIn(request.raw.url);
  });
  await app.register(compress, COMPRESSION);
  acceptJsonOnly(app);
  const otherMethods = refuseOtherMethods(app);
  addHealthRoutes(app, { answers, ping: options.ping });
  addSessionRoutes(app, { access, answers });
  const cursors = createCursors({ key: options.cursorKey ?? randomBytes(32), clock: options.clock });
  addOperationRoutes(app, { ...options, answers, inFlight, cursors, streams, denials });
  let document: object | undefined;
  app.get(OPENAPI_PATH, async () => (document ??= buildOpenApi(operations, version)));
  addDocsPage(app);
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
