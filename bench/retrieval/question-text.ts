/** What a person would ask, out of a commit's message or a function's documentation; undefined if it asks nothing. */

const LENGTH_MAX = 300;
const WORDS_MIN = 3;
const CHORE =
  /^(?:merge|revert|release|bump|update dep|prepare|changelog|version|chore|docs?|tests?|ci|build|style|typo|lint|format|upgrade|deps?)\b|changelog|typos?\b|readme|copyright|^v?\d+\.\d+/i;
const TRAILER = /^(?:[A-Z][\w-]+-by:|(?:fix(?:es)?|close[sd]?|resolves?|refs?|see|issue|pr)\b[:\s]*(?:#|https?:))/i;

export function questionOfCommit(message: string): string | undefined {
  const [first = "", ...rest] = message.split("\n");
  const subject = first
    .replace(/\s*\(?(?:#|GH-)\d+\)?\.?/g, "")
    .replace(/^\s*(?:\[[^\]]*\]|[\w/.-]+(?:\([^)]*\))?!?:)\s*/, "")
    .trim();
  if (CHORE.test(first) || CHORE.test(subject) || countWords(subject) < WORDS_MIN) return undefined;
  const body = paragraph(rest.filter((line) => !TRAILER.test(line.trim())).join("\n"));
  return isProse(body) ? cut(`${subject.replace(/\.$/, "")}. ${body}`) : cut(subject);
}

/** The first paragraph of a documentation text without markup; a function's own name in front is dropped. */
export function questionOfDocumentation(doc: string, name: string): string | undefined {
  const text = paragraph(doc.replace(/<\/?[a-z][^>]*>/gi, " ").replace(/\{@\w+\s+([^}]*)\}/g, "$1"))
    .replace(/^\s*@\w+\s*/, "")
    .replace(/[`*]+/g, "");
  const own = text.toLowerCase().startsWith(`${name.toLowerCase()} `) ? text.slice(name.length + 1) : text;
  return countWords(own) < WORDS_MIN || !isProse(own) ? undefined : cut(own);
}

function paragraph(text: string): string {
  const [first = ""] = text.trim().split(/\n\s*(?:\n|@|:param|:return|Args:|Returns:|Parameters\b|---|\*\s|-\s)/);
  return first.replace(/\s+/g, " ").trim();
}

function isProse(text: string): boolean {
  const letters = text.replace(/[^\p{L}]/gu, "").length;
  return countWords(text) >= WORDS_MIN && letters > text.length * 0.65 && !/https?:/.test(text.slice(0, 40));
}

function countWords(text: string): number {
  return text.split(/\s+/).filter((word) => /\p{L}/u.test(word)).length;
}

function cut(text: string): string {
  if (text.length <= LENGTH_MAX) return text;
  const end = text.slice(0, LENGTH_MAX).lastIndexOf(" ");
  return text.slice(0, end < 0 ? LENGTH_MAX : end);
}
