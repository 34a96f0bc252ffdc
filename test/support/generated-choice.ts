/** What generated projects are made of: a few names that meet each other again and again, and choices made from a number. */
export const TYPES = ["Base", "Child", "Other"];
export const FUNCTIONS = ["make", "run", "load"];

/** Draws one of several again and again from one number. */
export function chooser(seed: number): <T>(items: readonly T[]) => T {
  let state = (seed ^ 0x9e3779b9) >>> 0;
  return (items) => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x297a2d39) >>> 0;
    const item = items[state % items.length];
    if (item === undefined) throw new Error("nothing to choose from");
    return item;
  };
}

export interface Language {
  readonly paths: readonly string[];
  write(path: string, seed: number): string;
}
