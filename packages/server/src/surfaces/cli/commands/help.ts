import { ERRORS, type ErrorCode } from "#kernel/errors";

import type { Arguments } from "../arguments.ts";
import { COMMANDS, findCommand } from "../command-table.ts";
import { usage } from "../failure.ts";
import { helpText } from "../help-text.ts";
import type { Session } from "../session.ts";
import { didYouMean } from "../suggest.ts";

/** `aether help [COMMAND | CODE]`. */
export async function help({ print }: Session, given: Arguments): Promise<number> {
  const [topic] = given.operands;
  const error = errorNamed(topic);
  if (error !== undefined) {
    const { code, summary, remedy, retry } = error;
    const again = retry ? "The same may succeed later." : "The same fails again unless something is changed.";
    if (print.isJson) await print.json(error);
    else for (const line of [`${print.style.bold(code)}: ${summary}`, remedy, again]) await print.line(line);
    return 0;
  }
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

/** What the catalogue says of a code, in whatever case it was typed. */
function errorNamed(topic = "") {
  const code = topic.toUpperCase();
  return isCode(code) ? { code, ...ERRORS[code] } : undefined;
}

function isCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text);
}
