/**
 * Envelope encryption: each secret under a random data key of its own (AES-256-GCM), the data key under a key derived
 * from a root key (HKDF-SHA256). A root key encrypts no data itself, so rotation of it need not hurry, and no two secrets
 * share a key and nonce. What a text is sealed for (tenant, purpose, row) is bound to it: moved elsewhere it does not open.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

import { Fault } from "#kernel/errors";

import { KEY_BYTES, type RootKey } from "./root-keys.ts";

/** What is made from the root keys of an installation. */
export interface Keyring {
  /** Id of the key under which new texts are sealed. */
  readonly current: string;
  /** Every key that is at hand, the current one first. */
  readonly ids: readonly string[];
  /**
   * 32 bytes for one purpose, the same at every start. Different purposes and root keys give unrelated bytes.
   * @throws Fault SECRET_UNREADABLE where there is no root key of that id
   */
  derive(purpose: string, keyId?: string): Uint8Array;
  /** @param aad the place that the text is for: tenant, purpose, row */
  seal(plain: Uint8Array | string, aad: readonly string[]): string;
  /** @throws Fault SECRET_UNREADABLE for another place, a changed text, or a root key that is not at hand */
  open(sealed: string, aad: readonly string[]): Uint8Array;
  /** Id of the root key that a sealed text needs. */
  keyOf(sealed: string): string;
}

const FORM = "s1"; // what follows is read as written here; another form gets another name
const WRAPPING = "aether/secrets/wrap/v1";
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** @param keys the current one first */
export function createKeyring(keys: readonly RootKey[]): Keyring {
  const [first] = keys;
  if (first === undefined) throw new TypeError("a keyring needs a root key");
  for (const { key } of keys) if (key.length !== KEY_BYTES) throw new TypeError(`a root key has ${KEY_BYTES} bytes`);
  const roots = new Map(keys.map(({ id, key }) => [id, Uint8Array.from(key)]));

  const derive = (purpose: string, keyId = first.id): Uint8Array => {
    const root = roots.get(keyId);
    if (root === undefined) throw unreadable(`its root key "${keyId}" is not at hand`, { keyId });
    return new Uint8Array(hkdfSync("sha256", root, new Uint8Array(0), purpose, KEY_BYTES));
  };

  return {
    current: first.id,
    ids: [...roots.keys()],
    derive,
    keyOf: (sealed) => partsOf(sealed).keyId,
    seal(plain, aad) {
      const place = placeOf(first.id, aad);
      const dataKey = randomBytes(KEY_BYTES);
      const wrapped = encrypt(derive(WRAPPING), dataKey, place);
      const text = encrypt(dataKey, typeof plain === "string" ? Buffer.from(plain, "utf8") : plain, place);
      dataKey.fill(0);
      return [FORM, first.id, wrapped.toString("base64url"), text.toString("base64url")].join(".");
    },
    open(sealed, aad) {
      const { keyId, wrapped, text } = partsOf(sealed);
      const place = placeOf(keyId, aad);
      const dataKey = decrypt(derive(WRAPPING, keyId), wrapped, place);
      const plain = decrypt(dataKey, text, place);
      dataKey.fill(0);
      return plain;
    },
  };
}

/** Each part with its length before it, so that no two places give the same bytes. */
function placeOf(keyId: string, aad: readonly string[]): Buffer {
  return Buffer.from([FORM, keyId, ...aad].map((part) => `${Buffer.byteLength(part)}:${part}`).join(","), "utf8");
}

function encrypt(key: Uint8Array, plain: Uint8Array, place: Uint8Array): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES }).setAAD(place);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

function decrypt(key: Uint8Array, box: Uint8Array, place: Uint8Array): Buffer {
  if (box.length < NONCE_BYTES + TAG_BYTES) throw unreadable("it is cut off");
  const nonce = box.subarray(0, NONCE_BYTES);
  const tag = box.subarray(box.length - TAG_BYTES);
  const cipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(place).setAuthTag(tag);
  try {
    return Buffer.concat([cipher.update(box.subarray(NONCE_BYTES, box.length - TAG_BYTES)), cipher.final()]);
  } catch (error) {
    throw unreadable("it was changed, or sealed for another place or under another key", {}, error);
  }
}

interface Parts {
  readonly keyId: string;
  readonly wrapped: Buffer;
  readonly text: Buffer;
}

function partsOf(sealed: string): Parts {
  const [form, keyId, wrapped, text, ...more] = sealed.split(".");
  if (form !== FORM || keyId === undefined || wrapped === undefined || text === undefined || more.length > 0) {
    throw unreadable("it is not a sealed text");
  }
  return { keyId, wrapped: Buffer.from(wrapped, "base64url"), text: Buffer.from(text, "base64url") };
}

function unreadable(why: string, details: Readonly<Record<string, unknown>> = {}, cause?: unknown): Fault {
  return new Fault("SECRET_UNREADABLE", `the secret cannot be opened: ${why}`, details, cause);
}
