/** The name that a place of a text lies in. */
export interface NameAt {
  readonly name: string;
  /** 0-based, in UTF-16 units. */
  readonly column: number;
  /** It is asked of something else, as `b` in `a.b`: no local name hides it. */
  readonly isMember: boolean;
}

const NAME = /[\p{ID_Start}_$][\p{ID_Continue}$]*/gu;
/** Longer lines hold no code that people point at. */
const MAX_LINE = 100_000;

/** The name that a column of a line lies in, or that ends there. */
export function nameAt(line: string, column: number): NameAt | undefined {
  for (const { 0: name, index } of line.slice(0, MAX_LINE).matchAll(NAME)) {
    if (index > column) return undefined;
    if (column > index + name.length) continue;
    return { name, column: index, isMember: /(?:\.|->|::)\s*$/.test(line.slice(0, index)) };
  }
  return undefined;
}
