/** A thread's program, given by its source: TypeScript where this runs from sources, JavaScript where it was built. */
export function threadEntry(source: URL): URL {
  const entry = new URL(source);
  if (import.meta.url.endsWith(".js")) entry.pathname = entry.pathname.replace(/\.ts$/, ".js");
  return entry;
}
