import type { Arguments } from "./arguments.ts";
import { usage } from "./failure.ts";
import type { Session } from "./session.ts";
import { didYouMean } from "./suggest.ts";

/** One of the things that a command can do. */
export interface Action {
  /** What stands behind its name; none where nothing may. */
  readonly operand?: { readonly name: string; readonly next: string };
  /** Answers with the exit code. `named` is the operand, empty where it takes none. */
  readonly run: (session: Session, given: Arguments, named: string) => Promise<number>;
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

/** `aether COMMAND [list | ACTION OPERAND]`: a command that lists things and changes one of them. */
export function commandOf(command: string, actions: Readonly<Record<string, Action>>) {
  return async (session: Session, given: Arguments): Promise<number> => {
    const [word = "list", named] = given.operands;
    const { operand, run } = await chosen(command, word, actions);
    if (operand === undefined && named !== undefined)
      throw usage(`aether ${command} ${word} cannot use "${named}"`, `Its form is: aether ${command} ${word}`);
    if (operand !== undefined && (named ?? "") === "")
      throw usage(`aether ${command} ${word} needs ${operand.name}`, operand.next);
    return run(session, given, named ?? "");
  };
}
