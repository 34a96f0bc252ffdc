/** Whoever guesses at an account's password does not keep its person out. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { ENGINES } from "../support/databases.ts";
import { OPERATOR, PASSWORD, serveAccounts, type ServedAccounts } from "./served-accounts.ts";

const WRONG = "wrong wrong wrong";

interface Try {
  readonly address: string;
  readonly email: string;
  readonly password?: string;
  readonly device?: string;
}

describe.each(ENGINES)("AUTH-14: guessing does not lock anybody out, on $engine", (engine) => {
  let served: ServedAccounts;
  beforeAll(async () => {
    served = await serveAccounts(engine);
  });
  afterAll(() => served.close());

  const signIn = (it: Try) => {
    const { address, email, password = PASSWORD, device } = it;
    return served.callFrom(address, "login", {
      email,
      password,
      ...(device !== undefined && { device_token: device }),
    });
  };
  /** "in", or why not, with the seconds to wait where there are some. */
  const outcome = (it: Try): Promise<{ readonly code: string; readonly seconds: number }> =>
    signIn(it).then(
      () => ({ code: "in", seconds: 0 }),
      (error: { code: string; details?: { retryAfterSeconds?: number } }) => ({
        code: error.code,
        seconds: error.details?.retryAfterSeconds ?? 0,
      }),
    );
  const codeOf = async (it: Try): Promise<string> => (await outcome(it)).code;
  const guessFrom = (email: string, addresses: readonly string[]) =>
    Promise.all(addresses.map((address) => outcome({ address, email, password: WRONG })));
  const addresses = (net: string, count: number) =>
    Array.from({ length: count }, (_, at) => `${net}.${Math.floor(at / 250)}.${at % 250}`);
  /** As if so long had passed for whatever is counted. */
  const pass = (seconds: number) =>
    served.db
      .forAuth()
      .write((tx) =>
        tx.execute(
          "update guess set expires_at = expires_at - make_interval(secs => $1), turn_at = turn_at - make_interval(secs => $1)",
          [seconds],
        ),
      );

  test("a device that its person signed in with is let in at once from anywhere, while hundreds of addresses guess", async () => {
    const { email } = await served.member("viewer");
    const { device_token: device } = await signIn({ address: "10.10.0.1", email });
    await guessFrom(email, addresses("10.11", 200));
    expect(await codeOf({ address: "10.12.0.1", email })).toBe("RATE_LIMITED");
    expect(await codeOf({ address: "10.12.0.2", email, device })).toBe("in");
    // Not even behind one address with whoever guesses.
    await guessFrom(
      email,
      Array.from({ length: 120 }, () => "10.13.0.1"),
    );
    expect(await codeOf({ address: "10.13.0.1", email })).toBe("RATE_LIMITED");
    expect(await codeOf({ address: "10.13.0.1", email, device })).toBe("in");
  });

  test("a device has a limit of its own, which others do not count in", async () => {
    const { email } = await served.member("viewer");
    const { device_token: device } = await signIn({ address: "10.20.0.1", email });
    const { device_token: other } = await signIn({ address: "10.20.0.2", email });
    expect(other).not.toBe(device);
    const codes: string[] = [];
    for (let i = 0; i < 12; i += 1) {
      codes.push(await codeOf({ address: `10.21.0.${i}`, email, device, password: WRONG }));
    }
    expect(codes.filter((code) => code === "UNAUTHENTICATED")).toHaveLength(10);
    expect(await codeOf({ address: "10.21.1.1", email, device })).toBe("RATE_LIMITED");
    expect(await codeOf({ address: "10.21.1.1", email, device: other })).toBe("in");
  });

  test("a device token is good for its own person and password, and does not let anybody in", async () => {
    const [ours, theirs] = [await served.member("viewer"), await served.member("viewer")];
    const { device_token: device } = await signIn({ address: "10.30.0.1", email: ours.email });
    const { device_token: foreign } = await signIn({ address: "10.30.0.1", email: theirs.email });
    expect(await codeOf({ address: "10.30.0.2", email: ours.email, device, password: WRONG })).toBe("UNAUTHENTICATED");
    await guessFrom(ours.email, addresses("10.31", 70));
    const forged = [
      foreign,
      `${device.slice(0, -4)}AAAA`,
      device.replace("dev", "rt"),
      "x",
      foreign.replace(/_dev_\w{22}/, device.slice(4, 31)),
    ];
    for (const [at, each] of forged.entries()) {
      expect(await codeOf({ address: `10.32.0.${at}`, email: ours.email, device: each })).toBe("RATE_LIMITED");
    }
    const { token } = await served.call(OPERATOR, "make_reset_link", { email: ours.email });
    await served.callFrom("10.33.0.1", "reset_password", { token, new_password: "another long password" });
    expect(await codeOf({ address: "10.34.0.1", email: ours.email, device, password: "another long password" })).toBe(
      "RATE_LIMITED",
    );
  });

  test("who has a new device and a new address is let in when their turn comes, within three seconds for each address that guesses", async () => {
    const { email } = await served.member("viewer");
    const guessers = addresses("10.40", 150);
    await guessFrom(email, guessers);
    await guessFrom(email, guessers); // once more does not give another turn
    const first = await outcome({ address: "10.41.0.1", email });
    expect(first.code).toBe("RATE_LIMITED");
    expect(first.seconds).toBeGreaterThan(0);
    expect(first.seconds).toBeLessThanOrEqual(3 * (guessers.length + 1));
    await pass(first.seconds - 3);
    for (let at = 0; at < 20; at += 1) {
      const early = await outcome({ address: "10.41.0.1", email });
      expect([early.code, early.seconds <= 3]).toEqual(["RATE_LIMITED", true]);
    }
    await guessFrom(email, guessers);
    await pass(3);
    expect(await codeOf({ address: "10.41.0.1", email })).toBe("in");
    expect(await codeOf({ address: "10.41.0.1", email })).toBe("in"); // it is known from now on
  });

  test("a quarter of an hour in which a new address guesses every second has no more than 350 guesses tried", async () => {
    const { email } = await served.member("viewer");
    let tried = 0;
    for (let at = 0; at < 15; at += 1) {
      const outcomes = await guessFrom(email, [...addresses(`10.${50 + at}`, 60), ...addresses("10.90", 30)]);
      tried += outcomes.filter(({ code }) => code === "UNAUTHENTICATED").length;
      await pass(59);
    }
    expect(tried).toBeGreaterThan(50);
    expect(tried).toBeLessThanOrEqual(350);
  }, 120_000);

  test("an address that failed in three turns gets no other one that day", async () => {
    const { email } = await served.member("viewer");
    await guessFrom(email, addresses("10.100", 51));
    const tries: string[] = [];
    for (let at = 0; at < 12; at += 1) {
      const { code, seconds } = await outcome({ address: "10.101.0.1", email, password: WRONG });
      tries.push(code === "RATE_LIMITED" && seconds < 900 ? "wait" : code);
      await guessFrom(email, addresses(`10.${110 + at}`, 2));
      await pass(60);
    }
    expect(tries.filter((code) => code === "UNAUTHENTICATED")).toHaveLength(3);
  });

  test("a link that sets a new password lets in at once, on a new device, however many guess and ask for links", async () => {
    const { email } = await served.member("viewer");
    await guessFrom(email, addresses("10.130", 400));
    const ask = (address: string) => served.callFrom(address, "request_password_reset", { email });
    await Promise.all(addresses("10.131", 60).map(ask));
    await ask("10.132.0.1");
    const letters = () => served.letters.filter(({ to, subject }) => to === email && subject.includes("password"));
    await expect.poll(() => letters().length).toBe(1);
    const [, token] = /#(\S+)/.exec(letters()[0]?.text ?? "") ?? [];
    const reset = await served.callFrom("10.132.0.1", "reset_password", {
      token,
      new_password: "another long password",
    });
    const again = { address: "10.132.0.1", email, password: "another long password" };
    expect(await codeOf({ ...again, device: reset.device_token })).toBe("in");
  });

  test("an invitation is no way around the limits of a sign-in", async () => {
    const { email } = await served.member("viewer");
    const { tenantId } = await served.member("owner");
    const invited = async () => {
      const owner = { ...(await served.person("owner", tenantId)) };
      return (await served.call(owner, "invite_member", { email, role: "viewer" })).token;
    };
    const codes: string[] = [];
    const token = await invited();
    for (let at = 0; at < 70; at += 1) {
      await served
        .callFrom(`10.140.0.${at}`, "accept_invitation", { token, password: WRONG })
        .catch((error: { code: string }) => codes.push(error.code));
    }
    expect(codes.filter((code) => code === "UNAUTHENTICATED").length).toBeLessThanOrEqual(52);
    expect(codes.filter((code) => code === "RATE_LIMITED").length).toBeGreaterThanOrEqual(18);
  });
});
