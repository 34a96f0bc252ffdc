/** The known words that somebody may have meant, nearest first: at most a third of the letters differ. */
async function closeTo(word: string, known: readonly string[]): Promise<string[]> {
  // Loaded only when something went wrong already.
  const { distance } = await import("fastest-levenshtein");
  const asked = word.toLowerCase();
  return known
    .map((name) => ({ name, away: distance(asked, name.toLowerCase()) }))
    .filter(({ name, away }) => away <= Math.max(1, Math.floor(Math.max(name.length, asked.length) / 3)))
    .sort((one, other) => one.away - other.away)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** `Did you mean "a" or "b"?`, or nothing. */
export async function didYouMean(word: string, known: readonly string[]): Promise<string> {
  const close = await closeTo(word, known);
  return close.length === 0 ? "" : `Did you mean ${close.map((name) => `"${name}"`).join(" or ")}?`;
}
