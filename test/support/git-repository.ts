/** A git repository of a test's own, without anything of the machine's configuration. */
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

export interface GitRepository {
  readonly root: string;
  git(...args: readonly string[]): string;
  /** Writes these files. */
  write(files: Readonly<Record<string, string | Uint8Array>>): void;
  /** Commits all there is; answers with the commit. */
  commit(subject: string): string;
}

export function gitRepository(root: string): GitRepository {
  const git = (...args: readonly string[]): string =>
    execFileSync("git", ["-c", "user.name=A", "-c", "user.email=a@example.org", ...args], {
      cwd: root,
      encoding: "utf8",
      env: { PATH: process.env["PATH"] ?? "", GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: "/dev/null" },
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  git("init", "--quiet", "--initial-branch=main");
  return {
    root,
    git,
    write(files) {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        writeFileSync(join(root, path), text);
      }
    },
    commit(subject) {
      git("add", "--all", "--force");
      git("commit", "--quiet", "--allow-empty", "--message", subject);
      return git("rev-parse", "HEAD");
    },
  };
}
