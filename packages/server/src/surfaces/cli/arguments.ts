import type { Flag } from "./command-table.ts";
import { usage } from "./failure.ts";

/** The flags and operands of a command line, by what they are rather than by where they stand. */
export interface Arguments {
  readonly operands: readonly string[];
  has(flag: string): boolean;
  /** The last one given. */
  text(flag: string): string | undefined;
  /** One of the words that the flag may be, see `Flag.choices`. */
  word<Word extends string>(flag: string, words: readonly Word[]): Word | undefined;
  integer(flag: string): number | undefined;
  list(flag: string): readonly string[];
}

export interface Split {
  readonly operands: string[];
  readonly values: Map<string, string[]>;
  readonly unknown: string[];
}

/** `-path:test` or `-"some text"` of a query. */
const LEFT_OUT = /^-(?:[a-z]+:|")/i;
const INTEGER = /^\d{1,9}$/;

/**
 * Reads `--flag value`, `--flag=value`, `-f value` and operands, `-path:test` and `-"text"` among them, in any order; after `--` everything is an operand.
 * What no flag answers to is handed back: only the caller knows all that it might have meant.
 * @throws CliError USAGE where a value is missing, superfluous or of the wrong form.
 */
export function splitArguments(words: readonly string[], flags: readonly Flag[]): Split {
  const split: Split = { operands: [], values: new Map(), unknown: [] };
  const left = [...words];
  for (let word = left.shift(); word !== undefined; word = left.shift()) {
    if (word === "--") {
      split.operands.push(...left);
      break;
    }
    if (!word.startsWith("-") || word === "-" || LEFT_OUT.test(word)) split.operands.push(word);
    else readFlag(word, left, { flags, split });
  }
  return split;
}

function readFlag(word: string, left: string[], { flags, split }: { flags: readonly Flag[]; split: Split }): void {
  const [, dashes = "", name = "", , inline] = /^(--?)([^=]*)(=(.*))?$/s.exec(word) ?? [];
  const flag = flags.find((each) => (dashes === "--" ? each.name === name : each.short === name));
  if (flag === undefined) return void split.unknown.push(`${dashes}${name}`);
  const values = split.values.get(flag.name) ?? [];
  split.values.set(flag.name, values);
  if (flag.kind === "switch") {
    if (inline !== undefined) throw usage(`--${flag.name} takes no value`, `Leave "=${inline}" out.`);
    return;
  }
  const value = inline ?? left.shift();
  if (value === undefined) {
    throw usage(`--${flag.name} needs a value`, `Write --${flag.name} ${flag.value ?? "VALUE"}.`);
  }
  values.push(checked(flag, value));
}

function checked(flag: Flag, value: string): string {
  if (flag.kind === "integer" && !INTEGER.test(value)) {
    throw usage(`--${flag.name} needs a whole number, not "${value}"`, `For example --${flag.name} 10.`);
  }
  if (flag.choices !== undefined && !flag.choices.includes(value)) {
    throw usage(`--${flag.name} cannot be "${value}"`, `Choose one of: ${flag.choices.join(", ")}.`);
  }
  return value;
}

export function toArguments({ operands, values }: Split): Arguments {
  const text = (flag: string): string | undefined => values.get(flag)?.at(-1);
  return {
    operands,
    has: (flag) => values.has(flag),
    text,
    word: (flag, words) => words.find((word) => word === text(flag)),
    integer(flag) {
      const value = text(flag);
      return value === undefined ? undefined : Number(value);
    },
    list: (flag) => values.get(flag) ?? [],
  };
}
