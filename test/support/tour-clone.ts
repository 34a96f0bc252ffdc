/** A clone of this repository and a person with nothing of their own: what the tours of the README start from. */
import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, dirname, join } from "node:path";

import type { Step } from "./tour.ts";

/** What a clone would hold, changes that are not committed yet included, and the packages that are installed here. */
export function cloneInto(root: string, folder: string): void {
  const git = (args: readonly string[], cwd: string): string => execFileSync("git", args, { cwd, encoding: "utf8" });
  const listed = git(["ls-files", "-z", "--cached", "--others", "--exclude-standard"], root).split("\0");
  for (const path of listed.filter((it) => it !== "" && existsSync(join(root, it)))) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    cpSync(join(root, path), join(folder, path));
  }
  const author = ["-c", "user.name=Tour", "-c", "user.email=tour@example.com"];
  git(["init", "--quiet"], folder);
  git(["add", "--all"], folder);
  git([...author, "commit", "--quiet", "--message", "Start the tour"], folder);
  // Hard links where the temporary directory is on the same disk, copies elsewhere.
  const copy = `cp -al "$0/node_modules" "$1/" 2>/dev/null || { rm -rf "$1/node_modules"; cp -a "$0/node_modules" "$1/"; }`;
  execFileSync("sh", ["-c", copy, root, folder]);
}

/** The step with other addresses in the place of those on the page: its 127.0.0.1:8000 is a port here that is free. */
export function atAddresses(step: Step, addresses: Readonly<Record<string, string>>): Step {
  const move = (text: string): string =>
    Object.entries(addresses).reduce((moved, [from, to]) => moved.replaceAll(from, to), text);
  return { ...step, code: move(step.code), expected: step.expected.map(move) };
}

/** Nothing of the person who runs the tests: an empty home, their PATH without our Node, no data directory, a port of its own. */
export function strangersEnvironment(home: string, port: number): NodeJS.ProcessEnv {
  const path = (process.env["PATH"] ?? "").split(delimiter).filter((it) => !it.includes("node_modules"));
  mkdirSync(join(home, "home"), { recursive: true });
  return {
    PATH: path.join(delimiter),
    HOME: join(home, "home"),
    AETHER_PORT: `${port}`,
  };
}

export async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => void server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("a TCP server has a port");
  return address.port;
}
