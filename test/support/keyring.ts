import { createHash } from "node:crypto";

import { createKeyring, type Keyring } from "../../packages/server/src/kernel/secrets/index.ts";

/** A keyring of these root keys, the same at every call; the first is current. */
export function testKeyring(...ids: readonly string[]): Keyring {
  const names = ids.length === 0 ? ["test"] : ids;
  return createKeyring(names.map((id) => ({ id, key: createHash("sha256").update(`root ${id}`).digest() })));
}
