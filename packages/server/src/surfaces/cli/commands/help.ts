import type { Arguments } from "../arguments.ts";
import { COMMANDS, findCommand } from "../command-table.ts";
import { usage } from "../failure.ts";
import { helpText } from "../help-text.ts";
import type { Session } from "../session.ts";
import { didYouMean } from "../suggest.ts";

/** `aether help [COMMAND]`. */
export async function help({ print }: Session, given: Arguments): Promise<number> {
  const [topic] = given.operands;
  if (topic !== undefined && findCommand(topic) === undefined) {
    const guess = await didYouMean(
      topic,
      COMMANDS.map(({ name }) => name),
    );
    throw usage(`there is no command "${topic}"`, `${guess === "" ? "" : `${guess} `}\`aether help\` lists them all.`);
  }
  if (print.isJson) await print.json(topic === undefined ? COMMANDS : findCommand(topic));
  else await print.line(helpText(topic, print.style));
  return 0;
}
