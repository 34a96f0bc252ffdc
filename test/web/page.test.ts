/** The page as a person sees it: a real server, a real browser, the built files. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

import type { AxeResults } from "axe-core";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";

import { openBrowser } from "../support/browser.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

const ROOT = join(import.meta.dirname, "../..");
const BIN = join(ROOT, "packages/server/bin/aether.mjs");
const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

const SHOP = {
  "shop/cart.py": `from shop.price import total_price


class Cart:
    """What a customer is about to buy."""

    def checkout(self, customer):
        """Charges the customer for everything in the cart."""
        return customer.charge(total_price(self.items))
`,
  "shop/price.py": `def total_price(items):
    return sum(item.price for item in items)
`,
  "shop/__init__.py": "",
};

let folder: TemporaryFolder;
let data: TemporaryFolder;
let server: ChildProcess;
let link: string;
let browser: Browser;

beforeAll(async () => {
  await build({ root: join(ROOT, "packages/web"), logLevel: "error" });
  folder = temporaryFolder(SHOP);
  data = temporaryFolder();
  const env = { ...process.env, AETHER_DATA: data.path, AETHER_PORT: "0", NO_COLOR: "1" };
  const index = spawn(process.execPath, [BIN, "index", folder.path, "--name", "shop"], { env, stdio: "ignore" });
  const [code] = await once(index, "exit");
  if (code !== 0) throw new Error(`the index command ended with ${code}`);
  server = spawn(process.execPath, [BIN, "serve"], { env, stdio: ["ignore", "pipe", "pipe"] });
  link = await printedLink(server);
  browser = await openBrowser();
}, 300_000);

afterAll(async () => {
  await browser?.close();
  server?.kill("SIGTERM");
  if (server !== undefined) await once(server, "exit");
  folder?.[Symbol.dispose]();
  data?.[Symbol.dispose]();
});

async function printedLink(child: ChildProcess): Promise<string> {
  let said = "";
  return new Promise((resolve, reject) => {
    const hear = (chunk: Buffer) => {
      said += chunk.toString();
      const found = /http:\/\/127\.0\.0\.1:\d+\/#code=[\w-]+/.exec(said)?.[0];
      if (found !== undefined) resolve(found);
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.once("exit", () => reject(new Error(said)));
  });
}

/** A signed-in page: the one-time link is used once, and its cookie serves every later page of the context. */
let signedIn: BrowserContext | undefined;
async function openPage(path = "/"): Promise<{ page: Page; problems: string[] }> {
  if (signedIn === undefined) {
    signedIn = await browser.newContext({ viewport: { width: 1100, height: 900 } });
    const first = await signedIn.newPage();
    await first.goto(link);
    await first.getByLabel("Search the code").waitFor();
    await first.close();
  }
  const page = await signedIn.newPage();
  const problems: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  page.on("pageerror", (error) => problems.push(String(error)));
  await page.goto(new URL(path, link).href);
  return { page, problems };
}

async function violations(page: Page): Promise<string[]> {
  await page.evaluate(AXE);
  const results: AxeResults = await page.evaluate("axe.run()");
  return results.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`);
}

test("a person searches, reads a hit and why it was found, and walks to callers and back", async () => {
  const { page, problems } = await openPage();
  await page.getByLabel("Search the code").fill("charge the customer");
  const hit = page.getByRole("article", { name: "Method Cart.checkout" });
  await hit.waitFor();
  expect(await hit.locator("mark").allTextContents()).toContain("customer");
  await hit.getByText("Why this hit").click();
  expect(await hit.getByRole("row").count()).toBeGreaterThan(1);
  await hit.getByRole("button", { name: "Cart.checkout" }).click();
  await page.getByRole("region", { name: "Calls" }).getByRole("button", { name: "total_price" }).click();
  await page.getByRole("heading", { name: "total_price" }).waitFor();
  await page.getByRole("region", { name: "Called by" }).getByRole("button", { name: "Cart.checkout" }).click();
  await page.getByRole("heading", { name: "Cart.checkout" }).waitFor();
  await page.goBack();
  await page.getByRole("heading", { name: "total_price" }).waitFor();
  expect(problems).toEqual([]);
  await page.close();
}, 60_000);

test("filters and the query stand in the address, and a reload shows the same", async () => {
  const { page } = await openPage();
  await page.getByLabel("Search the code").fill("price");
  await page.getByLabel("Path").fill("shop/price.py");
  await page.getByRole("article", { name: "Function total_price" }).waitFor();
  expect(page.url()).toContain("q=price");
  await page.reload();
  await page.getByRole("article", { name: "Function total_price" }).waitFor();
  expect(await page.getByLabel("Search the code").inputValue()).toBe("price");
  await page.close();
}, 60_000);

test("only the last of many typed queries is shown, also when its answer comes before those of the others", async () => {
  const { page, problems } = await openPage();
  const [first, last] = ["charge the customer", "symbol:total_price"];
  const late = Promise.withResolvers<void>();
  const answered: string[] = [];
  await page.route("**/api/v1/retrieve/search", async (route) => {
    const { query } = route.request().postDataJSON();
    const response = await route.fetch();
    if (query === first) await late.promise;
    // A call that the page has given up takes no answer any more.
    await route.fulfill({ response }).catch(() => undefined);
    answered.push(query);
  });
  const box = page.getByLabel("Search the code");
  const asked = page.waitForRequest((request) => request.postDataJSON()?.query === first);
  await box.fill(first);
  await asked;
  await box.fill("");
  await box.pressSequentially(last, { delay: 5 });
  const shown = (): Promise<(string | null)[]> =>
    page.getByRole("article").evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
  await page.getByText(/^1 hit in/).waitFor();
  expect(await shown()).toEqual(["Function total_price"]);
  late.resolve();
  await expect.poll(() => answered).toContain(first);
  await page.evaluate("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))");
  expect([answered.at(-1), await shown(), problems]).toEqual([first, ["Function total_price"], []]);
  await page.close();
}, 60_000);

test.each(["light", "dark"] as const)(
  "axe finds no violation in the %s theme, on hits and on a definition",
  async (colorScheme) => {
    const { page } = await openPage("/?q=charge+customer");
    await page.emulateMedia({ colorScheme });
    await page.getByRole("article").first().waitFor();
    await page.getByText("Why this hit").first().click();
    expect(await violations(page)).toEqual([]);
    await page.getByRole("button", { name: "Cart.checkout" }).click();
    await page.getByRole("heading", { name: "Cart.checkout" }).waitFor();
    expect(await violations(page)).toEqual([]);
    await page.close();
  },
  60_000,
);

test("a keyboard is enough: slash, type, tab to a hit, enter", async () => {
  const { page } = await openPage();
  await page.getByText("Type what you look for").waitFor();
  await page.keyboard.press("/");
  await page.keyboard.type("charge customer");
  await page.getByRole("button", { name: "Cart.checkout" }).waitFor();
  for (let presses = 0; presses < 20; presses++) {
    await page.keyboard.press("Tab");
    if ((await page.evaluate("document.activeElement?.textContent")) === "Cart.checkout") break;
  }
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Cart.checkout" }).waitFor();
  expect(page.url()).toContain("node=");
  await page.close();
}, 60_000);

test("a link that was used before says how to get in", async () => {
  const stranger = await browser.newContext();
  const page = await stranger.newPage();
  await page.goto(link);
  await page.getByLabel("Search the code").fill("price");
  const note = page.getByRole("alert");
  await note.waitFor();
  expect(await note.textContent()).toContain("aether serve");
  await stranger.close();
}, 60_000);
