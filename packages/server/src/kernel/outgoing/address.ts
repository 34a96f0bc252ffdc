import ipaddr from "ipaddr.js";

/**
 * True for an address that anybody on the internet may be asked at. False for all that stands for a machine or a network of
 * one's own in any way: loopback, private, link-local, shared (100.64/10), benchmarking, documentation, multicast, and
 * IPv6 addresses that carry an IPv4 one (mapped, compatible, NAT64, 6to4, Teredo). False for what is no address.
 */
export function isGlobalAddress(text: string): boolean {
  if (!ipaddr.isValid(text) || text.includes("%")) return false;
  const address = ipaddr.parse(text);
  if (address.range() !== "unicast") return false;
  // ipaddr.js calls unicast whatever it has no name for; only 2000::/3 has been given out.
  return !(address instanceof ipaddr.IPv6) || ((address.parts[0] ?? 0) & 0xe000) === 0x2000;
}
