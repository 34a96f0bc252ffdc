import { AS_OF, type Command, type Flag, integer, list, off } from "./command.ts";

const short = (letter: string, flag: Flag): Flag => ({ ...flag, short: letter });

export const GREP: Command = {
  name: "grep",
  summary: "Find lines that match a regular expression, in every text file",
  operands: "PATTERN [PATH…]",
  operandsMin: 1,
  operandsMax: Infinity,
  flags: [
    short("F", off("literal", "look for the pattern as it is written")),
    short("i", off("ignore-case", "whatever the case of letters")),
    short("S", off("smart-case", "the same, unless the pattern has an upper-case letter")),
    short("w", off("word", "only whole words")),
    short("U", off("multiline", "a match may go over lines")),
    short("A", integer("after", "N", "show N lines behind each match, at most 20")),
    short("B", integer("before", "N", "show N lines before each match, at most 20")),
    short("C", integer("context", "N", "both")),
    short("l", off("files", "only the names of files that have a match")),
    list("repo", "NAME", "only in this repository"),
    list("lang", "LANGUAGE", "only in this language"),
    short(
      "g",
      list("path", "GLOB", "only in files whose path matches, *.ts in any folder; with ! before it, not in these"),
    ),
    integer("limit", "N", "how many lines at most, with -l how many files (default 1000)"),
    off("force", "also where every file must be looked through"),
    ...AS_OF,
  ],
  examples: [
    "aether grep 'TODO|FIXME' src",
    "aether grep -F 'a[i]' --lang c",
    "aether grep -i -w -C 2 timeout -g '!test/**'",
  ],
};
