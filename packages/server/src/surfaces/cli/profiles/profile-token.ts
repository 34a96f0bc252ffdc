import { AetherError, createClient, type Fetch, type TokenProvider } from "@aether/client";

import type { Credential, Credentials } from "./credentials.ts";
import { profileOf, readProfiles, type StoredSession, writeProfiles } from "./profile-file.ts";

export interface ProfileTokenNeeds {
  readonly file: string;
  readonly credentials: Credentials;
  readonly name: string;
  readonly baseUrl: string;
  readonly fetch: Fetch;
}

/** What an answer of login or refresh holds. */
export interface SignedIn {
  readonly access_token: string;
  /** Null for a browser, which keeps it in a cookie. */
  readonly refresh_token: string | null;
  readonly expires_in: number;
}

type Device = Pick<Credential, "device">;

const EARLY_MS = 10_000;
const OTHERS_TAKE_MS = 300;

export function storedSession({ access_token, refresh_token, expires_in }: SignedIn): StoredSession {
  return { access_token, refresh_token, expires_at: new Date(Date.now() + expires_in * 1000).toISOString() };
}

/**
 * The credential of a profile: its key, or its session, which is renewed before it ends. Other commands may renew it at
 * the same time, and a refresh token is good once: so the file is read anew each time.
 */
export function profileToken({ file, credentials, name, baseUrl, fetch }: ProfileTokenNeeds): TokenProvider {
  async function read(): Promise<Credential> {
    const profile = profileOf(
      readProfiles(file, () => undefined),
      name,
    );
    return profile === undefined ? {} : credentials.of(name, profile);
  }

  async function renew({ refresh_token }: StoredSession, device: Device): Promise<string | undefined> {
    if (refresh_token === null) return undefined;
    // By hand: a refresh is never repeated, whatever happens to its answer.
    const client = createClient({ baseUrl, fetch, retries: 0 });
    try {
      const answer = await client.refresh({ refresh_token });
      const content = readProfiles(file, () => undefined);
      const profile = profileOf(content, name);
      if (profile !== undefined) {
        const kept = await credentials.keep(name, profile.url, { session: storedSession(answer), ...device });
        writeProfiles(file, { ...content, profiles: { ...content.profiles, [name]: kept } });
      }
      return answer.access_token;
    } catch (error) {
      if (!(error instanceof AetherError) || error.category !== "conflict") throw error;
      // Another command has just renewed it, and writes it down.
      await new Promise((resolve) => setTimeout(resolve, OTHERS_TAKE_MS));
      return (await read()).session?.access_token;
    }
  }

  return {
    async get() {
      const { session, key, ...device } = await read();
      if (session === undefined) return key;
      return Date.parse(session.expires_at) - EARLY_MS > Date.now() ? session.access_token : renew(session, device);
    },
    async refresh(refused) {
      const { session, key: _, ...device } = await read();
      if (session === undefined) return undefined;
      return session.access_token === refused ? renew(session, device) : session.access_token;
    },
  };
}
