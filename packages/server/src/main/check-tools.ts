/** What this process runs with: Node, git and the grammars. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { LANGUAGES } from "@aether/graph";
import { openGrammarFiles } from "@aether/graph/disk";

import { type Check, fail, ok, warn } from "#aether";

const NODE_LEAST = 24;
const GIT_LEAST = [2, 25] as const; // older ones cannot leave out what a partial clone does not need
const GIT_WAIT_MS = 5000;

export function checkNode(version: string): Check {
  const major = Number(/^v(\d+)/.exec(version)?.[1]);
  if (major >= NODE_LEAST) return ok("node", version);
  return fail("node", version, `Install Node ${NODE_LEAST} or newer from https://nodejs.org.`);
}

/** @param searchPath the folders in which git is looked for, as PATH holds them */
export async function checkGit(searchPath: string): Promise<Check> {
  const fix = `Install git ${GIT_LEAST.join(".")} or newer (Debian: apt install git): without it .gitignore and history are not read.`;
  try {
    const { stdout } = await promisify(execFile)("git", ["--version"], {
      env: { PATH: searchPath },
      timeout: GIT_WAIT_MS,
    });
    const [, major = 0, minor = 0] = /(\d+)\.(\d+)/.exec(stdout)?.map(Number) ?? [];
    const isEnough = major > GIT_LEAST[0] || (major === GIT_LEAST[0] && minor >= GIT_LEAST[1]);
    return isEnough ? ok("git", stdout.trim()) : warn("git", stdout.trim(), fix);
  } catch {
    // Not there, or not to be run: for whoever wants to use it that is the same.
    return warn("git", "not found on PATH", fix);
  }
}

export async function checkGrammars(): Promise<Check> {
  const broken: string[] = [];
  const files = openGrammarFiles();
  const parsed = LANGUAGES.filter(({ wasm }) => wasm !== undefined);
  for (const { id } of parsed) {
    await files.loadGrammar(id).catch(() => broken.push(id));
  }
  if (broken.length === 0) return ok("grammars", `${parsed.length} can be loaded`);
  return fail("grammars", `cannot be loaded: ${broken.join(", ")}`, "Install the packages again: npm ci");
}
