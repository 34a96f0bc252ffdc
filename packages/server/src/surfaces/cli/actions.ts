import type { Arguments } from "./arguments.ts";
import { usage } from "./failure.ts";
import type { Session } from "./session.ts";
import { didYouMean } from "./suggest.ts";

/** A word that stands behind an action, as in `revoke ID`. */
export interface Operand {
  /** As a sentence has it: `the ID of a key`. */
  readonly name: string;
  /** What to do where it is missing. */
  readonly next: string;
}

/** What was written for the operands of an action; empty where it takes none. */
export type Named = readonly [first: string, second: string];

/** One of the things that a command can do. */
export interface Action {
  readonly operands?: readonly Operand[];
  /** Answers with the exit code. */
  readonly run: (session: Session, given: Arguments, named: Named) => Promise<number>;
}

/** @throws CliError USAGE for a word that is none of the actions */
export async function chosen<T>(command: string, word: string, actions: Readonly<Record<string, T>>): Promise<T> {
  const action = Object.hasOwn(actions, word) ? actions[word] : undefined;
  if (action !== undefined) return action;
  const known = Object.keys(actions);
  const guess = await didYouMean(word, known);
  const all = `It knows: ${known.join(", ")}.`;
  throw usage(`aether ${command} cannot "${word}"`, guess === "" ? all : `${guess} ${all}`);
}

/** `aether COMMAND [ACTION OPERANDS]`: a command that does one of several things, the first of them where none is named. */
export function commandOf(command: string, actions: Readonly<Record<string, Action>>) {
  const usual = Object.keys(actions)[0] ?? "";
  return async (session: Session, given: Arguments): Promise<number> => {
    const [word = usual, ...words] = given.operands;
    const { operands = [], run } = await chosen(command, word, actions);
    const superfluous = words[operands.length];
    if (superfluous !== undefined)
      throw usage(
        `aether ${command} ${word} cannot use "${superfluous}"`,
        `\`aether ${command} --help\` shows its form.`,
      );
    const missing = operands.find((_operand, at) => (words[at] ?? "") === "");
    if (missing !== undefined) throw usage(`aether ${command} ${word} needs ${missing.name}`, missing.next);
    return run(session, given, [words[0] ?? "", words[1] ?? ""]);
  };
}
