import { expect, test } from "vitest";

import { isGlobalAddress } from "./address.ts";
import { parseAllowedHosts } from "./allowed-hosts.ts";
import { pinHost } from "./pin-host.ts";

const PRIVATE = [
  "127.0.0.1",
  "0.0.0.0",
  "10.1.2.3",
  "100.64.0.1",
  "169.254.169.254",
  "172.16.0.1",
  "192.0.0.1",
  "192.0.2.1",
  "192.168.1.1",
  "198.18.0.1",
  "203.0.113.1",
  "224.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::ffff:127.0.0.1",
  "::ffff:8.8.8.8",
  "::127.0.0.1",
  "64:ff9b::7f00:1",
  "64:ff9b:1::1",
  "100::1",
  "2001::1",
  "2001:db8::1",
  "2002:7f00:1::",
  "fc00::1",
  "fe80::1",
  "fe80::1%eth0",
  "fec0::1",
  "ff02::1",
  "4000::1",
  "nothing",
];

test.each(PRIVATE)("GIT-05: %s is no address to ask", (address) => {
  expect(isGlobalAddress(address)).toBe(false);
});

test.each(["8.8.8.8", "140.82.121.4", "2606:50c0:8000::153"])("%s is public", (address) => {
  expect(isGlobalAddress(address)).toBe(true);
});

test.each([
  "https://0x7f.1/a.git",
  "https://2130706433/a.git",
  "https://127.1/a.git",
  "https://0177.0.0.1/a.git",
  "https://１２７.0.0.1/a.git",
  "https://[::ffff:127.0.0.1]/a.git",
  "https://[::]/a.git",
  "https://[64:ff9b::7f00:1]/a.git",
  "https://100.64.1.1/a.git",
  "https://198.18.0.1/a.git",
])("GIT-05: %s is refused without looking anything up", async (url) => {
  const resolve = () => Promise.reject(new Error("it was looked up"));
  await expect(pinHost(new URL(url), { resolve, allowedHosts: [] })).rejects.toMatchObject({
    code: "URL_REFUSED",
  });
});

test.each([["localhost"], ["127.0.0.1.nip.io"], ["internal.example.org"]])(
  "GIT-05: %s is refused for where its name leads, also where it leads elsewhere, too",
  async (host) => {
    const resolve = async () => ["8.8.8.8", "127.0.0.1"];
    const pinning = pinHost(new URL(`https://${host}/a.git`), { resolve, allowedHosts: [] });
    await expect(pinning).rejects.toMatchObject({ code: "URL_REFUSED" });
  },
);

test("a host is looked up once, and an operator's word counts for its port alone", async () => {
  const allowedHosts = parseAllowedHosts("git.corp:8443=10.0.0.5, Other.corp:443") ?? [];
  const resolve = async () => ["10.0.0.9"];
  const needs = { resolve, allowedHosts };
  expect(await pinHost(new URL("https://git.corp:8443/a"), needs)).toMatchObject({ addresses: ["10.0.0.5"] });
  expect(await pinHost(new URL("https://other.corp/a"), needs)).toMatchObject({ addresses: ["10.0.0.9"] });
  await expect(pinHost(new URL("https://git.corp/a"), needs)).rejects.toMatchObject({ code: "URL_REFUSED" });
});

test("a host that is not found is told as such", async () => {
  for (const resolve of [async () => [], () => Promise.reject(new Error("ENOTFOUND"))]) {
    const pinning = pinHost(new URL("https://nowhere.example.org/a"), { resolve, allowedHosts: [] });
    await expect(pinning).rejects.toMatchObject({ code: "UPSTREAM_FAILED" });
  }
});

test.each(["git.corp", "git.corp:70000", "git.corp:443=nowhere", "a b:1", ""])("%s names no host", (text) => {
  expect(parseAllowedHosts(text)).toBeUndefined();
});
