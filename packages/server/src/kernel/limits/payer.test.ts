import { expect, test } from "vitest";

import { payerOf, siteOf } from "./payer.ts";

test("addresses of one /64 are one payer, however they are written", () => {
  expect(siteOf("2001:db8:0:1::1")).toBe("2001:db8:0:1::/64");
  expect(siteOf("2001:DB8::1:ffff:0:0:7")).toBe("2001:db8:0:1::/64");
  expect(siteOf("2001:db8:0:2::1")).toBe("2001:db8:0:2::/64");
  expect(siteOf("fe80::1%eth0")).toBe("fe80:0:0:0::/64");
  expect(siteOf("::1")).toBe("0:0:0:0::/64");
});

test("an IPv4 address is itself, mapped into IPv6 or not", () => {
  expect(siteOf("192.0.2.7")).toBe("192.0.2.7");
  expect(siteOf("::ffff:192.0.2.7")).toBe("192.0.2.7");
  expect(payerOf("::ffff:192.0.2.7")).toEqual(payerOf("192.0.2.7"));
  expect(payerOf("192.0.2.8")).not.toEqual(payerOf("192.0.2.7"));
});
