/**
 * C#: conditional sections. The grammar reads them between whole statements and members; elsewhere (`: Base #if X , IExtra #endif`)
 * they break what stands around them. So it is given the text without the directives: with all sections where each is
 * whole, else with the first of them.
 */

const DIRECTIVE = /^[ \t]*#[ \t]*(if|elif|else|endif)\b[^\n]*$/gm;
/** Nested deeper than any code is; such directives are left to the grammar. */
const MAX_DEPTH = 32;
/** How far back the end of what stands before a condition is looked for. */
const MAX_BEFORE = 2_000;

interface Section {
  readonly start: number;
  end: number;
}

interface Condition {
  readonly start: number;
  readonly sections: Section[];
}

/** As long as the text, line for line. */
export function withoutConditions(text: string): string {
  if (!text.includes("#")) return text;
  const blanks: Section[] = [];
  const open: Condition[] = [];
  for (const match of text.matchAll(DIRECTIVE)) {
    const [whole, word] = match;
    const line: Section = { start: match.index, end: match.index + whole.length };
    blanks.push(line);
    if (word === "if") open.push({ start: line.start, sections: [{ start: line.end, end: line.end }] });
    else endSection(open, line, word === "endif");
    if (word === "endif") blanks.push(...leftOut(text, open.pop()));
    if (open.length > MAX_DEPTH) return text;
  }
  return open.length > 0 ? text : blanked(text, blanks);
}

function endSection(open: readonly Condition[], line: Section, isLast: boolean): void {
  const sections = open.at(-1)?.sections;
  const section = sections?.at(-1);
  if (section !== undefined) section.end = line.start;
  if (!isLast) sections?.push({ start: line.end, end: line.end });
}

function leftOut(text: string, condition: Condition | undefined): readonly Section[] {
  const { start, sections } = condition ?? { start: 0, sections: [] };
  if (sections.length < 2) return [];
  const isBetween = /(?:^|[;{}\]])$/.test(code(text.slice(Math.max(0, start - MAX_BEFORE), start)));
  if (isBetween && sections.every((one) => isWhole(code(text.slice(one.start, one.end))))) return [];
  const kept = sections.find((one) => code(text.slice(one.start, one.end)) !== "");
  return sections.filter((one) => one !== kept);
}

/** Without comments and directives. */
function code(text: string): string {
  return text.replace(/\/\*[^]*?\*\/|\/\/[^\n]*|^[ \t]*#[^\n]*/gm, "").trim();
}

function isWhole(section: string): boolean {
  if (section === "") return true;
  if (!/[;}\]]$/.test(section)) return false;
  let depth = 0;
  for (const [token] of section.matchAll(/"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])'|[{}()]/g)) {
    if (token === "{" || token === "(") depth++;
    else if (token === "}" || token === ")") depth--;
    if (depth < 0) return false;
  }
  return depth === 0;
}

function blanked(text: string, blanks: readonly Section[]): string {
  const sorted = blanks.toSorted((a, b) => a.start - b.start);
  let result = "";
  let at = 0;
  for (const { start, end } of sorted) {
    if (end <= at) continue;
    const from = Math.max(at, start);
    result += text.slice(at, from) + text.slice(from, end).replace(/[^\n]/g, " ");
    at = end;
  }
  return result + text.slice(at);
}
