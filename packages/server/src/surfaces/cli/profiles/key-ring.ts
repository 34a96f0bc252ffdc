import type { Environment } from "../terminal.ts";

/** Where the system keeps secrets of its user: the Keychain, the Credential Manager, or a Secret Service. It throws where it cannot be opened. */
export interface KeyRing {
  /** Undefined where it has none under this name. */
  read(account: string): string | undefined;
  write(account: string, secret: string): void;
  remove(account: string): void;
}

const SERVICE = "aether";

/** The system's key ring; undefined where AETHER_KEYRING is `off` and where this system has none that we can reach. */
export async function systemKeyRing(env: Environment): Promise<KeyRing | undefined> {
  if (env["AETHER_KEYRING"] === "off") return undefined;
  // An optional package, in machine code: where it is missing or does not load, this system has no ring that we can reach.
  const library = await import("@napi-rs/keyring").catch(() => undefined);
  if (library === undefined) return undefined;
  // The kernel's own keys, to which the library would fall back, are gone with the next start of the machine.
  const options = { linux: { store: "secret-service" } } as const;
  const entryOf = (account: string) => new library.Entry(SERVICE, account, options);
  return {
    read: (account) => entryOf(account).getPassword() ?? undefined,
    write: (account, secret) => entryOf(account).setPassword(secret),
    remove: (account) => void entryOf(account).deletePassword(),
  };
}
