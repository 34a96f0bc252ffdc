import { CliError } from "../failure.ts";
import type { KeyRing } from "./key-ring.ts";
import type { Profile, StoredSession } from "./profile-file.ts";

/** What lets one in: a key, or the session of somebody who signed in. */
export interface Credential {
  readonly key?: string;
  readonly session?: StoredSession;
  /** Tells this device from strangers at the next sign-in. */
  readonly device?: string;
}

/** Where the credentials of profiles are: in the system's key ring, or in the profiles' own file, which only its user reads. */
export interface Credentials {
  /** @throws CliError where the key ring has it and does not give it */
  of(name: string, profile: Profile): Promise<Credential>;
  /** The profile as its file is to hold it, once the key ring has the rest, if there is one. */
  keep(name: string, url: string, credential: Credential): Promise<Profile>;
  /** Takes it out of the key ring, where it is there. @throws what the key ring throws */
  forget(name: string, profile: Profile): Promise<void>;
}

export interface CredentialsNeeds {
  /** Of the profiles; two homes on one machine have their own. */
  readonly file: string;
  readonly openRing: () => Promise<KeyRing | undefined>;
}

export function createCredentials({ file, openRing }: CredentialsNeeds): Credentials {
  const accountOf = (name: string): string => `${file}#${name}`;
  return {
    async of(name, profile) {
      const { url: _, ring, ...kept } = profile;
      if (ring === undefined) return kept;
      let secret: string | undefined;
      try {
        secret = (await openRing())?.read(accountOf(name));
      } catch (cause) {
        throw notGiven(name, cause);
      }
      if (secret === undefined) throw notGiven(name);
      const found: Credential = JSON.parse(secret);
      return found;
    },
    async keep(name, url, credential) {
      const secret = JSON.stringify(credential);
      try {
        const ring = await openRing();
        ring?.write(accountOf(name), secret);
        // Some accept what they do not keep.
        if (ring?.read(accountOf(name)) !== secret) return { url, ...credential };
        return { url, ring: credential.session === undefined ? "key" : "session" };
      } catch {
        // Whatever a ring has against keeping it: the file keeps it then, and \`login\` says which of them does.
        return { url, ...credential };
      }
    },
    async forget(name, { ring }) {
      if (ring !== undefined) (await openRing())?.remove(accountOf(name));
    },
  };
}

function notGiven(name: string, cause?: unknown): CliError {
  return new CliError({
    code: "UNAUTHENTICATED",
    message: `the system's key ring does not give what signs profile ${name} in`,
    next: `Unlock it, or sign in again: aether login --profile ${name} (AETHER_KEYRING=off keeps it in a file)`,
    cause,
  });
}
