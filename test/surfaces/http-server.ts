import { expect, onTestFinished } from "vitest";

import { manualClock } from "../../packages/server/src/kernel/time/index.ts";
import {
  createHttpSurface,
  createOwnerAccess,
  type HttpSurfaceOptions,
} from "../../packages/server/src/surfaces/http/index.ts";
import { type Answer, callHttp, type CallOptions } from "../support/http-call.ts";
import { OPEN_GUARDS } from "../support/open-guards.ts";
import { createTrafficCheck, type TrafficCheck } from "./openapi-traffic.ts";
import { smallOperations } from "./small-operations.ts";

export const TOKEN = "owner-token-of-the-test";
export const OWNER = { authorization: `Bearer ${TOKEN}` };
const OPENAPI = "/api/v1/openapi.json";
export const TENANT = "00000000-0000-4000-8000-000000000001";

/** A surface with the small operations on a port of its own, closed when the test ends. */
export async function serveSmallOperations(
  changes: Partial<HttpSurfaceOptions> = {},
  at: { host?: string; port?: number } = {},
) {
  const clock = manualClock(Date.UTC(2026, 0, 2));
  const small = smallOperations();
  const logged: object[] = [];
  const record = (fields: object): void => void logged.push(fields);
  const access = createOwnerAccess({
    token: TOKEN,
    tenantId: TENANT,
    permissions: ["code:read", "code:write"],
    clock,
  });
  const surface = await createHttpSurface({
    ...OPEN_GUARDS,
    operations: small.operations,
    access,
    ping: async () => {},
    log: { info: record, error: record },
    clock,
    version: "1.2.3",
    ...changes,
  });
  const url = await surface.listen({ host: "127.0.0.1", port: 0, ...at });
  onTestFinished(() => surface.stop(0));
  let check: TrafficCheck | undefined;
  /** Calls the server, and holds what it answers against its own OpenAPI document. */
  const call = async (path: string, options: CallOptions = {}): Promise<Answer> => {
    check ??= createTrafficCheck((await surface.app.inject({ url: OPENAPI, headers: { host: "localhost" } })).json());
    const answer = await callHttp(url + path, { ...options, headers: { ...OWNER, ...options.headers } });
    expect(check({ method: options.method ?? "GET", path }, answer)).toEqual([]);
    return answer;
  };
  const post = (path: string, body: unknown, options: CallOptions = {}): Promise<Answer> =>
    call(path, {
      method: "POST",
      body: JSON.stringify(body),
      ...options,
      headers: { "content-type": "application/json", ...options.headers },
    });
  return { ...small, surface, access, url, call, post, clock, logged };
}
