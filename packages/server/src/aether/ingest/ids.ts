/** Ids cross between the graph package's 16 hex digits and the database's bigint (two's complement). */

const SIGN = 1n << 63n;
const WRAP = 1n << 64n;

/** "8000000000000000" → "-9223372036854775808": the text of a bigint, as a statement's parameter. */
export function toBigint(nodeId: string): string {
  const unsigned = BigInt(`0x${nodeId}`);
  return (unsigned >= SIGN ? unsigned - WRAP : unsigned).toString();
}

/** The inverse of `toBigint`. */
export function toNodeId(bigint: string): string {
  const signed = BigInt(bigint);
  return (signed < 0n ? signed + WRAP : signed).toString(16).padStart(16, "0");
}

/** 32 hex digits of a content hash as the uuid column takes and gives them back. */
export function toUuid(hash: string): string {
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-${hash.slice(12, 16)}-${hash.slice(16, 20)}-${hash.slice(20)}`;
}

export function fromUuid(uuid: string): string {
  return uuid.replaceAll("-", "");
}
