import type { Arguments } from "../arguments.ts";
import { type Command, COMMANDS, type Flag, GLOBAL_FLAGS } from "../command-table.ts";
import { usage } from "../failure.ts";
import type { Session } from "../session.ts";

const SHELLS: Readonly<Record<string, () => string>> = { bash, zsh, fish };

/** `aether completion SHELL`: made from the same table as help. */
export async function completion({ print }: Session, given: Arguments): Promise<number> {
  const [shell = ""] = given.operands;
  const write = Object.hasOwn(SHELLS, shell) ? SHELLS[shell] : undefined;
  if (write === undefined) throw usage(`there is no completion for "${shell}"`, "There is one for bash, zsh and fish.");
  const script = write();
  await (print.isJson ? print.json({ shell, script }) : print.line(script));
  return 0;
}

const NAMES = COMMANDS.map(({ name }) => name);

/** Asks for names while somebody waits at a prompt; what goes wrong is nobody's to read there. */
const ASK = "__complete repos --timeout 2 2>/dev/null";

function flagsOf(command: Command): readonly Flag[] {
  return [...command.flags, ...GLOBAL_FLAGS];
}

/** Words that may follow a command besides flags: its actions, by its form. */
function wordsOf({ name, operands }: Command): readonly string[] {
  if (name === "help") return NAMES;
  return /^\[?[a-z]/.test(operands) ? (operands.match(/[a-z][a-z-]+/g) ?? []) : [];
}

const takesPath = ({ operands }: Command): boolean => operands.includes("PATH]");
/** The name of a repository is one of the words that may follow. */
const takesRepo = ({ operands }: Command): boolean => /\bREPO\b/.test(operands);
const isOfRepo = ({ name, value }: Flag): boolean => name === "repo" && value !== undefined;

function bash(): string {
  const cases = COMMANDS.map((command) => {
    const words = [...wordsOf(command), ...flagsOf(command).map(({ name }) => `--${name}`)].join(" ");
    const folders = takesPath(command) ? ' COMPREPLY+=($(compgen -d -- "$word"))' : "";
    const repos = takesRepo(command) ? "; _aether_repos" : "";
    return `    ${command.name}) COMPREPLY=($(compgen -W "${words}" -- "$word"))${folders}${repos} ;;`;
  });
  return [
    "_aether_repos() {",
    "  local name",
    "  while IFS= read -r name; do",
    '    [[ "$name" == "$word"* ]] && COMPREPLY+=("$name")',
    `  done < <("\${COMP_WORDS[0]}" ${ASK})`,
    "}",
    "_aether() {",
    '  local word="${COMP_WORDS[COMP_CWORD]}"',
    "  COMPREPLY=()",
    '  if [[ "${COMP_WORDS[COMP_CWORD-1]}" == --batch ]]; then COMPREPLY=($(compgen -f -- "$word")); return; fi',
    '  if [[ "${COMP_WORDS[COMP_CWORD-1]}" == --repo ]]; then _aether_repos; return; fi',
    `  if (( COMP_CWORD == 1 )); then COMPREPLY=($(compgen -W "${NAMES.join(" ")}" -- "$word")); return; fi`,
    '  case "${COMP_WORDS[1]}" in',
    ...cases,
    "  esac",
    "}",
    "complete -F _aether aether",
  ].join("\n");
}

function zsh(): string {
  const quote = (text: string): string =>
    text.replaceAll(/[[\]:'\\]/g, String.raw`\$&`).replaceAll(String.raw`\'`, "'\\''");
  const cases = COMMANDS.map((command) => {
    const flags = flagsOf(command).map((flag) => {
      const { name, kind, value, summary } = flag;
      const how = isOfRepo(flag) ? "_aether_repos" : name === "batch" ? "_files" : "";
      return `'--${name}[${quote(summary)}]${kind === "switch" ? "" : `:${value ?? ""}:${how}`}'`;
    });
    return `    ${command.name}) _arguments ${[...flags, ...zshOperands(command)].join(" ")} ;;`;
  });
  return [
    "#compdef aether",
    "_aether_repos() {",
    `  local -a names=("\${(@f)$($program ${ASK})}")`,
    "  compadd -a names",
    "}",
    "_aether() {",
    "  local program=$words[1]",
    `  local -a commands=(${COMMANDS.map(({ name, summary }) => `'${name}:${quote(summary)}'`).join(" ")})`,
    "  if (( CURRENT == 2 )); then _describe command commands; return; fi",
    "  local command=$words[2]",
    "  shift words; (( CURRENT-- ))",
    "  case $command in",
    ...cases,
    "  esac",
    "}",
    "compdef _aether aether",
  ].join("\n");
}

function zshOperands(command: Command): string[] {
  const words = wordsOf(command);
  const repos = takesRepo(command);
  if (words.length > 0)
    return repos ? [`'1:word:(${words.join(" ")})'`, "'*:repo:_aether_repos'"] : [`'*:word:(${words.join(" ")})'`];
  if (repos) return ["'*:repo:_aether_repos'"];
  return takesPath(command) ? ["'*:folder:_files -/'"] : [];
}

function fish(): string {
  const quote = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", String.raw`\'`)}'`;
  const lines = COMMANDS.flatMap((command) => {
    const seen = `-n '__fish_seen_subcommand_from ${command.name}'`;
    const words = wordsOf(command);
    return [
      `complete -c aether -n __fish_use_subcommand -f -a ${command.name} -d ${quote(command.summary)}`,
      ...(words.length > 0 ? [`complete -c aether ${seen} -f -a '${words.join(" ")}'`] : []),
      ...(takesRepo(command) ? [`complete -c aether ${seen} -f -a '(__aether_repos)'`] : []),
      ...flagsOf(command).map((flag) => {
        const { name, short, kind, summary } = flag;
        const letter = short === undefined ? "" : ` -s ${short}`;
        const value = isOfRepo(flag) ? " -x -a '(__aether_repos)'" : kind === "switch" ? "" : " -r";
        return `complete -c aether ${seen} -l ${name}${letter}${value} -d ${quote(summary)}`;
      }),
    ];
  });
  return ["function __aether_repos", `  aether ${ASK}`, "end", ...lines].join("\n");
}
