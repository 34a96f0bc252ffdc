/** Which type a number has by how it is written, in languages that choose between overloads by it. */
import type { LiteralType } from "../facts.ts";
import { addPiece, type Role, textOf } from "./matches.ts";

/** By the suffix, in lower case; of one that is not listed nothing is known. */
type Suffixes = Readonly<Partial<Record<string, LiteralType>>>;

export interface Numbers {
  readonly whole: Suffixes;
  readonly real: Suffixes;
  /** What a number without a suffix is that does not fit into 31 bits, if that is always the same. */
  readonly large?: LiteralType;
}

const LARGEST_INT = 0x7f_ff_ff_ff;
/** Digits with their separators, fraction, exponent, suffix; a hexadecimal number has `f` for a digit and `p` for an exponent. */
const HEXADECIMAL = /^(0x[\da-f_']*)(\.[\da-f_']*)?(p[+-]?\d+)?([a-z]*)$/;
const DECIMAL = /^(0b[01_']+|[\d_']*)(\.[\d_']*)?(e[+-]?[\d_']+)?([a-z]*)$/;

/** Makes the role of all literals of numbers of a language. */
export function suffixed(numbers: Numbers): Role {
  return (draft, _match, node) => {
    const literal = typeOfNumber(textOf(draft, node).toLowerCase(), numbers);
    if (literal !== undefined) addPiece(draft, node, { kind: "literal", literal });
  };
}

function typeOfNumber(text: string, { whole, real, large }: Numbers): LiteralType | undefined {
  const parts = (text.startsWith("0x") ? HEXADECIMAL : DECIMAL).exec(text);
  if (parts === null) return undefined;
  const [, digits = "", fraction, exponent, suffix = ""] = parts;
  // `1f` is written without a point.
  const isReal = fraction !== undefined || exponent !== undefined || !Object.hasOwn(whole, suffix);
  if (isReal) return Object.hasOwn(real, suffix) ? real[suffix] : undefined;
  const isLarge = suffix === "" && Number(digits.replace(/[_']/g, "")) > LARGEST_INT;
  return isLarge ? large : whole[suffix];
}
