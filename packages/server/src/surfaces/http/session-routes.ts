import type { FastifyInstance, FastifyRequest } from "fastify";

import { Fault } from "#kernel/errors";

import { type Access, SESSION_COOKIE, SESSION_LIFE_MS } from "./access.ts";
import type { Answers } from "./answers.ts";
import { API_PREFIX } from "./api-prefix.ts";

export interface SessionOptions {
  readonly access: Access;
  readonly answers: Answers;
}

/** Over https it stays there; without, as on one's own machine, browsers other than Chromium and Firefox would not keep it. */
const cookieRules = ({ protocol }: FastifyRequest): string =>
  `Path=/; HttpOnly; SameSite=Strict${protocol === "https" ? "; Secure" : ""}`;

/**
 * How a browser gets in: the owner's token asks for a one-time code, the page hands the code in and gets a cookie that
 * scripts cannot read. The token itself never reaches the browser.
 */
export function addSessionRoutes(app: FastifyInstance, { access, answers }: SessionOptions): void {
  const path = `${API_PREFIX}/session`;
  app.post(`${path}/code`, async (request, reply) => {
    await access.identifyByToken(request.headers);
    return reply.code(201).send(answers.ok(request, { code: access.issueCode() }));
  });
  app.post(path, async (request, reply) => {
    const session = access.openSession(codeOf(request));
    const maxAgeSeconds = SESSION_LIFE_MS / 1000;
    void reply.header("set-cookie", `${SESSION_COOKIE}=${session}; Max-Age=${maxAgeSeconds}; ${cookieRules(request)}`);
    return reply.code(201).send(answers.ok(request, { signed_in: true }));
  });
  app.get(path, async (request) => {
    await access.identify(request.headers);
    return answers.ok(request, { signed_in: true });
  });
  app.delete(path, async (request, reply) => {
    access.endSession(request.headers);
    void reply.header("set-cookie", `${SESSION_COOKIE}=; Max-Age=0; ${cookieRules(request)}`);
    return answers.ok(request, { signed_in: false });
  });
}

function codeOf({ body }: FastifyRequest): string {
  const code: unknown = Object(body)["code"];
  if (typeof code === "string" && code.length <= 100) return code;
  throw new Fault("VALIDATION_ERROR", '"code" must be the code of a link', {
    problems: [{ path: "code", message: "expected a string" }],
  });
}
