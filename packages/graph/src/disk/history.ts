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

const MAX_SUBJECT_LENGTH = 300;
const MAX_PATHS = 200_000; // a history may name any number of files that are long gone
const SUBJECT_MARK = "\u001e";

/**
 * The subjects of past commits for each path (relative to the folder, with "/"), newest first; merges are left out.
 * Empty without git or without history; cut short when time is up.
 */
export async function history(folder: string, options: HistoryOptions = {}): Promise<Map<string, readonly string[]>> {
  const subjects = new Map<string, string[]>();
  const maxSubjects = options.maxSubjectsPerFile ?? 20;
  let subject = "";
  try {
    for await (const field of gitFields(logArguments(options), {
      folder,
      signal: options.signal,
      timeoutMs: options.timeoutMs ?? 30_000,
    })) {
      const text = field.toString();
      if (text.startsWith(SUBJECT_MARK)) subject = text.slice(1, MAX_SUBJECT_LENGTH + 1).trim();
      else remember(subjects, { path: text.replace(/^\n/, ""), subject, maxSubjects });
    }
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
  }
  return subjects;
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
    "--format=%x1e%s",
    "--end-of-options",
    commit ?? "HEAD",
    "--",
    ".",
  ];
}

interface Mention {
  readonly path: string;
  readonly subject: string;
  readonly maxSubjects: number;
}

function remember(subjects: Map<string, string[]>, { path, subject, maxSubjects }: Mention): void {
  if (path === "" || subject === "") return;
  const known = subjects.get(path);
  if (known === undefined) {
    if (subjects.size < MAX_PATHS) subjects.set(path, [subject]);
  } else if (known.length < maxSubjects) known.push(subject);
}
