import type { Arguments } from "./arguments.ts";
import type { CliHost } from "./host.ts";
import { isTerminal, type Style, styleFor } from "./terminal.ts";

/** Data goes to stdout, talk to stderr: a pipe gets the data and nothing else. */
export interface Printer {
  readonly isJson: boolean;
  readonly style: Style;
  readonly talkStyle: Style;
  /** Where a progress bar may be drawn: stderr is a terminal and nobody asked for silence. */
  readonly bar: { readonly columns: number } | undefined;
  /** A line of data. Resolves when there is room for more. */
  line(text: string): Promise<void>;
  /** One JSON document on a line of its own. */
  json(value: unknown): Promise<void>;
  /** A line of talk; silent under --quiet. */
  say(text: string): void;
  /** Trouble that does not end the command; also under --quiet. */
  readonly warn: (text: string) => void;
  /** Talk without a line end of its own, for the bar. */
  draw(text: string): void;
}

export function createPrinter({ stdout, stderr, env }: CliHost, given: Arguments): Printer {
  const isRefused = given.has("no-color");
  const isQuiet = given.has("quiet");
  const talkStyle = styleFor(stderr, env, isRefused);
  const line = (text: string): Promise<void> => {
    if (stdout.write(`${text}\n`)) return Promise.resolve();
    return new Promise((resolve) => stdout.once("drain", resolve));
  };
  return {
    isJson: given.has("json"),
    style: styleFor(stdout, env, isRefused),
    talkStyle,
    bar: isTerminal(stderr, env) && !isQuiet ? { columns: columnsOf(stderr) } : undefined,
    line,
    json: (value) => line(JSON.stringify(value)),
    say: (text) => {
      if (!isQuiet) stderr.write(`${text}\n`);
    },
    warn: (text) => void stderr.write(`${talkStyle.warning("error:")} ${text}\n`),
    draw: (text) => void stderr.write(text),
  };
}

/** Terminals that do not know their width say 0 or nothing. */
function columnsOf({ columns }: CliHost["stderr"]): number {
  return columns === undefined || columns === 0 ? 80 : columns;
}
