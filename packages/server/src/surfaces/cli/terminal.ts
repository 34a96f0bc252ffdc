/** A stream that text is written to, with what decides how it may look. */
export interface TextStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): boolean;
  once(event: "drain", listener: () => void): unknown;
}

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Style {
  bold(text: string): string;
  dim(text: string): string;
  accent(text: string): string;
  warning(text: string): string;
}

const ESCAPE = "\u001b[";
const paint =
  (on: number, off: number) =>
  (text: string): string =>
    `${ESCAPE}${on}m${text}${ESCAPE}${off}m`;
const same = (text: string): string => text;

const COLOURED: Style = { bold: paint(1, 22), dim: paint(2, 22), accent: paint(36, 39), warning: paint(33, 39) };
const PLAIN: Style = { bold: same, dim: same, accent: same, warning: same };

/** Colours only where a person looks at a terminal that knows them and did not ask for none (no-color.org). */
export function styleFor(stream: TextStream, env: Environment, isRefused: boolean): Style {
  const isWanted = isTerminal(stream, env) && !isRefused && (env["NO_COLOR"] ?? "") === "";
  return isWanted ? COLOURED : PLAIN;
}

export function isTerminal(stream: TextStream, env: Environment): boolean {
  return stream.isTTY === true && env["TERM"] !== "dumb";
}

// What moves a cursor, rings, or turns the reading order: control characters but tab and line feed, and bidi marks.
// oxlint-disable-next-line no-control-regex -- they are what is looked for
const UNSAFE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Text of a repository as it may be shown: it cannot command the terminal. */
export function plain(text: string): string {
  return text.replaceAll("\r\n", "\n").replaceAll(UNSAFE, "\ufffd");
}

/** The same for names and paths, which have one line. */
export function plainLine(text: string): string {
  return plain(text).replaceAll(/[\n\t]/g, " ");
}
