/** Doc comments: the comments that end on the line before a declaration, without their markers. */

const MAX_DOC_CHARS = 4_000;
const MAX_SIGNATURE_CHARS = 400;
const MAX_INDENT_CHARS = 1_000;

/** Text of the comments directly above `start`, oldest first; empty if there are none. `comments` are offsets [start, end, …]. */
export function docAbove(text: string, comments: readonly number[], start: number): string {
  const parts: string[] = [];
  let below = start;
  for (let at = lastEndingBy(comments, start); at >= 0; at -= 2) {
    const from = comments[at] ?? 0;
    const to = comments[at + 1] ?? 0;
    if (!isDirectlyAbove(text, to, below) || !startsItsLine(text, from)) break;
    if (below - from > MAX_DOC_CHARS * 2) break;
    parts.push(text.slice(from, to));
    below = from;
    if (parts[0]?.startsWith("/*")) break;
  }
  return cleanDoc(parts.reverse().join("\n"));
}

/** Removes comment and quote markers and the common indentation. */
function cleanDoc(raw: string): string {
  if (raw === "") return "";
  const lines = raw
    .slice(0, MAX_DOC_CHARS * 2)
    .replace(/^\s*\/\*+!?|\*+\/\s*$/g, "")
    .split("\n")
    .map((line) => line.replace(/^\s*(?:\/{2,}!?|#+:?|\*(?!\*)|--+|;+)?[ \t]?/, "").trimEnd());
  return lines.join("\n").trim().slice(0, MAX_DOC_CHARS);
}

/** Like `cleanDoc` for text that has no marker on each line: only the common indentation goes. */
export function dedent(raw: string): string {
  const lines = raw.slice(0, MAX_DOC_CHARS * 2).split(/\r?\n/);
  const indents = lines.slice(1).filter((line) => line.trim() !== "");
  const common = Math.min(...indents.map((line) => line.length - line.trimStart().length));
  const text = lines.map((line, at) => (at === 0 ? line.trim() : line.slice(common).trimEnd())).join("\n");
  return text.trim().slice(0, MAX_DOC_CHARS);
}

/** A declaration without its body: white space folded, trailing openers of the body removed. */
export function foldSignature(header: string): string {
  const folded = header
    .slice(0, MAX_SIGNATURE_CHARS * 4)
    .replace(/\s+/g, " ")
    .trim();
  return folded
    .replace(/\s*(?:=>|[{:=;,])$/, "")
    .slice(0, MAX_SIGNATURE_CHARS)
    .trim();
}

/** Index of the last comment that ends at or before the offset; -2 if there is none. */
function lastEndingBy(comments: readonly number[], offset: number): number {
  let low = 0;
  let high = comments.length >> 1;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((comments[middle * 2 + 1] ?? 0) <= offset) low = middle + 1;
    else high = middle;
  }
  return (low - 1) * 2;
}

/** Only white space lies between, with one line break at most. A comment of one line may hold its own line break. */
function isDirectlyAbove(text: string, end: number, below: number): boolean {
  let breaks = 0;
  for (let at = end; at < below; at++) {
    const code = text.charCodeAt(at);
    if (code === 10) breaks++;
    else if (code !== 32 && code !== 9 && code !== 13) return false;
    if (breaks > 1) return false;
  }
  return true;
}

function startsItsLine(text: string, offset: number): boolean {
  for (let at = offset - 1; at >= Math.max(0, offset - MAX_INDENT_CHARS); at--) {
    const code = text.charCodeAt(at);
    if (code === 10) return true;
    if (code !== 32 && code !== 9) return false;
  }
  return true;
}
