/** The page /device as a person meets it who follows the link that a device shows: in a real browser. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { PASSWORD, serveAccounts, type ServedAccounts } from "../accounts/served-accounts.ts";
import { openBrowser, violations } from "../support/browser.ts";
import { ENGINES } from "../support/databases.ts";

const MINUTE_MS = 60_000;

let served: ServedAccounts;
let browser: Browser;
beforeAll(async () => {
  const [embedded] = ENGINES;
  if (embedded === undefined) throw new Error("there is no engine");
  served = await serveAccounts(embedded);
  browser = await openBrowser();
}, 5 * MINUTE_MS);
afterAll(async () => {
  await browser.close();
  await served.close();
});

const begin = async () => (await served.post("/api/v1/auth/device", { client: "laptop" })).json().data;
const poll = async (device_code: string) => (await served.post("/api/v1/auth/device/token", { device_code })).json();

test.each([
  { choice: "approve", says: "The device is signed in", ends: { success: true } },
  { choice: "deny", says: "The device is not signed in", ends: { success: false, error: { code: "ACCESS_DENIED" } } },
])(
  "who follows the device's link signs in, sees what asks, and can $choice it",
  async ({ choice, says, ends }) => {
    const { email } = await served.member("viewer");
    const { device_code, user_code } = await begin();
    const context = await browser.newContext();
    const page = await context.newPage();
    const problems: string[] = [];
    page.on("pageerror", (error) => problems.push(error.message));
    page.on("console", (message) => {
      if (message.type() === "error" && !/401/.test(message.text())) problems.push(message.text());
    });
    await page.goto(`${served.url}/device#${user_code}`);
    const code = page.locator("input[name=user_code]");
    await expect.poll(() => code.inputValue()).toBe(user_code);
    await page.locator("form button[type=submit], form button:not([type])").first().click();
    await page.locator("input[name=email]").fill(email);
    await page.locator("input[name=password]").fill(PASSWORD);
    expect(await violations(page)).toEqual([]);
    await page.locator("form:has(input[name=password]) button").first().click();
    const decide = page.locator(`button[name=decision][value=${choice}]`);
    await decide.waitFor();
    const shown = await page.locator("body").innerText();
    for (const word of [user_code, "laptop", email]) expect(shown).toContain(word);
    expect(await violations(page)).toEqual([]);
    await decide.click();
    await page.getByText(says).waitFor();
    expect(await poll(device_code)).toMatchObject(ends);
    expect(problems).toEqual([]);
    await context.close();
  },
  3 * MINUTE_MS,
);
