import { type Command, COMMANDS, findCommand, type Flag, GLOBAL_FLAGS } from "./command-table.ts";
import type { Style } from "./terminal.ts";

/** How a command, or the program, is used. */
export function helpText(topic: string | undefined, style: Style): string {
  const command = topic === undefined ? undefined : findCommand(topic);
  return (command === undefined ? ofProgram(style) : ofCommand(command, style)).join("\n");
}

function ofProgram(style: Style): string[] {
  return [
    "Understands code and answers from it: where something is, what calls it, what it calls.",
    "",
    `${style.bold("Usage:")} aether COMMAND [ARGUMENTS] [FLAGS]`,
    "",
    style.bold("Commands:"),
    ...table(COMMANDS.map(({ name, summary }) => [name, summary])),
    "",
    style.bold("Flags of every command:"),
    ...table(GLOBAL_FLAGS.map(flagRow)),
    "",
    style.bold("Begin with:"),
    "  aether index .",
    '  aether search "where is the configuration read"',
    "",
    "Data is kept in AETHER_DATA (default ~/.local/share/aether). `aether help COMMAND` says more.",
  ];
}

function ofCommand(command: Command, style: Style): string[] {
  const { name, summary, operands, flags, examples } = command;
  const form = [`aether ${name}`, operands, "[FLAGS]"].filter((part) => part !== "").join(" ");
  return [
    `${summary}.`,
    "",
    `${style.bold("Usage:")} ${form}`,
    ...(flags.length === 0 ? [] : ["", style.bold("Flags:"), ...table(flags.map(flagRow))]),
    "",
    style.bold("Flags of every command:"),
    ...table(GLOBAL_FLAGS.map(flagRow)),
    "",
    style.bold(examples.length === 1 ? "Example:" : "Examples:"),
    ...examples.map((example) => `  ${example}`),
  ];
}

/** A flag's names and value, and what it does. */
export function flagRow({ name, short, value, summary, choices = [] }: Flag): [string, string] {
  const names = `${short === undefined ? "    " : `-${short}, `}--${name}`;
  const said = choices.length < 2 ? summary : `${summary}: ${choices.join(", ")}`;
  return [value === undefined ? names : `${names} ${value}`, said];
}

function table(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
