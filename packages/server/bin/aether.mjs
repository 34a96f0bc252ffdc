#!/usr/bin/env node
// The command: says its version at once, sees to it that Node 24 runs the rest, and hands over to src/main/cli.ts.
// Plain JavaScript for Node 20 and newer, because this file runs on whatever Node is found first.
import { existsSync, readFileSync, writeSync } from "node:fs";

const NODE_MAJOR = 24;
const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
const words = process.argv.slice(2);

if (words.length === 1 && (words[0] === "--version" || words[0] === "-V")) {
  writeSync(1, `${version}\n`); // the stream would cost a tenth of the whole
} else if (Number.parseInt(process.versions.node, 10) >= NODE_MAJOR) {
  await run();
} else {
  await runOnNewerNode();
}

async function run() {
  const { default: module } = await import("node:module");
  const { homedir } = await import("node:os");
  // Types are stripped and code is compiled once a version of a file, not once a run: a third of the time of a call.
  const cache = `${process.env.XDG_CACHE_HOME || `${homedir()}/.cache`}/aether`;
  module.enableCompileCache(cache);
  process.env.NODE_COMPILE_CACHE ??= cache; // threads ask here only: three quarters of what one loads when it starts
  // Our own packages are read from their sources, which no flag of the command line says here.
  module.registerHooks({
    resolve: (specifier, context, next) =>
      next(specifier, { ...context, conditions: ["@aether/source", ...context.conditions] }),
  });
  const { main } = await import("../src/main/cli.ts");
  await main({ version });
}

/** npm has put Node 24 into node_modules where one fits this machine (see docs/decisions/0002). */
async function runOnNewerNode() {
  const { spawn } = await import("node:child_process");
  const { fileURLToPath } = await import("node:url");
  const node = ["../../../node_modules/.bin/node", "../node_modules/.bin/node"]
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find((path) => existsSync(path));
  if (node === undefined) {
    process.stderr.write(
      `error: aether needs Node ${NODE_MAJOR} or newer, and this is ${process.version}\n` +
        "  Run `npm ci` in the checkout, which brings it, or install it from https://nodejs.org.\n",
    );
    process.exitCode = 1;
    return;
  }
  const { constants } = await import("node:os");
  const child = spawn(node, [fileURLToPath(import.meta.url), ...words], { stdio: "inherit" });
  // The terminal sends Ctrl-C to both, `kill` to this process alone: it is passed on under another name, so that the child,
  // which hears both, does not take one Ctrl-C for two.
  process.on("SIGINT", () => child.kill("SIGUSR2"));
  process.on("SIGTERM", () => child.kill("SIGTERM"));
  process.on("SIGHUP", () => child.kill("SIGHUP"));
  child.on("error", (error) => {
    process.stderr.write(`error: ${node} does not run: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on("exit", (code, signal) => {
    // A child that was not yet listening ends by the signal itself.
    process.exitCode = code ?? 128 + constants.signals[signal === "SIGUSR2" ? "SIGINT" : signal];
  });
}
