import { isIP } from "node:net";

/** A host that an operator lets the server ask although its address is not public. */
export interface AllowedHost {
  readonly host: string;
  readonly port: number;
  /** Where it is; looked up unless given. */
  readonly address: string | undefined;
}

/** `git.example.internal:443=10.0.0.5, localhost:8443`; undefined where an entry is none. */
export function parseAllowedHosts(text: string): readonly AllowedHost[] | undefined {
  const hosts: AllowedHost[] = [];
  for (const entry of text.split(",")) {
    const found = /^\s*([a-z0-9][a-z0-9.-]*|\[[0-9a-f:.]+\]):(\d{1,5})(?:=([0-9a-f:.]+))?\s*$/i.exec(entry);
    if (found === null) return undefined;
    const [, host = "", port = "", address] = found;
    if (Number(port) > 65_535 || (address !== undefined && isIP(address) === 0)) return undefined;
    hosts.push({ host: host.toLowerCase(), port: Number(port), address });
  }
  return hosts;
}
