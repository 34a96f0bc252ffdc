import { type AetherClient, AetherError } from "@aether/client";

import type { Credentials } from "./credentials.ts";
import { type Profile, profileOf, type ProfileFile } from "./profile-file.ts";

export interface DeviceAt {
  readonly credentials: Credentials;
  readonly content: ProfileFile;
  readonly name: string;
  readonly url: URL;
}

/** What the last sign-in to that server left in the profile; undefined where there was none. */
export async function deviceAt({ credentials, content, name, url }: DeviceAt): Promise<string | undefined> {
  const profile: Profile | undefined = profileOf(content, name);
  if (profile === undefined || URL.parse(profile.url)?.origin !== url.origin) return undefined;
  // A key ring that stays closed costs the device its name, not the person the sign-in.
  const credential = await credentials.of(name, profile).catch(() => undefined);
  return credential?.device;
}

export interface Patience {
  /** Told how long it takes until one's turn. */
  readonly onWait: (seconds: number) => void;
  readonly signal: AbortSignal;
}

/** Signs in, and waits for its turn where others guess at the same account. */
export async function signInWith(
  client: AetherClient,
  input: Parameters<AetherClient["login"]>[0],
  { onWait, signal }: Patience,
): ReturnType<AetherClient["login"]> {
  for (;;) {
    try {
      return await client.login(input, { retries: 0, signal });
    } catch (error) {
      if (!(error instanceof AetherError) || error.details["turn"] !== true) throw error;
      const waitMs = error.retryAfterMs ?? 0;
      onWait(Math.ceil(waitMs / 1000));
      await pause(waitMs, signal);
    }
  }
}

/** Ends at once, and fails, where it is interrupted. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  await new Promise<void>((resolve) => {
    const timer = setTimeout(end, ms);
    signal.addEventListener("abort", end, { once: true });
    function end(): void {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    }
  });
  signal.throwIfAborted();
}
