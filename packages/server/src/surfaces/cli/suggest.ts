/** The known words that somebody may have meant, nearest first: at most a third of the letters differ. */
async function closeTo(word: string, known: readonly string[]): Promise<string[]> {
  // Loaded only when something went wrong already.
  const { distance } = await import("fastest-levenshtein");
  const asked = word.toLowerCase();
  return known
    .map((name) => ({ name, away: isSwapped(asked, name.toLowerCase()) ? 1 : distance(asked, name.toLowerCase()) }))
    .filter(({ name, away }) => away <= Math.max(1, Math.floor(Math.max(name.length, asked.length) / 3)))
    .sort((one, other) => one.away - other.away)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Whether two letters side by side have changed places. */
function isSwapped(one: string, other: string): boolean {
  const at = Array.from(one).findIndex((letter, place) => letter !== other[place]);
  const swapped = one.slice(0, at) + one.slice(at + 1, at + 2) + one.slice(at, at + 1) + one.slice(at + 2);
  return at >= 0 && swapped === other;
}

/** `Did you mean "a" or "b"?`, or nothing. */
export async function didYouMean(word: string, known: readonly string[]): Promise<string> {
  const close = await closeTo(word, known);
  return close.length === 0 ? "" : `Did you mean ${close.map((name) => `"${name}"`).join(" or ")}?`;
}
