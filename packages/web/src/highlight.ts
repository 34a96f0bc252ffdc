/** Syntax colours. Grammars are loaded when a language is first shown; matched words become marks on top of them. */
import { createHighlighterCore, type HighlighterCore, type LanguageInput, type ThemedToken } from "shiki/core";
import { createJavaScriptRegexEngine } from "shiki/engine/javascript";

const GRAMMARS: Readonly<Record<string, LanguageInput>> = {
  python: () => import("shiki/langs/python.mjs"),
  typescript: () => import("shiki/langs/typescript.mjs"),
  tsx: () => import("shiki/langs/tsx.mjs"),
  javascript: () => import("shiki/langs/javascript.mjs"),
  java: () => import("shiki/langs/java.mjs"),
  go: () => import("shiki/langs/go.mjs"),
  markdown: () => import("shiki/langs/markdown.mjs"),
};

export type Theme = "github-light-high-contrast" | "github-dark-high-contrast";

let highlighter: Promise<HighlighterCore> | undefined;

function shared(): Promise<HighlighterCore> {
  highlighter ??= createHighlighterCore({
    engine: createJavaScriptRegexEngine({ forgiving: true }),
    themes: [
      import("shiki/themes/github-light-high-contrast.mjs"),
      import("shiki/themes/github-dark-high-contrast.mjs"),
    ],
    langs: [],
  });
  return highlighter;
}

/** Coloured tokens line by line; a language without a grammar gives plain ones. */
export async function colour(text: string, language: string, theme: Theme): Promise<ThemedToken[][]> {
  const core = await shared();
  const grammar = GRAMMARS[language];
  if (grammar === undefined) return core.codeToTokensBase(text, { lang: "text", theme });
  await core.loadLanguage(grammar);
  return core.codeToTokensBase(text, { lang: language, theme });
}

export interface Piece {
  readonly text: string;
  readonly colour: string | undefined;
  readonly marked: boolean;
}

/** Cuts a line's tokens at the borders of the marks, given as [from, to) columns in ascending order. */
export function markTokens(
  tokens: readonly Pick<ThemedToken, "content" | "color">[],
  marks: readonly (readonly [number, number])[],
): Piece[] {
  const pieces: Piece[] = [];
  let column = 0;
  for (const token of tokens) {
    const end = column + token.content.length;
    const start = column;
    const cuts = [start, ...marks.flat().filter((at) => at > start && at < end), end];
    for (const [index, from] of cuts.slice(0, -1).entries()) {
      const to = cuts[index + 1] ?? end;
      const marked = marks.some(([first, last]) => from >= first && to <= last);
      pieces.push({ text: token.content.slice(from - start, to - start), colour: token.color, marked });
    }
    column = end;
  }
  return pieces;
}
