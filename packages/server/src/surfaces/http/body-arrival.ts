/**
 * Bodies that do not come. Node's own limit is one for all requests; ours is for all of a body, and for an archive, which may
 * be large, that it keeps coming.
 */
import { Socket } from "node:net";

import type { FastifyInstance } from "fastify";

/** Bytes a second, measured over the limit: what git, too, calls a connection that is worth nothing (http.lowSpeedLimit). */
const SLOWEST_ARCHIVE = 1000;

interface ArrivalOptions {
  /** For all of a body, and for the next part of an archive. */
  readonly limitMs: number;
}

/** In the configuration of a route: its bodies are archives. */
export const SLOW_BODY = { isSlow: true };

/** Ends requests whose bodies are late, as Node ends those whose heads are. */
export function watchArrival(app: FastifyInstance, { limitMs }: ArrivalOptions): void {
  app.addHook("onRequest", (request, reply, done) => {
    const { raw } = request;
    const { socket } = raw;
    const hasBody = raw.headers["transfer-encoding"] !== undefined || Number(raw.headers["content-length"] ?? 0) > 0;
    // What is handed in without a connection is there already.
    if (!hasBody || !(socket instanceof Socket)) return done();
    const { config } = request.routeOptions; // made anew each time: not for those who send nothing
    let seen = socket.bytesRead;
    const timer = setInterval(() => {
      const came = socket.bytesRead - seen;
      seen = socket.bytesRead;
      if (raw.complete) return end();
      // Who has been answered already, as with 401, sends nothing that is wanted.
      if (Object(config).isSlow === true && !reply.sent && came >= (SLOWEST_ARCHIVE * limitMs) / 1000) return;
      end();
      app.server.emit("clientError", Object.assign(new Error("the body is late"), { code: LATE }), socket);
    }, limitMs);
    timer.unref();
    const end = (): void => {
      clearInterval(timer);
      raw.off("end", end);
      socket.off("close", end);
    };
    raw.on("end", end);
    socket.on("close", end);
    done();
  });
}

/** Node's word for it. */
const LATE = "ERR_HTTP_REQUEST_TIMEOUT";
