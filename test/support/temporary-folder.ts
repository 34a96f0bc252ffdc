import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A folder of its own for one test; it goes when the `using` block ends. */
export interface TemporaryFolder extends Disposable {
  readonly path: string;
  /** Writes a file, with the folders above it, and returns its absolute path. */
  write(path: string, content: string | Uint8Array): string;
  /** Runs git in the folder, knowing nothing of the user's configuration. */
  git(...args: string[]): string;
  /** Commits everything, as somebody (`Name <e-mail>`) at a time (ISO 8601). */
  commitAs(author: string, time: string): void;
}

export function temporaryFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): TemporaryFolder {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "aether-test-")));
  const folder: TemporaryFolder = {
    path,
    write(name, content) {
      const fullPath = join(path, name);
      mkdirSync(dirname(fullPath), { recursive: true });
      writeFileSync(fullPath, content);
      return fullPath;
    },
    git: (...args) => runGit(path, args),
    commitAs(author, time) {
      const dates = { GIT_AUTHOR_DATE: time, GIT_COMMITTER_DATE: time };
      runGit(path, ["add", "--all"]);
      runGit(path, ["commit", "--quiet", "--message=change", `--author=${author}`], dates);
    },
    [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }),
  };
  for (const [name, content] of Object.entries(files)) folder.write(name, content);
  return folder;
}

function runGit(cwd: string, args: readonly string[], more: Readonly<Record<string, string>> = {}): string {
  const env = { ...TEST_GIT_ENVIRONMENT, ...more };
  return execFileSync("git", args, { cwd, env, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
}

/** The same with everything committed. */
export function temporaryRepository(files: Readonly<Record<string, string | Uint8Array>> = {}): TemporaryFolder {
  const folder = temporaryFolder(files);
  folder.git("init", "--quiet", "--initial-branch=main");
  folder.git("add", "--all");
  folder.git("commit", "--quiet", "--allow-empty", "--message=first");
  return folder;
}

const TEST_GIT_ENVIRONMENT = {
  PATH: process.env["PATH"] ?? "",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "A",
  GIT_AUTHOR_EMAIL: "a@example.org",
  GIT_COMMITTER_NAME: "A",
  GIT_COMMITTER_EMAIL: "a@example.org",
};
