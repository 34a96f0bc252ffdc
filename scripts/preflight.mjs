// Says what this machine lacks before anything is installed, in words that name the remedy. Plain JavaScript for Node >= 20:
// it is the one file that runs on whatever Node the machine has.
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, unlinkSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";

const NODE_TO_START = 20; // what this file, npm ci and the bin of the command are tried with
const NODE_TO_RUN = 24; // what the product needs; comes with npm ci where a binary fits the platform
const NPM_OLDEST = 7; // the first npm that knows workspaces and lockfileVersion 3

function majorOf(version) {
  return Number(/(\d+)\./.exec(version)?.[1] ?? 0);
}

function versionOf(command) {
  const asked = spawnSync(command, ["--version"], { encoding: "utf8" });
  return asked.status === 0 ? asked.stdout.trim() : undefined;
}

/** What is missing to install: one sentence each, empty when nothing is. */
export function missingTools(versions) {
  const problems = [];
  if (majorOf(versions.node) < NODE_TO_START) {
    problems.push(
      `Node ${versions.node} is too old to start with: install Node ${NODE_TO_RUN} or newer from https://nodejs.org`,
    );
  }
  if (versions.npm === undefined) {
    problems.push("npm is missing: it comes with Node from https://nodejs.org (Debian: apt install npm)");
  } else if (majorOf(versions.npm) < NPM_OLDEST) {
    problems.push(`npm ${versions.npm} is too old: run npm install --global npm@latest`);
  }
  if (versions.git === undefined) {
    problems.push("git is missing: install it (Debian: apt install git, macOS: xcode-select --install)");
  }
  return problems;
}

/** Whether node_modules holds exactly what package-lock.json names; what does not fit this platform is not expected. */
export function isInstalled(wanted, present, hasCommand) {
  return Object.entries(wanted.packages ?? {}).every(([path, entry]) => {
    if (path === "") return true;
    // A workspace is here already, but its commands are linked by the installation.
    if (!path.startsWith("node_modules/")) return Object.keys(entry.bin ?? {}).every(hasCommand);
    const found = present.packages?.[path];
    if (found === undefined) return entry.optional === true || entry.peer === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : undefined;
}

function checkTools() {
  const problems = missingTools({ node: process.version, npm: versionOf("npm"), git: versionOf("git") });
  for (const problem of problems) console.error(`error: ${problem}`);
  return problems.length === 0 ? 0 : 1;
}

function checkInstalled(root) {
  const wanted = readJson(join(root, "package-lock.json"));
  const present = readJson(join(root, "node_modules", ".package-lock.json"));
  if (wanted === undefined || present === undefined) return 1;
  return isInstalled(wanted, present, (name) => existsSync(join(root, "node_modules", ".bin", name))) ? 0 : 1;
}

/** A Node 24 of npm's that does not run here (another C library) is taken away, so that the system's own is found. */
function checkRuntime(root) {
  const bundled = join(root, "node_modules", ".bin", "node");
  if (existsSync(bundled)) {
    if (majorOf(versionOf(bundled) ?? "") >= NODE_TO_RUN) return 0;
    unlinkSync(bundled);
  }
  if (majorOf(process.version) >= NODE_TO_RUN) return 0;
  console.error(
    `error: no Node ${NODE_TO_RUN} from npm fits ${process.platform}-${process.arch}, and this machine has ${process.version}: ` +
      `install Node ${NODE_TO_RUN} or newer from https://nodejs.org and run the command again`,
  );
  return 1;
}

const checks = { tools: checkTools, installed: checkInstalled, runtime: checkRuntime };

if (process.argv[1]?.endsWith("preflight.mjs")) {
  process.exitCode = checks[process.argv[2]](process.cwd());
}
