/** The page as a person sees it: a real server, a real browser, the built files. */
import { execFile, spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { promisify } from "node:util";

import type { Browser, BrowserContext, Page } from "playwright-core";
import { build } from "vite";
import { afterAll, beforeAll, expect, test } from "vitest";

import { openBrowser, violations } from "../support/browser.ts";
import { printedLink } from "../support/printed-link.ts";
import { temporaryFolder, type TemporaryFolder } from "../support/temporary-folder.ts";

const ROOT = join(import.meta.dirname, "../..");
const BIN = join(ROOT, "packages/server/bin/aether.mjs");

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

const MARKUP = `<img src=x onerror="__ran('%')"><script>__ran('%')</script><svg onload="__ran('%')">`;
const markup = (where: string): string => MARKUP.replaceAll("%", where);
/** Markup wherever whoever writes code can put it; the words before it find it. */
const HOSTILE = {
  "hostile/doc.py": `def zebrafish():\n    """Zebrafish ${markup("doc")}"""\n    return callee("${markup("code").replaceAll('"', "'")}")\n\n\ndef callee(text):\n    return text\n`,
  [`hostile/"><svg onload=__ran('path')>.py`]: "def walrus():\n    return 1\n",
  "hostile/README.md": `# Wombat ${markup("heading")}\n\n[wombat](javascript:__ran('link')) ![w](x" onerror="__ran('image'))\n`,
  "hostile/view.ts": "export const pangolin = `</code></section>${'<script>__ran(1)</script>'}`;\n",
  "hostile/pic.svg": `<svg xmlns="http://www.w3.org/2000/svg" onload="__ran('svg')"><script>__ran('svg')</script></svg>`,
};

let folder: TemporaryFolder;
let hostile: TemporaryFolder;
let data: TemporaryFolder;
let server: ChildProcess;
let link: string;
let browser: Browser;

beforeAll(async () => {
  await build({ root: join(ROOT, "packages/web"), logLevel: "error" });
  folder = temporaryFolder(SHOP);
  data = temporaryFolder();
  const env = { ...process.env, AETHER_DATA: data.path, AETHER_PORT: "0", NO_COLOR: "1" };
  hostile = temporaryFolder(HOSTILE);
  for (const [path, name] of [
    [folder.path, "shop"],
    [hostile.path, "zoo"],
  ] as const) {
    const index = spawn(process.execPath, [BIN, "index", path, "--name", name], { env, stdio: "ignore" });
    const [code] = await once(index, "exit");
    if (code !== 0) throw new Error(`the index command ended with ${code}`);
  }
  server = spawn(process.execPath, [BIN, "serve"], { env, stdio: ["ignore", "pipe", "pipe"] });
  link = await printedLink(server);
  browser = await openBrowser();
}, 300_000);

afterAll(async () => {
  await browser?.close();
  server?.kill("SIGTERM");
  if (server !== undefined) await once(server, "exit");
  folder?.[Symbol.dispose]();
  hostile?.[Symbol.dispose]();
  data?.[Symbol.dispose]();
});

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
});

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
});

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
});

test("a routed question, a corrected word and an expression say what answered them", async () => {
  const { page, problems } = await openPage();
  const box = page.getByLabel("Search the code");
  await box.fill("who calls total_price");
  await page.getByText(/^Answered by callers: a caller of total_price, by the graph/).waitFor();
  await page.getByRole("article", { name: "Method Cart.checkout" }).waitFor();
  await box.fill("charge the custmoer");
  await page.getByText("Searched for “customer” instead of “custmoer”, which stands nowhere.").waitFor();
  await page.getByRole("article", { name: "Method Cart.checkout" }).waitFor();
  await box.fill("");
  await box.pressSequentially(String.raw`/sum\(item\.\w+/`);
  await page.getByText(/^Answered by grep: 1 line matches/).waitFor();
  const hit = page.getByRole("article", { name: "Function total_price" });
  await hit.waitFor();
  expect((await hit.locator("mark").allTextContents()).join("")).toBe("sum(item.price");
  expect(problems).toEqual([]);
  await page.close();
});

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
});

/** The command, asked of the running server as its owner. */
async function aether(...args: string[]): Promise<string> {
  const env = { ...process.env, AETHER_DATA: data.path, NO_COLOR: "1" };
  const { stdout } = await promisify(execFile)(process.execPath, [BIN, ...args], { env });
  return stdout;
}

/** A code with which somebody joins a tenant of their own. */
async function invitationTo(email: string): Promise<string> {
  operatorKey ??= String(JSON.parse(await aether("init", "--email", "boss@example.org", "--json")).operator_key);
  const answer = await fetch(new URL("/api/v1/tenants/main/owner-invitation", link), {
    method: "POST",
    headers: { authorization: `Bearer ${operatorKey}`, "content-type": "application/json" },
    body: JSON.stringify({ email }),
  });
  const { data: made }: { readonly data: { readonly token: string } } = JSON.parse(await answer.text());
  return made.token;
}
let operatorKey: string | undefined;

test("a person joins with the link of an invitation, signs in, sees their own tenant and signs out, by keyboard alone", async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const problems: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") problems.push(message.text());
  });
  const token = await invitationTo("ann@example.org");
  await page.goto(new URL(`/join#${token}`, link).href);
  await expect.poll(() => page.url(), { timeout: 20_000 }).toMatch(/\/join$/);
  expect(await page.getByLabel("Code").isVisible()).toBe(false);
  const isAt = async (label: string): Promise<void> => {
    await expect.poll(() => focused(page), { timeout: 20_000 }).toBe(label);
  };
  await isAt("Your name (optional)");
  await page.keyboard.type("Ann");
  await page.keyboard.press("Tab");
  await page.keyboard.type("a password of my own\n");
  await page.getByRole("status").waitFor();
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await isAt("E-mail");
  await page.keyboard.type("ann@example.org");
  await page.keyboard.press("Tab");
  await page.keyboard.type("wrong wrong wrong\n");
  await page.getByRole("alert").waitFor();
  expect(problems.splice(0)).toEqual([expect.stringContaining("401")]);
  expect(await page.getByLabel("E-mail").inputValue()).toBe("ann@example.org");
  await page.getByLabel("Password").focus();
  await page.keyboard.type("a password of my own\n");
  await page.getByText("Nothing is indexed yet").waitFor();
  await page.reload();
  await page.getByRole("link", { name: "Sign out" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Sign out" }).focus();
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "You are signed out" }).waitFor();
  await page.goto(new URL("/?q=price", link).href);
  await page.getByRole("link", { name: "Sign in with e-mail and password" }).click();
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  // Asked without a session and without a cookie, the API says so; nothing else went wrong.
  expect(problems.filter((text) => !/status of 40[01]/.test(text))).toEqual([]);
  await context.close();
}, 100_000);

/** The label of what has the focus. */
function focused(page: Page): Promise<string> {
  return page.evaluate("document.activeElement?.labels?.[0]?.textContent ?? ''");
}

test("the form pages work where the browser runs no scripts", async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(new URL("/join", link).href);
  await page.getByLabel("Code").fill(await invitationTo("bea@example.org"));
  await page.getByLabel("Password").fill("short");
  await page.getByRole("button", { name: "Join" }).click();
  expect(await page.getByRole("alert").textContent()).toBe("The password must have 12 characters or more.");
  await page.getByLabel("Password").fill("a password of my own");
  await page.getByRole("button", { name: "Join" }).click();
  await page.getByRole("heading", { name: "You have joined" }).waitFor();
  await context.close();
});

test.each(["light", "dark"] as const)(
  "axe finds no violation on the form pages in the %s theme",
  async (colorScheme) => {
    // The analyser is brought in past the pages' policy, which would not let it in.
    const context = await browser.newContext({ colorScheme, bypassCSP: true });
    const page = await context.newPage();
    for (const path of ["/sign-in", "/forgotten-password", "/reset-password", "/join", "/sign-out"]) {
      await page.goto(new URL(path, link).href);
      expect([path, await violations(page)]).toEqual([path, []]);
    }
    await page.goto(new URL("/reset-password", link).href);
    await page.getByLabel("Code").fill("no code");
    await page.getByLabel("New password").fill("long enough to be one");
    await page.getByRole("button", { name: "Set the password" }).click();
    await page.getByRole("alert").waitFor();
    expect(await violations(page)).toEqual([]);
    await context.close();
  },
  60_000,
);

test("a link that was used before says how to get in", async () => {
  const stranger = await browser.newContext();
  const page = await stranger.newPage();
  await page.goto(link);
  await page.getByLabel("Search the code").fill("price");
  const note = page.getByRole("alert");
  await note.waitFor();
  expect(await note.textContent()).toContain("aether serve");
  await stranger.close();
});

/** What a page must not do because of what somebody wrote: run it, try to, ask for a dialog, or ask another server. */
async function watched(context: BrowserContext): Promise<{ page: Page; harm: string[] }> {
  const harm: string[] = [];
  const page = await context.newPage();
  await page.exposeFunction("__ran", (where: string) => void harm.push(`ran: ${where}`));
  // Of our own libraries: they try whether they may make functions of text, and do without, and style what they show.
  const isOurs = (what: string): boolean => what === "script-src eval" || /^style-src-(?:elem|attr) inline$/.test(what);
  await page.exposeFunction("__refused", (what: string) => {
    if (!isOurs(what)) harm.push(`refused by the policy: ${what}`);
  });
  await page.addInitScript(
    "addEventListener('securitypolicyviolation', (event) => __refused(event.violatedDirective + ' ' + event.blockedURI))",
  );
  page.on("dialog", (dialog) => {
    harm.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const { protocol, origin } = new URL(request.url());
    if (/^https?:$/.test(protocol) && origin !== new URL(link).origin) harm.push(`asked: ${request.url()}`);
  });
  return { page, harm };
}

test("WEB-01: markup in paths, names, code, headings, queries, links and messages is shown as text and does nothing", async () => {
  await (await openPage()).page.close();
  if (signedIn === undefined) throw new Error("nobody is signed in");
  const { page, harm } = await watched(signedIn);
  const at = (path: string) => new URL(path, link).href;
  for (const [word, shown] of [
    ["zebrafish", markup("doc")],
    ["walrus", `"><svg onload=__ran('path')>.py`],
    ["wombat", `Wombat ${markup("heading")}`],
    ["pangolin", "</code></section>"],
  ] as const) {
    await page.goto(at(`/?q=${word}`));
    await page.getByRole("article").first().waitFor();
    expect(await page.locator("main, body").first().textContent()).toContain(shown);
    await page.locator("[data-hit]").first().click();
    await page.locator("#definition").waitFor();
    await page.getByRole("region", { name: "Called by" }).waitFor();
  }
  const given = encodeURIComponent(`"'>${markup("given")}`);
  for (const path of [`/?q=${given}`, `/?q=zebrafish&path=${given}&repo=${given}`, `/?node=${given}`, `/#${given}`]) {
    await page.goto(at(path));
    await page.getByLabel("Search the code").waitFor();
    await page.waitForLoadState("load");
  }
  const documents = ["repositories", `errors/${given}`, `nodes/${given}`, `things?${given}=${given}`, "openapi.json"];
  for (const path of documents) await page.goto(at(`/api/v1/${path}`));
  await page.goto(at(`/api/v1/docs?${given}#${given}`));
  await page.waitForLoadState("load");
  for (const path of ["/sign-in", "/reset-password", "/join"]) {
    await page.goto(at(`${path}?${given}#${given}`));
    await page.getByRole("button").first().waitFor();
  }
  await page.goto(at("/sign-in"));
  await page.evaluate("document.forms[0].noValidate = true");
  await page.getByLabel("E-mail").fill(`"'>${markup("typed")}`);
  await page.getByLabel("Password").fill("wrong wrong wrong");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").waitFor();
  expect(harm).toEqual([]);
  // The watch itself sees what it is there for.
  await page.goto(at("/sign-in"));
  await page.evaluate(`document.body.insertAdjacentHTML("beforeend", ${JSON.stringify(markup("planted"))})`);
  await expect.poll(() => harm.join()).toContain("refused by the policy: script-src-attr inline");
  await page.close();
}, 100_000);
