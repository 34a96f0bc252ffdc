import { ACTION_WORDS } from "../action-words.ts";
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

function flagsOf(command: Command): readonly Flag[] {
  return [...command.flags, ...GLOBAL_FLAGS];
}

/** Words that may follow a command besides flags. */
function wordsOf({ name }: Command): readonly string[] {
  if (name === "jobs") return ["list", "watch", "cancel", "retry"];
  if (name === "config") return ["list", "get", "set", "path", "profiles"];
  if (name === "completion") return Object.keys(SHELLS);
  return name === "help" ? NAMES : (ACTION_WORDS[name] ?? []);
}

const takesPath = ({ operands }: Command): boolean => operands.includes("PATH]");

function bash(): string {
  const cases = COMMANDS.map((command) => {
    const words = [...wordsOf(command), ...flagsOf(command).map(({ name }) => `--${name}`)].join(" ");
    const folders = takesPath(command) ? ' COMPREPLY+=($(compgen -d -- "$word"))' : "";
    return `    ${command.name}) COMPREPLY=($(compgen -W "${words}" -- "$word"))${folders} ;;`;
  });
  return [
    "_aether() {",
    '  local word="${COMP_WORDS[COMP_CWORD]}"',
    '  if [[ "${COMP_WORDS[COMP_CWORD-1]}" == --batch ]]; then COMPREPLY=($(compgen -f -- "$word")); return; fi',
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
    const flags = flagsOf(command).map(({ name, kind, value, summary }) => {
      const argument = kind === "switch" ? "" : `:${value ?? ""}:${name === "batch" ? "_files" : ""}`;
      return `'--${name}[${quote(summary)}]${argument}'`;
    });
    const words = wordsOf(command);
    const operand =
      words.length > 0 ? [`'*:word:(${words.join(" ")})'`] : takesPath(command) ? ["'*:folder:_files -/'"] : [];
    return `    ${command.name}) _arguments ${[...flags, ...operand].join(" ")} ;;`;
  });
  return [
    "#compdef aether",
    "_aether() {",
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

function fish(): string {
  const quote = (text: string): string => `'${text.replaceAll("\\", "\\\\").replaceAll("'", String.raw`\'`)}'`;
  const lines = COMMANDS.flatMap((command) => {
    const seen = `-n '__fish_seen_subcommand_from ${command.name}'`;
    const words = wordsOf(command);
    return [
      `complete -c aether -n __fish_use_subcommand -f -a ${command.name} -d ${quote(command.summary)}`,
      ...(words.length > 0 ? [`complete -c aether ${seen} -f -a '${words.join(" ")}'`] : []),
      ...flagsOf(command).map(({ name, short, kind, summary }) => {
        const letter = short === undefined ? "" : ` -s ${short}`;
        return `complete -c aether ${seen} -l ${name}${letter}${kind === "switch" ? "" : " -r"} -d ${quote(summary)}`;
      }),
    ];
  });
  return lines.join("\n");
}
