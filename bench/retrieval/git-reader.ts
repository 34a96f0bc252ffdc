/** What the training sets read of a bare clone: commits, changed lines, files. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";

export interface Commit {
  readonly hash: string;
  readonly parent: string;
  readonly message: string;
}

/** Lines of the parent's file that a commit took away or wrote behind; 1-based, inclusive. */
export interface ChangedFile {
  readonly path: string;
  readonly ranges: readonly (readonly [from: number, to: number])[];
}

const OUTPUT_MAX = 1 << 30;

export class GitReader {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /** Newest first, along the first parents of HEAD, merges left out. */
  commits(): Commit[] {
    const text = this.#run(["log", "--first-parent", "--no-merges", "--format=%H%x1f%P%x1f%B%x1e", "HEAD"]);
    return text.split("\x1e").flatMap((record) => {
      const [hash = "", parents = "", message = ""] = record.trim().split("\x1f");
      const [parent = ""] = parents.split(" ");
      return hash === "" || parent === "" ? [] : [{ hash, parent, message: message.trim() }];
    });
  }

  /** None where the clone lacks one of its blobs. */
  changedFiles({ hash, parent }: Commit): ChangedFile[] {
    const patch = this.#ask(["diff", "--unified=0", "--no-renames", "--no-color", "--diff-filter=M", parent, hash]);
    const files: { readonly path: string; readonly ranges: [number, number][] }[] = [];
    for (const line of patch.split("\n")) {
      if (line.startsWith("--- a/")) files.push({ path: line.slice(6), ranges: [] });
      const hunk = /^@@ -(\d+)(?:,(\d+))? /.exec(line);
      if (hunk === null) continue;
      const from = Number(hunk[1]);
      files.at(-1)?.ranges.push([from, from + Math.max(1, Number(hunk[2] ?? 1)) - 1]);
    }
    return files;
  }

  /** Paths of regular files. */
  paths(commit: string): string[] {
    return this.#run(["ls-tree", "-r", "-z", commit])
      .split("\0")
      .flatMap((record) => (/^100(?:644|755) blob/.test(record) ? [record.slice(record.indexOf("\t") + 1)] : []));
  }

  /** Texts by `commit:path`; what is missing is absent. */
  async texts(names: readonly string[]): Promise<Map<string, string>> {
    const child = spawn("git", [`--git-dir=${this.#directory}`, "cat-file", "--batch"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    child.stdin.end(names.map((name) => `${name}\n`).join(""));
    const chunks: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
    await once(child, "close");
    const output = Buffer.concat(chunks);
    const found = new Map<string, string>();
    let at = 0;
    for (const name of names) {
      const end = output.indexOf(10, at);
      const [, kind, size] = output.toString("utf8", at, end).split(" ");
      at = end + 1;
      if (kind !== "blob") continue;
      found.set(name, output.toString("utf8", at, at + Number(size)));
      at += Number(size) + 1;
    }
    return found;
  }

  #run(words: readonly string[]): string {
    const { status, stdout, stderr } = this.#spawn(words);
    if (status !== 0) throw new Error(`git ${words[0] ?? ""}: ${stderr}`);
    return stdout;
  }

  #ask(words: readonly string[]): string {
    const { status, stdout, stderr } = this.#spawn(words);
    if (status === 0) return stdout;
    if (/unable to read/.test(stderr)) return "";
    throw new Error(`git ${words[0] ?? ""}: ${stderr}`);
  }

  #spawn(words: readonly string[]): {
    readonly status: number | null;
    readonly stdout: string;
    readonly stderr: string;
  } {
    const all = [`--git-dir=${this.#directory}`, "-c", "core.quotePath=false", ...words];
    return spawnSync("git", all, { encoding: "utf8", maxBuffer: OUTPUT_MAX });
  }
}
