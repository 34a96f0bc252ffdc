import type { Arguments } from "./arguments.ts";
import { CliError, usage } from "./failure.ts";
import type { Session } from "./session.ts";

/** @throws CliError USAGE where nobody can be asked and nothing stands for their yes. Before anything is done, so that a script hears of it. */
export function requireSomebody({ host }: Session, given: Arguments, command: string): void {
  if (given.has("yes")) return;
  const isThere = host.stdin.isTTY === true && host.stderr.isTTY === true;
  if (isThere && !given.has("no-input")) return;
  const why = isThere ? "--no-input, " : "there is no terminal, ";
  throw usage(`${why}and nobody who could be asked`, `To go on without a question: ${command} --yes`);
}

/** Asks for the name of what will be lost, unless --yes was given. @throws CliError CANCELLED for anything else */
export async function agreeByName({ host }: Session, given: Arguments, name: string): Promise<void> {
  if (given.has("yes")) return;
  const typed = await host.ask(`Type ${name} to delete it: `);
  if (typed?.trim() === name) return;
  throw new CliError({ code: "CANCELLED", message: "nothing was deleted", next: `Type ${name} to go on.` });
}

/** Asks unless --yes was given. @throws CliError CANCELLED for whatever is not a yes */
export function agree(session: Session, given: Arguments, question: string): Promise<void> {
  return agreeTo(session, given, { question, otherwise: "nothing was deleted" });
}

/** The same for what is no deletion; `otherwise` tells what did not happen. */
export async function agreeTo({ host }: Session, given: Arguments, { question, otherwise }: Proposal): Promise<void> {
  if (given.has("yes")) return;
  const typed = await host.ask(`${question} [y/N] `);
  if (/^\s*y(?:es)?\s*$/i.test(typed ?? "")) return;
  throw new CliError({ code: "CANCELLED", message: otherwise, next: "Answer y to go on." });
}

interface Proposal {
  readonly question: string;
  readonly otherwise: string;
}
