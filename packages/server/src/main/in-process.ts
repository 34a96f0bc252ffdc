import type { ApiRequest, ApiResponse, OpenOptions, Transport } from "#surfaces/cli";

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
    isInProcess: true,
    send: (request) => handIn(api, request),
    close: () => api.close(),
  };
}

async function handIn(
  { surface, token }: Api,
  { method, path, headers: given, body, signal }: ApiRequest,
): Promise<ApiResponse> {
  const headers = { ...given, host: "localhost", authorization: `Bearer ${token}` };
  const call = { method, url: path, headers, signal, ...(body !== undefined && { payload: body }) };
  const { statusCode, headers: answered, rawPayload } = await surface.app.inject(call);
  return { status: statusCode, headers: answered, bytes: rawPayload };
}
