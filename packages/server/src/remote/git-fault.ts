import { Fault } from "#kernel/errors";

import type { GitEnd } from "./run-git.ts";

interface About {
  readonly url: URL;
  readonly ref: string | undefined;
  readonly maxBytes: number;
  /** What there is of it on disk. */
  readonly bytes: number;
}

const BLOCK_BYTES = 512;

export function tooLarge(maxBytes: number): Fault {
  return new Fault("REPOSITORY_TOO_LARGE", `the repository takes more than ${maxBytes} bytes`, { maxBytes });
}

/** What git says when it fails → what the caller can act on. Its own words go no further: a hostile server chooses them. */
export function faultOfGit(end: GitEnd | undefined, { url, ref, maxBytes, bytes }: About): Fault {
  const said = end?.said ?? "";
  const service = url.host;
  if (end?.isLate === true)
    return new Fault("TIMEOUT", `"${service}" took too long to send the repository`, { service });
  // The kernel ends git at the limit, and git cannot say why it ended.
  if (bytes + BLOCK_BYTES >= maxBytes || /[Oo]ut of memory|mmap failed/.test(said)) return tooLarge(maxBytes);
  if (/couldn't find remote ref|not our ref|not a valid object|unadvertised object/i.test(said)) {
    const what = ref === undefined ? "it has no commit" : `it has no branch, tag or commit "${ref}"`;
    return new Fault("NOT_FOUND", `nothing can be read of ${url.href}: ${what}`, { ref: ref ?? null });
  }
  if (/unable to update url base from redirection|redirect|The requested URL returned error: 30\d/i.test(said)) {
    return new Fault(
      "URL_REFUSED",
      `"${service}" sends elsewhere, and that is not followed: give the URL it leads to`,
      {
        reason: "it is a redirect",
      },
    );
  }
  if (
    /Authentication failed|could not read (?:Username|Password)|returned error: 40[134]|not found|terminal prompts disabled/i.test(
      said,
    )
  ) {
    return new Fault(
      "REPOSITORY_DENIED",
      `"${service}" does not show ${url.pathname}: it is not there, or needs another credential`,
      { service },
    );
  }
  return new Fault(
    "UPSTREAM_FAILED",
    `"${service}" did not give the repository`,
    { service },
    new Error(said.slice(-2000)),
  );
}
