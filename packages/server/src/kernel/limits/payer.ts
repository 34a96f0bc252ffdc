import { createHash } from "node:crypto";
import { isIPv6 } from "node:net";

const MAPPED = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i;
const GROUPS = 8;
const GROUPS_OF_SITE = 4; // a /64: what one customer has at least, and can take new addresses from at will

/** Whom an address stands for: itself, or the /64 that it is part of. */
export function siteOf(address: string): string {
  const plain = address.split("%", 1)[0] ?? address;
  const mapped = MAPPED.exec(plain)?.[1];
  if (mapped !== undefined) return mapped;
  if (!isIPv6(plain)) return plain;
  const [head = "", tail] = plain.toLowerCase().split("::");
  const before = head.split(":").filter((group) => group !== "");
  const after = (tail ?? "").split(":").filter((group) => group !== "");
  const missing = tail === undefined ? 0 : Math.max(0, GROUPS - before.length - after.length);
  const groups = [...before, ...Array.from({ length: missing }, () => "0"), ...after].slice(0, GROUPS_OF_SITE);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(":")}::/64`;
}

/** What is kept of it. */
export function payerOf(address: string): Buffer {
  return createHash("sha256").update(siteOf(address)).digest();
}
