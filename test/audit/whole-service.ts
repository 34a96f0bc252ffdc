/** The whole service on an embedded database of a test's own, called past the socket. */
import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { recordsAfter } from "../../packages/server/src/kernel/audit/index.ts";
import type { AnyOperation } from "../../packages/server/src/kernel/operation/index.ts";
import { NO_TENANT } from "../../packages/server/src/kernel/tenancy/index.ts";
import { openApi } from "../../packages/server/src/main/api.ts";
import { LOCAL_TENANT } from "../../packages/server/src/main/local-tenant.ts";

export interface Sent {
  readonly method: AnyOperation["http"]["method"];
  readonly url: string;
  readonly token?: string | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Where it comes from; this machine unless given. */
  readonly address?: string;
}

export interface Answered {
  readonly requestId: string;
  readonly status: number;
  readonly text: string;
}

export async function openWholeService(settings: NodeJS.ProcessEnv = {}) {
  const folder = await mkdtemp(path.join(tmpdir(), "aether-whole-"));
  const logFile = path.join(folder, "log.jsonl");
  const env = {
    ...process.env,
    ...settings,
    AETHER_DATA: path.join(folder, "data"),
    AETHER_LOG_FILE: logFile,
    LOG_LEVEL: "trace",
  };
  const api = await openApi({ env, version: "9.8.7", runsJobs: false });

  return {
    api,
    folder,
    operations: api.kernel.operations,
    async send({ method, url, token, body, headers = {}, address = "127.0.0.1" }: Sent): Promise<Answered> {
      const requestId = randomUUID();
      const payload = typeof body === "string" ? body : body === undefined ? undefined : JSON.stringify(body);
      const { statusCode, payload: text } = await api.surface.app.inject({
        method,
        url,
        remoteAddress: address,
        headers: {
          host: "localhost",
          "x-request-id": requestId,
          ...(token !== undefined && { authorization: `Bearer ${token}` }),
          ...(payload !== undefined && { "content-type": "application/json" }),
          ...headers,
        },
        ...(payload !== undefined && { payload }),
      });
      return { requestId, status: statusCode, text };
    },
    /** What is on record of a request, in the local tenant's trail or the platform's. */
    async recordsOf(requestId: string) {
      const all = await Promise.all(
        [LOCAL_TENANT.tenantId, NO_TENANT].map((tenantId) =>
          recordsAfter(api.kernel.db.forTenant({ tenantId }), 0, 100_000),
        ),
      );
      return all.flat().filter((record) => record.request_id === requestId);
    },
    log: () => readFile(logFile, "utf8"),
    async close() {
      await api.close();
      await rm(folder, { recursive: true });
    },
  };
}

export type WholeService = Awaited<ReturnType<typeof openWholeService>>;

/** The path of an operation with every id replaced. */
export function urlOf({ http }: AnyOperation, id: string): string {
  return `/api/v1${http.path.replaceAll(/\{\w+\}/g, encodeURIComponent(id))}`;
}
