/** Servers that come and go, and callers who ask them all the while. */
import { randomUUID } from "node:crypto";

import { createCredentialSource } from "../../packages/server/src/accounts/index.ts";
import { type Api, openApi } from "../../packages/server/src/main/api.ts";
import { type Answer, callHttp, type CallOptions } from "../support/http-call.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

interface Server {
  readonly api: Api;
  readonly url: string;
  readonly folder: TemporaryFolder;
}

/** Two servers on one database, each with a data directory of its own. */
export function openFleet(databaseUrl: string) {
  const servers: Server[] = [];
  let turn = 0;
  const start = async (rootKeys: string): Promise<Server> => {
    const folder = temporaryFolder();
    const env = {
      DATABASE_URL: databaseUrl,
      AETHER_DATA: folder.path,
      AETHER_SECRET_KEYS: rootKeys,
      LOG_LEVEL: "silent",
    };
    const api = await openApi({ env, version: "0", runsJobs: false });
    return { api, folder, url: await api.listen({ host: "127.0.0.1", port: 0 }) };
  };
  const stop = async ({ api, folder }: Server): Promise<void> => {
    await api.close();
    folder[Symbol.dispose]();
  };
  return {
    /** One after the other: a new one takes part before an old one leaves. */
    async roll(rootKeys: string): Promise<void> {
      for (let n = 0; n < 2; n++) {
        servers.push(await start(rootKeys));
        const old = servers.length > 2 ? servers.shift() : undefined;
        if (old !== undefined) await stop(old);
      }
    },
    /** Another one each time. */
    next(): Server {
      const server = servers[++turn % servers.length];
      if (server === undefined) throw new Error("no server runs");
      return server;
    },
    async close(): Promise<void> {
      for (const server of servers.splice(0)) await stop(server);
    },
  };
}

export type Fleet = ReturnType<typeof openFleet>;

export interface Asked extends Omit<CallOptions, "body"> {
  readonly token?: string;
  readonly body?: object;
}

/** A call of the API at whichever server has the turn. */
export function ask(fleet: Fleet, path: string, { token, body, headers, ...rest }: Asked = {}): Promise<Answer> {
  return callHttp(`${fleet.next().url}/api/v1${path}`, {
    ...rest,
    ...(body !== undefined && { method: rest.method ?? "POST", body: JSON.stringify(body) }),
    headers: {
      ...headers,
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
  });
}

/** The data of an answer. @throws Error that says what failed */
export async function dataOf(asked: Promise<Answer>): Promise<ReturnType<Answer["json"]>> {
  const { status, text, json } = await asked;
  if (status >= 400) throw new Error(`${status}: ${text}`);
  return json().data;
}

/** What callers have: a key of their tenant, a person's sign-in, and the operator's key. */
export interface Holdings {
  readonly tenantId: string;
  operatorKey: string;
  key: string;
  accessToken: string;
  refreshToken: string;
  /** Set after each step: strangers, and so refreshes, have few calls a minute. */
  isRefreshDue: boolean;
}

/** Each does one round of something that spans servers. */
export function callersOf(fleet: Fleet, holdings: Holdings): Readonly<Record<string, () => Promise<void>>> {
  return {
    "asks with the key": async () => void (await dataOf(ask(fleet, "/repositories", { token: holdings.key }))),
    "asks as a person, and refreshes": async () => {
      await dataOf(ask(fleet, "/me", { token: holdings.accessToken }));
      if (!holdings.isRefreshDue) return;
      holdings.isRefreshDue = false;
      const body = { refresh_token: holdings.refreshToken };
      const { access_token, refresh_token } = await dataOf(ask(fleet, "/auth/refresh", { body }));
      holdings.accessToken = access_token;
      holdings.refreshToken = refresh_token;
    },
    "reads page after page": async () => {
      let cursor = "";
      do {
        const query = cursor === "" ? "" : `&cursor=${cursor}`;
        const page = await dataOf(ask(fleet, `/keys?limit=1${query}`, { token: holdings.key }));
        cursor = page.next_cursor ?? "";
      } while (cursor !== "");
    },
    "repeats a command": async () => {
      const headers = { "idempotency-key": randomUUID() };
      const body = { slug: `t-${randomUUID()}` };
      const token = holdings.operatorKey; // the same for both: an Idempotency-Key is its caller's, and another key is another caller
      const make = () => dataOf(ask(fleet, "/tenants", { token, headers, body }));
      const [first, second] = [await make(), await make()];
      if (first.tenant_id !== second.tenant_id) throw new Error("the command was carried out twice");
    },
    "opens a credential": async () => {
      const { kernel } = fleet.next().api;
      const source = createCredentialSource({ db: kernel.db, keyring: kernel.keyring });
      const wanted = { name: "git", kind: "git_token", host: "git.example.org" } as const;
      const { secret } = await source.open({ tenantId: holdings.tenantId }, wanted);
      if (secret !== "not-a-real-token") throw new Error("it opens as something else");
    },
  };
}

/** Runs the callers until it is stopped. Failures are kept, none is tried again. */
export function beginLoad(callers: Readonly<Record<string, () => Promise<void>>>) {
  const failures: string[] = [];
  const rounds = new Map<string, number>();
  const stopped = new AbortController();
  const running = Object.entries(callers).map(async ([name, round]) => {
    while (!stopped.signal.aborted) {
      await round().catch((error: unknown) => failures.push(`${name}: ${String(error)}`));
      rounds.set(name, (rounds.get(name) ?? 0) + 1);
      await new Promise((resolve) => setImmediate(resolve));
    }
  });
  return {
    failures,
    /** How often each has been round. */
    rounds: (): readonly number[] => Object.keys(callers).map((name) => rounds.get(name) ?? 0),
    async stop(): Promise<void> {
      stopped.abort();
      await Promise.all(running);
    },
  };
}
