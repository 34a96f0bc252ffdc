import { gitFields, GitError } from "./git.ts";

export interface HistoryOptions {
  /** A commit (all digits of its hash) whose past is read; what is checked out. */
  readonly commit?: string | undefined;
  /** The newest so many commits are read; 2,000. */
  readonly maxCommits?: number;
  /** The newest so many subjects are kept for a file; 20. */
  readonly maxSubjectsPerFile?: number;
  /** Reading stops then, with what it has; 30 s. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** What past commits say of a file; the newest first. */
export interface FileHistory {
  readonly subjects: readonly string[];
  /** `Name <e-mail>`, each once. */
  readonly authors: readonly string[];
  /** When the newest of the commits was made; Unix time in seconds. */
  readonly changedAt: number;
}

const MAX_AUTHORS = 20;
const MAX_AUTHOR_LENGTH = 200;
const MAX_SUBJECT_LENGTH = 300;
const MAX_PATHS = 200_000; // a history may name any number of files that are long gone
const COMMIT_MARK = "\u001e";
const PART_MARK = "\u001f"; // a name may hold one: then the author is cut short

/**
 * What past commits say of each path (relative to the folder, with "/"), newest first; merges are left out.
 * Empty without git or without history; cut short when time is up.
 */
export async function history(folder: string, options: HistoryOptions = {}): Promise<Map<string, FileHistory>> {
  const files = new Map<string, Gathered>();
  const maxSubjects = options.maxSubjectsPerFile ?? 20;
  let commit: Commit = { subject: "", author: "", at: 0 };
  try {
    for await (const field of gitFields(logArguments(options), {
      folder,
      signal: options.signal,
      timeoutMs: options.timeoutMs ?? 30_000,
    })) {
      const text = field.toString();
      if (text.startsWith(COMMIT_MARK)) commit = commitOf(text);
      else remember(files, { path: text.replace(/^\n/, ""), commit, maxSubjects });
    }
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
  }
  return files;
}

function commitOf(text: string): Commit {
  const [at = "", author = "", ...subject] = text.slice(COMMIT_MARK.length).split(PART_MARK);
  return {
    subject: subject.join(" ").slice(0, MAX_SUBJECT_LENGTH).trim(),
    author: author.slice(0, MAX_AUTHOR_LENGTH).trim(),
    at: Number(at),
  };
}

function logArguments({ maxCommits = 2_000, commit }: HistoryOptions): string[] {
  return [
    "log",
    `--max-count=${maxCommits}`,
    "--no-merges",
    "--name-only",
    "--relative",
    "--no-renames",
    "--no-show-signature",
    "--no-ext-diff",
    "--no-textconv",
    "--no-color",
    "--no-notes",
    "--ignore-submodules=all",
    "--encoding=UTF-8",
    "-z",
    "--format=%x1e%ct%x1f%aN <%aE>%x1f%s",
    "--end-of-options",
    commit ?? "HEAD",
    "--",
    ".",
  ];
}

interface Commit {
  readonly subject: string;
  readonly author: string;
  readonly at: number;
}

interface Gathered {
  readonly subjects: string[];
  readonly authors: string[];
  readonly changedAt: number;
}

interface Mention {
  readonly path: string;
  readonly commit: Commit;
  readonly maxSubjects: number;
}

function remember(files: Map<string, Gathered>, { path, commit, maxSubjects }: Mention): void {
  const { subject, author, at } = commit;
  if (path === "") return;
  let known = files.get(path);
  if (known === undefined) {
    if (files.size >= MAX_PATHS) return;
    known = { subjects: [], authors: [], changedAt: at };
    files.set(path, known);
  }
  if (subject !== "" && known.subjects.length < maxSubjects) known.subjects.push(subject);
  if (known.authors.length < MAX_AUTHORS && !known.authors.includes(author)) known.authors.push(author);
}
