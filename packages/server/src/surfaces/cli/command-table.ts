import { ADMIN_COMMANDS } from "./admin-commands.ts";
import { AS_OF, type Command, type Flag, integer, list, off, text } from "./command.ts";
import { GRAPH_COMMANDS } from "./graph-commands.ts";
import { GREP } from "./grep-command.ts";
import { PEOPLE_COMMANDS } from "./people-commands.ts";
import { PROFILE_COMMANDS } from "./profile-commands.ts";

export type { Command, Flag } from "./command.ts";

/** Understood by every command. */
export const GLOBAL_FLAGS: readonly Flag[] = [
  off("json", "data as JSON: one document, or one a line where there are many"),
  { name: "quiet", short: "q", kind: "switch", summary: "no talk on stderr, only errors" },
  off("no-color", "no colours (NO_COLOR does the same)"),
  off("no-input", "never ask anything"),
  { name: "yes", short: "y", kind: "switch", summary: "answer every question with yes" },
  integer("timeout", "SECONDS", "give up when the server takes longer (default 60)"),
  text("api-url", "URL", "the server to ask; its token is read from AETHER_TOKEN"),
  text("profile", "NAME", "the sign-in to use, of `aether login`; local is the data of this machine"),
  { name: "help", short: "h", kind: "switch", summary: "show how the command is used" },
  { name: "version", short: "V", kind: "switch", summary: "show the version" },
];

const REPO = text("repo", "NAME", "only in this repository");

/** In the order of help. */
export const COMMANDS: readonly Command[] = [
  {
    name: "index",
    summary: "Read a folder, a repository's https URL or an archive, so that it can be searched",
    operands: "[PATH]|URL|ARCHIVE",
    operandsMin: 0,
    operandsMax: 1,
    flags: [
      text("name", "NAME", "call the repository so (default: the last part of what is given)"),
      text("ref", "REF", "a branch, tag or commit, from git, instead of the working tree"),
      text("credential", "NAME", "the stored credential that opens the URL"),
      list("scip", "FILE", "what an indexer of your own wrote of the folder: a SCIP index, heard before our own rules"),
    ],
    examples: [
      "aether index ~/code/shop",
      "aether index . --name shop",
      "aether index . --ref main",
      "aether index . --scip index.scip",
      "aether index https://github.com/expressjs/express.git",
      "aether index shop-1.4.tar.gz --name shop",
    ],
  },
  {
    name: "watch",
    summary: "Index a folder, then again after every change, until Ctrl-C",
    operands: "[PATH]",
    operandsMin: 0,
    operandsMax: 1,
    flags: [
      text("name", "NAME", "call the repository so (default: the folder's name)"),
      off("poll", "look every few seconds: for network file systems, which tell of no changes"),
    ],
    examples: ["aether watch", "aether watch ~/code/shop --json"],
  },
  {
    name: "search",
    summary: "Find code by words, names or a question",
    operands: "QUERY…",
    operandsMin: 0,
    operandsMax: Infinity,
    flags: [
      list("repo", "NAME", "only in this repository"),
      list("lang", "LANGUAGE", "only in this language"),
      list("kind", "KIND", "only definitions of this kind, as function or class"),
      list("path", "GLOB", "only in files whose path matches: *.ts in any folder, src/*.ts from the root"),
      list("symbol", "NAME", "only definitions of exactly this name"),
      list("is", "PLACE", "only what is test, generated, vendored, example or tooling"),
      list("author", "NAME", "only in files that this author has changed, by part of a name or e-mail"),
      list("before", "TIME", "only in files last changed before, as 2026, 2026-03 or 2026-03-14"),
      list("after", "TIME", "only in files last changed then or later"),
      integer("limit", "N", "how many results, 1 to 100 (default 10; with --batch 50)"),
      off("expand", "add callers and callees of the first results"),
      off("no-vectors", "by words and names alone"),
      off("explain", "tell how the question was read and what was looked at"),
      off("no-route", "by words alone also where the graph could answer, as who calls X"),
      off("no-snippets", "without the text of the results"),
      text("batch", "FILE", 'many queries: lines of {"id", "query"} in, lines of {"id", "results"} out; - is stdin'),
      ...AS_OF,
    ],
    examples: [
      'aether search "where is a session closed"',
      "aether search retry lang:go kind:function -path:old --limit 5",
    ],
  },
  GREP,
  {
    name: "show",
    summary: "Show a definition with its source",
    operands: "NAME|ID|PATH:LINE",
    operandsMin: 1,
    operandsMax: 1,
    flags: [REPO, ...AS_OF],
    examples: ["aether show openSession", "aether show src/session.ts:41"],
  },
  ...GRAPH_COMMANDS,
  {
    name: "export",
    summary: "Write the graph as JSON lines: of a folder, or of an indexed repository",
    operands: "[PATH]",
    operandsMin: 0,
    operandsMax: 1,
    flags: [
      { name: "format", kind: "text", value: "FORMAT", summary: "jsonl (default)", choices: ["jsonl"] },
      text("repo", "NAME", "an indexed repository, from the database"),
      list("scip", "FILE", "what an indexer of your own wrote of the folder: a SCIP index"),
      ...AS_OF,
    ],
    examples: ["aether export --format jsonl . > graph.jsonl", "aether export --repo shop"],
  },
  {
    name: "diff",
    summary: "List definitions and edges that differ between two refs or snapshots",
    operands: "A..B",
    operandsMin: 1,
    operandsMax: 1,
    flags: [
      text("repo", "NAME", "of this repository (default: the one around the current directory)"),
      text("ref", "REF", "whose snapshots bare numbers are (default: the working tree's)"),
      integer("limit", "N", "how many at most (default 100)"),
      text("cursor", "TEXT", "go on where the answer before ended"),
    ],
    examples: ["aether diff main..", "aether diff main..feature --repo shop", "aether diff 3..4"],
  },
  {
    name: "repos",
    summary: "List what is indexed; make a URL known; set when it is read again and how much of its past is kept",
    operands: "[list | show REPO | add URL | set REPO]",
    operandsMin: 0,
    operandsMax: 2,
    flags: [
      text("name", "NAME", "add, set: call it so"),
      text("ref", "REF", "add, set: the branch, tag or commit to follow (default: what its server calls HEAD)"),
      text("credential", "NAME", "add, set: the stored credential that opens it"),
      text("schedule", "TIME", "set: read it again so often, as 30m, 6h or 1d"),
      integer("keep-snapshots", "N", "set: of its past, so many at most"),
      integer("keep-days", "N", "set: of its past, what is not older"),
      list("without", "SETTING", "set: take it away: ref, credential, schedule, keep-snapshots or keep-days"),
    ],
    examples: ["aether repos", "aether repos set shop --schedule 6h --keep-days 30", "aether repos show shop"],
  },
  {
    name: "delete",
    summary: "Delete a repository with all that was read of it",
    operands: "REPO",
    operandsMin: 1,
    operandsMax: 1,
    flags: [],
    examples: ["aether delete shop", "aether delete shop --yes"],
  },
  {
    name: "forget",
    summary: "Forget refs that were indexed",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    flags: [
      text("repo", "NAME", "of this repository (default: the one around the current directory)"),
      list("ref", "REF", "this one"),
      off("gone", "all that lead to no commit any more, as deleted branches"),
    ],
    examples: ["aether forget --gone", "aether forget --ref feature --repo shop"],
  },
  {
    name: "jobs",
    summary: "List, watch, cancel or retry work in the background",
    operands: "[list | watch ID | cancel ID | retry ID]",
    operandsMin: 0,
    operandsMax: 2,
    flags: [integer("limit", "N", "how many, 1 to 100 (default 10)")],
    examples: ["aether jobs", "aether jobs watch 0191d2c4-…"],
  },
  ...PEOPLE_COMMANDS,
  ...ADMIN_COMMANDS,
  {
    name: "init",
    summary: "Make the first operator's key, tenant and owner of an installation for many",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    flags: [
      text("email", "ADDRESS", "of the tenant's owner"),
      text("tenant", "SLUG", "call the tenant so in URLs and commands (default: main)"),
      text("name", "NAME", "call the tenant so for people"),
    ],
    examples: ["aether init --email boss@example.org --tenant acme"],
  },
  {
    name: "serve",
    summary: "Run the server: API, documentation and web page",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    flags: [
      integer("port", "N", "listen here (default AETHER_PORT, else 8000 or the next free one; 0 takes any)"),
      text("host", "ADDRESS", "listen on this address (default 127.0.0.1)"),
    ],
    examples: ["aether serve", "aether serve --port 0"],
  },
  ...PROFILE_COMMANDS,
  {
    name: "doctor",
    summary: "Check the machine, the data and the server, and say what to do",
    operands: "",
    operandsMin: 0,
    operandsMax: 0,
    flags: [],
    examples: ["aether doctor"],
  },
  {
    name: "completion",
    summary: "Write the completion script of a shell",
    operands: "bash|zsh|fish",
    operandsMin: 1,
    operandsMax: 1,
    flags: [],
    examples: ["aether completion bash > ~/.local/share/bash-completion/completions/aether"],
  },
  {
    name: "help",
    summary: "Show how a command is used, or what an error means",
    operands: "[COMMAND | CODE]",
    operandsMin: 0,
    operandsMax: 1,
    flags: [],
    examples: ["aether help search", "aether help NOT_FOUND"],
  },
];

/** Asked by shells, not by people: no help lists it. */
const COMPLETE: Command = {
  name: "__complete",
  summary: "Write the names that a shell may offer",
  operands: "repos",
  operandsMin: 1,
  operandsMax: 1,
  flags: [],
  examples: [],
};

export function findCommand(name: string): Command | undefined {
  return [...COMMANDS, COMPLETE].find((command) => command.name === name);
}
