import { Fault } from "#kernel/errors";
import { type AllowedHost, parseAllowedHosts } from "#kernel/outgoing";

/** Of the variable of this name. @throws Fault CONFIG_INVALID */
export function allowedHostsOf(variable: string, hosts: readonly string[]): readonly AllowedHost[] {
  const allowed = hosts.length === 0 ? [] : parseAllowedHosts(hosts.join(","));
  if (allowed !== undefined) return allowed;
  throw new Fault("CONFIG_INVALID", `${variable} holds a port or an address that is none`);
}
