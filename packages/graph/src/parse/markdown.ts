/**
 * Markdown, read line by line: headings are sections, nested by level, each up to the next heading of its level or above.
 * Of the block structure only what can hide a heading is known: front matter, fenced and indented code, comments.
 */
import { emptyFacts } from "../empty-facts.ts";
import type { Definition, FileFacts } from "../facts.ts";

const MAX_SIGNATURE_CHARS = 400;
const ATX = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/;
const SETEXT = /^ {0,3}(=+|-+)[ \t]*$/;
const FENCE = /^ {0,3}(`{3,}(?=[^`]*$)|~{3,})/;
const RULE = /^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$/;
/** Quotes, lists and tables: an underline makes no heading of them, nor of the lines that go on with them. */
const OTHER_BLOCK = /^ {0,3}(?:>|[-+*][ \t]|\d{1,9}[.)][ \t]|\|)/;
const BETWEEN = -1;
const IN_OTHER_BLOCK = -2;

export function scanMarkdown(text: string): FileFacts {
  const lines = readLines(text);
  return {
    ...emptyFacts("markdown", lines.length),
    definitions: nestSections(text, lines, findHeadings(lines)),
  };
}

interface Line {
  readonly text: string;
  readonly start: number;
}

/** The empty text after a last line break is no line. */
function readLines(text: string): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < text.length;) {
    const lineBreak = text.indexOf("\n", start);
    const end = lineBreak < 0 ? text.length : lineBreak;
    const isWindows = text.charCodeAt(end - 1) === 13 && end > start;
    lines.push({ text: text.slice(start, isWindows ? end - 1 : end), start });
    start = end + 1;
  }
  return lines;
}

interface Heading {
  readonly level: number;
  readonly title: string;
  /** Index of its first line, and of the first line after it. */
  readonly line: number;
  readonly bodyLine: number;
}

function findHeadings(lines: readonly Line[]): Heading[] {
  const headings: Heading[] = [];
  // Where the paragraph above begins, if it is one: an underline makes all of it a heading.
  let paragraph = BETWEEN;
  for (let at = afterFrontMatter(lines); at < lines.length; at++) {
    const hiddenEnd = endOfHidden(lines, at, paragraph !== BETWEEN);
    if (hiddenEnd > at) {
      paragraph = BETWEEN;
      at = hiddenEnd - 1;
      continue;
    }
    const heading = headingAt(lines, at, paragraph);
    if (heading !== undefined) headings.push(heading);
    paragraph = heading === undefined ? nextParagraph(lines[at]?.text ?? "", at, paragraph) : BETWEEN;
  }
  return headings;
}

function nextParagraph(text: string, at: number, paragraph: number): number {
  if (text.trim() === "" || RULE.test(text)) return BETWEEN;
  if (paragraph === IN_OTHER_BLOCK || OTHER_BLOCK.test(text)) return IN_OTHER_BLOCK;
  return paragraph >= 0 ? paragraph : at;
}

/** Index of the first line that is not hidden any more: `at` itself if nothing begins here. */
function endOfHidden(lines: readonly Line[], at: number, isInParagraph: boolean): number {
  const text = lines[at]?.text ?? "";
  const fence = FENCE.exec(text)?.[1];
  if (fence !== undefined) {
    const closing = new RegExp(`^ {0,3}\\${fence.charAt(0)}{${fence.length},}[ \\t]*$`);
    return lineAfter(lines, at + 1, (line) => closing.test(line));
  }
  if (/^ {0,3}<!--/.test(text)) return lineAfter(lines, at, (line) => line.includes("-->"));
  return !isInParagraph && /^(?: {4}|\t)\s*\S/.test(text) ? at + 1 : at;
}

function lineAfter(lines: readonly Line[], from: number, isLast: (text: string) => boolean): number {
  for (let at = from; at < lines.length; at++) if (isLast(lines[at]?.text ?? "")) return at + 1;
  return lines.length;
}

function afterFrontMatter(lines: readonly Line[]): number {
  if (lines[0]?.text.trimEnd() !== "---") return 0;
  const end = lineAfter(lines, 1, (line) => /^(?:---|\.\.\.)\s*$/.test(line));
  return end < lines.length || /^(?:---|\.\.\.)\s*$/.test(lines.at(-1)?.text ?? "") ? end : 0;
}

function headingAt(lines: readonly Line[], at: number, paragraph: number): Heading | undefined {
  const text = lines[at]?.text ?? "";
  const hashes = ATX.exec(text);
  if (hashes !== null) {
    return { level: hashes[1]?.length ?? 1, title: plainTitle(hashes[2] ?? ""), line: at, bodyLine: at + 1 };
  }
  const underline = paragraph < 0 ? null : SETEXT.exec(text);
  if (underline === null) return undefined;
  const title = lines.slice(paragraph, at).map((line) => line.text.trim());
  const level = underline[1]?.startsWith("=") === true ? 1 : 2;
  return { level, title: plainTitle(title.join(" ")), line: paragraph, bodyLine: at + 1 };
}

/** The words of a heading without its markup: links, code, emphasis, tags, anchors. */
function plainTitle(raw: string): string {
  return raw
    .slice(0, MAX_SIGNATURE_CHARS)
    .replace(/^#+$/, "")
    .replace(/\s*\{#[^{}]*\}\s*$/, "")
    .replace(/!?\[([^[\]]*)\]\([^()]*\)/g, "$1")
    .replace(/<\/?[A-Za-z][^<>]*>/g, "")
    .replace(/(?<!\\)(\*\*|__|[*`])(\S[^*`]*?)(?<!\\)\1/g, "$2")
    .replace(/\\([!-/:-@[-`{-~])/g, "$1")
    .replace(/\s+/g, " ")
    .trim();
}

function nestSections(text: string, lines: readonly Line[], headings: readonly Heading[]): Definition[] {
  const ends = sectionEnds(lines, headings);
  const open: { readonly level: number; readonly index: number }[] = [];
  return headings.map((heading, index) => {
    while ((open.at(-1)?.level ?? 0) >= heading.level) open.pop();
    const parent = open.at(-1)?.index ?? -1;
    open.push({ level: heading.level, index });
    return section({ text, lines }, heading, { parent, endLine: ends[index] ?? lines.length });
  });
}

/** For each heading the number of the last line before the next one of its level or above. */
function sectionEnds(lines: readonly Line[], headings: readonly Heading[]): number[] {
  const ends: number[] = headings.map(() => lines.length);
  const open: number[] = [];
  for (const [index, { level, line }] of headings.entries()) {
    while ((headings[open.at(-1) ?? -1]?.level ?? 0) >= level) ends[open.pop() ?? -1] = line;
    open.push(index);
  }
  return ends;
}

function section(
  file: { readonly text: string; readonly lines: readonly Line[] },
  { title, line, bodyLine }: Heading,
  { parent, endLine }: { readonly parent: number; readonly endLine: number },
): Definition {
  const offsetOf = (at: number): number => file.lines[at]?.start ?? file.text.length;
  const first = file.lines[line];
  const raw = first?.text ?? "";
  return {
    kind: "Section",
    name: title,
    parent,
    startLine: line + 1,
    endLine,
    start: offsetOf(line),
    end: offsetOf(endLine),
    bodyStart: Math.min(offsetOf(bodyLine), offsetOf(endLine)),
    nameLine: line + 1,
    nameColumn: /^ {0,3}#*[ \t]*/.exec(raw)?.[0].length ?? 0,
    signature: title,
    doc: "",
    visibility: "public",
    exported: true,
    modifiers: [],
    parameters: [],
    bases: [],
    decorators: [],
  };
}
