import type { Pinned } from "#kernel/outgoing";

import { type Credential, type GitEnd, runGit } from "./run-git.ts";

/** One question to a server, which git puts at the address that was judged. */
export interface Asking {
  readonly asked: {
    readonly credential: Credential | undefined;
    readonly signal: AbortSignal;
    readonly onProgress?: (percent: number) => void;
  };
  readonly pinned: Pinned;
  readonly folder: string;
  readonly options: { readonly caFile: string | undefined; readonly maxBytes: number };
}

/** Runs git with the server as its remote `origin`. */
export function askGit(
  { asked, pinned, folder, options }: Asking,
  args: readonly string[],
  timeoutMs: number,
): Promise<GitEnd> {
  const { url, host, port, addresses } = pinned;
  const config = [`remote.origin.url=${url.href}`, `http.curloptResolve=${host}:${port}:${addresses.join(",")}`];
  // Certificates of an intranet say nothing about anybody else.
  if (pinned.isAllowed && options.caFile !== undefined) config.push(`http.sslCAInfo=${options.caFile}`);
  return runGit(args, {
    folder,
    config,
    signal: asked.signal,
    timeoutMs,
    maxFileBytes: options.maxBytes,
    credential: asked.credential,
    onProgress: (text) => {
      const percent = /Receiving objects:\s+(\d{1,3})%/.exec(text)?.[1];
      if (percent !== undefined) asked.onProgress?.(Number(percent));
    },
  });
}
