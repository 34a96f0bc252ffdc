import { useComputedColorScheme } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { colour, markTokens, type Piece } from "./highlight.ts";

type Mark = readonly [line: number, from: number, to: number];

interface CodeProps {
  readonly text: string;
  readonly language: string;
  readonly firstLine: number;
  readonly label: string;
  readonly highlights?: readonly Mark[];
}

const NO_MARKS: readonly Mark[] = [];

/** Source with line numbers. Plain at once; colours follow when the grammar has arrived. */
export function Code({ text, language, firstLine, label, highlights = NO_MARKS }: CodeProps) {
  const scheme = useComputedColorScheme("light");
  const theme = scheme === "dark" ? "github-dark-high-contrast" : "github-light-high-contrast";
  const coloured = useQuery({
    queryKey: ["colour", theme, language, text],
    queryFn: () => colour(text, language, theme),
    staleTime: Infinity,
  });
  const tokens = coloured.data ?? text.split("\n").map((content) => [{ content }]);
  const lines = tokens.map((line, index) => markTokens(line, marksOf(highlights, firstLine + index)));
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <section className="code" aria-label={label} tabIndex={0}>
      {lines.map((pieces, index) => (
        // oxlint-disable-next-line react/no-array-index-key -- the number is what a line is
        <div className="line" key={index}>
          <span className="number" aria-hidden="true">
            {firstLine + index}
          </span>
          <code>
            {pieces.map((piece, at) => (
              // oxlint-disable-next-line react/no-array-index-key -- pieces of a line have no other identity
              <PieceView key={at} piece={piece} />
            ))}
          </code>
        </div>
      ))}
    </section>
  );
}

function PieceView({ piece }: { readonly piece: Piece }) {
  const style = piece.colour === undefined ? undefined : { color: piece.colour };
  return piece.marked ? <mark>{piece.text}</mark> : <span style={style}>{piece.text}</span>;
}

function marksOf(highlights: readonly Mark[], line: number): [number, number][] {
  return highlights.filter(([at]) => at === line).map(([, from, to]) => [from, to]);
}
