import { bodyStream, HERE, type OpenOptions, streamAnswer, type Transport } from "#surfaces/cli";

import { type Api, openApi } from "./api.ts";

/** A server for the length of one command. It logs only when told to: its reader wants the command's answer. */
export async function openInProcess({
  announce,
  version,
}: OpenOptions & { readonly version: string }): Promise<Transport> {
  const env = { ...process.env, LOG_LEVEL: process.env["LOG_LEVEL"] ?? "silent" };
  const api = await openApi({ env, version, runsJobs: announce });
  try {
    // Whom nobody could ask without a credential of their own need not be found.
    if (announce && api.kernel.config.takesOwnerToken) await api.listen({ host: "127.0.0.1", port: 0 });
  } catch (error) {
    await api.close();
    throw error;
  }
  return {
    url: "this process",
    baseUrl: HERE,
    isInProcess: true,
    fetch: handingIn(api),
    close: () => api.close(),
  };
}

/** Calls without a socket; events come as they happen, as over one. */
function handingIn({ surface, token }: Api): Transport["fetch"] {
  return async (target, { method, headers: given, body, signal }) => {
    const headers = { ...given, host: "localhost", authorization: `Bearer ${token}` };
    const call = { method, url: target.slice(HERE.length), headers, signal, payloadAsStream: true };
    const payload = body === undefined || typeof body === "string" ? body : bodyStream(body);
    const response = await surface.app.inject({ ...call, ...(payload !== undefined && { payload }) });
    return streamAnswer({ status: response.statusCode, headers: response.headers }, response.stream());
  };
}
