/**
 * A real browser for tests of the page: Chromium from the system (Debian: `apt-get install chromium`) or the one that
 * AETHER_CHROMIUM names. As root on a machine with apt it is installed when it is absent; elsewhere the test says what to do.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";

import type { AxeResults } from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
    ],
  });
}

/** What axe finds on a page. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8"));
  const results: AxeResults = await page.evaluate("axe.run()");
  return results.violations.map((one) => `${one.id}: ${one.nodes.map((node) => node.html).join(" | ")}`);
}

function findChromium(): string {
  const named = process.env["AETHER_CHROMIUM"];
  if (named !== undefined && named !== "") return named;
  const found = PLACES.find((path) => existsSync(path)) ?? installChromium();
  if (found !== undefined) return found;
  throw new Error(
    "The page is tested in a real browser and there is none: install Chromium (Debian: sudo apt-get install chromium), " +
      "or name one with AETHER_CHROMIUM=<path>.",
  );
}

/** Undefined where this user may not install packages. */
function installChromium(): string | undefined {
  if (process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return undefined;
  const options = { env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" }, stdio: "ignore" as const };
  execFileSync("apt-get", ["update"], options);
  execFileSync("apt-get", ["install", "--yes", "--no-install-recommends", "chromium"], options);
  return PLACES.find((path) => existsSync(path));
}
