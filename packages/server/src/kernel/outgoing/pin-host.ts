/** A host is looked up once, judged, and from then on asked at that address alone: what its name leads to later is not heard. */
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";

import { Fault } from "#kernel/errors";

import { isGlobalAddress } from "./address.ts";
import type { AllowedHost } from "./allowed-hosts.ts";
import { refused } from "./refused-url.ts";

/** All addresses of a name. */
export type Resolve = (host: string) => Promise<readonly string[]>;

export interface Pinned {
  readonly url: URL;
  readonly host: string;
  readonly port: number;
  readonly addresses: readonly string[];
  /** Whether an operator named it. */
  readonly isAllowed: boolean;
}

const LOOKUP_MS = 10_000;

export interface PinNeeds {
  readonly resolve?: Resolve | undefined;
  readonly allowedHosts: readonly AllowedHost[];
}

/** @throws Fault URL_REFUSED where any of the addresses is not public, UPSTREAM_FAILED where the name leads nowhere. */
export async function pinHost(url: URL, { resolve = lookUp, allowedHosts }: PinNeeds): Promise<Pinned> {
  const host = url.hostname;
  const port = Number(url.port === "" ? (url.protocol === "http:" ? 80 : 443) : url.port);
  const allowed = allowedHosts.find((one) => one.host === host && one.port === port);
  const literal = host.replace(/^\[|\]$/g, "");
  const addresses = isIP(literal) > 0 ? [literal] : await addressesOf(host, { allowed, resolve });
  const isPublic = addresses.every((address) => isGlobalAddress(address));
  // Which address it is, is not said: names of an internal network are nobody's to explore.
  if (allowed === undefined && !isPublic) throw refused("its host has an address that is not public");
  return { url, host, port, addresses, isAllowed: allowed !== undefined };
}

interface Asked {
  readonly allowed: AllowedHost | undefined;
  readonly resolve: Resolve;
}

async function addressesOf(host: string, { allowed, resolve }: Asked): Promise<readonly string[]> {
  if (allowed?.address !== undefined) return [allowed.address];
  const addresses = await resolve(host).catch((error: unknown) => {
    throw unknownHost(host, error);
  });
  if (addresses.length === 0) throw unknownHost(host);
  return addresses;
}

function unknownHost(host: string, cause?: unknown): Fault {
  return new Fault("UPSTREAM_FAILED", `the host "${host}" is not found`, { service: host }, cause);
}

async function lookUp(host: string): Promise<readonly string[]> {
  const late = new Promise<never>((_resolve, reject) => {
    AbortSignal.timeout(LOOKUP_MS).addEventListener("abort", () => reject(new Error("the name was not found in time")));
  });
  const found = await Promise.race([lookup(host, { all: true }), late]);
  return found.map(({ address }) => address);
}
