import { aether } from "@aether/server/contract";

import type { NeighboursAnswer, NodeAnswer, Repository, SearchAnswer } from "./contract.ts";

/** An error the server explained; `requestId` finds it in the server's log. */
export class ApiError extends Error {
  readonly code: string;
  readonly requestId: string;

  constructor(code: string, message: string, requestId: string) {
    super(message);
    this.name = "ApiError";
    this.code = code;
    this.requestId = requestId;
  }
}

export interface Filters {
  readonly repo: readonly string[];
  readonly lang: readonly string[];
  readonly kind: readonly string[];
  readonly path: readonly string[];
}

const BASE = "/api/v1";

export function search(query: string, filters: Filters, signal: AbortSignal): Promise<SearchAnswer> {
  const body = JSON.stringify({ query, filters, limit: 20 });
  return call(aether.searchOutput, "/retrieve/search", { method: "POST", body, signal });
}

export function getNode(id: string, signal: AbortSignal): Promise<NodeAnswer> {
  return call(aether.nodeOutput, `/graph/nodes/${id}`, { signal });
}

export function getNeighbours(
  id: string,
  relation: "callers" | "callees",
  signal: AbortSignal,
): Promise<NeighboursAnswer> {
  return call(aether.neighboursOutput, `/graph/nodes/${id}/neighbours?relation=${relation}&limit=50`, { signal });
}

export async function listRepositories(signal: AbortSignal): Promise<readonly Repository[]> {
  const answer = await call(aether.repositoriesOutput, "/repositories", { signal });
  return answer.repositories;
}

/** Exchanges the code of a one-time link for a session cookie. */
export async function openSession(code: string): Promise<void> {
  await call(nothing, "/session", { method: "POST", body: JSON.stringify({ code }) });
}

interface Envelope {
  readonly success: boolean;
  readonly data?: unknown;
  readonly error?: { readonly code: string; readonly message: string };
  readonly metadata?: { readonly request_id: string };
}

/** A schema of the contract, by the one thing that is asked of it here. */
interface Schema<T> {
  parse(data: unknown): T;
}

const nothing: Schema<undefined> = { parse: () => undefined };

/** Of a person who came by the page `/sign-in`; the refresh token behind it lies in a cookie that scripts cannot read. */
let accessToken: string | undefined;
let refreshing: Promise<boolean> | undefined;

/** Whether a person with an account uses the page, rather than the owner of this machine's data. */
export function isPerson(): boolean {
  return accessToken !== undefined;
}

async function call<T>(answer: Schema<T>, path: string, init: RequestInit): Promise<T> {
  const first = await send(path, init);
  const response = first.status === 401 && (await refresh()) ? await send(path, init) : first;
  const envelope = await readEnvelope(response);
  const requestId = envelope.metadata?.request_id ?? response.headers.get("x-request-id") ?? "";
  if (!envelope.success || !response.ok) {
    throw new ApiError(envelope.error?.code ?? "INTERNAL", envelope.error?.message ?? response.statusText, requestId);
  }
  return answer.parse(envelope.data);
}

function send(path: string, init: RequestInit): Promise<Response> {
  const headers: Record<string, string> = init.body === undefined ? {} : { "content-type": "application/json" };
  if (accessToken !== undefined) headers["authorization"] = `Bearer ${accessToken}`;
  return fetch(BASE + path, { ...init, headers, credentials: "same-origin" });
}

/** Once for all calls that wait for it. False where nobody has signed in, or not any more. */
function refresh(): Promise<boolean> {
  refreshing ??= askForToken().finally(() => {
    refreshing = undefined;
  });
  return refreshing;
}

async function askForToken(): Promise<boolean> {
  const init = { method: "POST", body: "{}" };
  accessToken = undefined;
  const first = await send("/auth/refresh", init);
  // Another tab was faster: its successor is in the cookie by now.
  const response = first.status === 409 ? await send("/auth/refresh", init) : first;
  if (!response.ok) return false;
  const { data }: Envelope = await readEnvelope(response);
  const token: unknown = Object(data)["access_token"];
  if (typeof token === "string") accessToken = token;
  return accessToken !== undefined;
}

async function readEnvelope(response: Response): Promise<Envelope> {
  const text = await response.text();
  if (text === "") return { success: response.ok };
  try {
    const envelope: Envelope = JSON.parse(text);
    return envelope;
  } catch {
    const requestId = response.headers.get("x-request-id") ?? "";
    throw new ApiError("UPSTREAM_FAILED", `the server answered in an unknown form (${response.status})`, requestId);
  }
}
