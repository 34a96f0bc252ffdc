/** Root keys as a person writes them: `id:base64 of 32 bytes`, separated by commas, the current one first. */

/** A key of the installation, from which all others are derived. */
export interface RootKey {
  /** As kept texts name it. */
  readonly id: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

export interface RootKeysParsed {
  readonly keys: readonly RootKey[];
  /** What is wrong, in words that follow the name of the setting; never a part of a key. */
  readonly problems: readonly string[];
}

export const KEY_BYTES = 32;
export const KEY_ID = /^[a-z0-9][a-z0-9_-]{0,31}$/;

/** 32 random bytes hold some 30 different ones, and fewer than this once in 10^11 keys. */
const FEWEST_DIFFERENT_BYTES = 20;
const MAKE_ONE = "make one with `openssl rand -base64 32`";

/** Reads every key, and finds all that is wrong with them at once: bad form, twice the same, and keys that somebody thought up. */
export function parseRootKeys(text: string): RootKeysParsed {
  const entries = text
    .split(",")
    .map((entry) => entry.trim())
    .filter((entry) => entry !== "");
  if (entries.length === 0) return { keys: [], problems: [`holds no key; ${MAKE_ONE}`] };
  const keys: RootKey[] = [];
  const problems: string[] = [];
  for (const [index, entry] of entries.entries()) {
    const read = parseEntry(entry, `key ${index + 1}`);
    if (typeof read === "string") problems.push(read);
    else keys.push(read);
  }
  return { keys, problems: [...problems, ...repeated(keys)] };
}

function parseEntry(entry: string, place: string): RootKey | string {
  const at = entry.indexOf(":");
  const id = entry.slice(0, Math.max(at, 0));
  if (!KEY_ID.test(id)) return `must be "id:base64" (${place}), the id of lower-case letters, digits, - and _`;
  const text = entry.slice(at + 1);
  const key = Buffer.from(text, "base64");
  if (!/^[A-Za-z0-9+/_-]+=?$/.test(text) || key.length !== KEY_BYTES) {
    return `must be base64 of exactly ${KEY_BYTES} random bytes (${place}, "${id}"); ${MAKE_ONE}`;
  }
  if (isThoughtUp(key)) return `is not random (${place}, "${id}"): somebody could guess it; ${MAKE_ONE}`;
  return { id, key };
}

/** An example, a pattern, or words in place of random bytes. */
function isThoughtUp(key: Uint8Array): boolean {
  const isText = key.every((byte) => byte >= 0x20 && byte < 0x7f);
  const steps = new Set(key.subarray(1).map((byte, index) => byte - (key[index] ?? 0)));
  return isText || steps.size === 1 || new Set(key).size < FEWEST_DIFFERENT_BYTES;
}

function repeated(keys: readonly RootKey[]): string[] {
  const problems: string[] = [];
  for (const [index, { id, key }] of keys.entries()) {
    const before = keys.slice(0, index);
    if (before.some((other) => other.id === id)) problems.push(`names the id "${id}" twice`);
    else if (before.some((other) => Buffer.compare(other.key, key) === 0)) {
      problems.push(`gives "${id}" the key of another id`);
    }
  }
  return problems;
}

/** The form that `parseRootKeys` reads. */
export function writeRootKeys(keys: readonly RootKey[]): string {
  return keys.map(({ id, key }) => `${id}:${Buffer.from(key).toString("base64")}`).join(",");
}
