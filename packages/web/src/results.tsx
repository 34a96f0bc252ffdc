import { Anchor, Badge, Card, Group, Stack, Table, Text } from "@mantine/core";

import { Code } from "./code.tsx";
import type { Hit, SearchAnswer } from "./contract.ts";

interface ResultsProps {
  readonly answer: SearchAnswer;
  readonly open: (id: string) => void;
}

/** The hits, best first, and what they rest on. */
export function Results({ answer, open }: ResultsProps) {
  return (
    <Stack gap="sm">
      <Text size="sm" component="output" aria-live="polite">
        {summary(answer)}
      </Text>
      {readingOf(answer).map((line) => (
        <Text size="sm" key={line}>
          {line}
        </Text>
      ))}
      {answer.suggestions.length === 0 ? null : <Text size="sm">Did you mean {answer.suggestions.join(" or ")}?</Text>}
      {answer.hits.map((hit) => (
        <HitCard key={`${hit.repo} ${hit.id}`} hit={hit} open={open} />
      ))}
    </Stack>
  );
}

/** What answered in place of words, what was corrected, and what else a reader must know. */
function readingOf({ route, corrections, notes }: SearchAnswer): string[] {
  const corrected = corrections.map(
    ({ written, searched }) => `Searched for “${searched}” instead of “${written}”, which stands nowhere.`,
  );
  const answered = route === null ? [] : [`Answered by ${route.to}: ${route.why}.`];
  return [...corrected, ...answered, ...notes];
}

function summary({ hits, completeness }: SearchAnswer): string {
  const files = completeness.repos.reduce((sum, repo) => sum + repo.files, 0);
  const skipped = completeness.repos.reduce((sum, repo) => sum + repo.skipped_files, 0);
  const isOnlySimilar = hits.length > 0 && hits.every(({ parts }) => "no_words" in parts);
  const found = hits.length === 0 ? "Nothing found" : hits.length === 1 ? "1 hit" : `${hits.length} best hits`;
  const how = isOnlySimilar ? ", none with these words but near in meaning," : "";
  const repos = completeness.repos.length === 1 ? "1 repository" : `${completeness.repos.length} repositories`;
  const read = files === 1 ? "1 file" : `${files.toLocaleString()} files`;
  return `${found}${how} in ${read} of ${repos} (${skipped} skipped)`;
}

function HitCard({ hit, open }: { readonly hit: Hit; readonly open: (id: string) => void }) {
  const where = `${hit.file}:${hit.start_line}`;
  return (
    <Card withBorder padding="sm" component="article" aria-label={`${hit.kind} ${hit.qualified_name}`}>
      <Group justify="space-between" wrap="nowrap" align="flex-start">
        <div className="title">
          <Anchor component="button" type="button" fw={600} underline="always" onClick={() => open(hit.id)} data-hit>
            {hit.qualified_name}
          </Anchor>
          <Text size="xs" className="where">
            {hit.repo} · {where}
          </Text>
        </div>
        <Badge variant="outline" color="gray" className="kind">
          {hit.kind}
        </Badge>
      </Group>
      {hit.snippet === null ? null : (
        <Code
          text={hit.snippet.text}
          language={hit.language}
          firstLine={hit.snippet.start_line}
          highlights={hit.snippet.highlights}
          label={`source of ${hit.qualified_name}`}
        />
      )}
      <Why hit={hit} />
    </Card>
  );
}

/** The score and what each part added to it. */
function Why({ hit }: { readonly hit: Hit }) {
  const parts = Object.entries(hit.parts).sort(([, a], [, b]) => Math.abs(b) - Math.abs(a));
  const most = Math.max(...parts.map(([, value]) => Math.abs(value)), Number.MIN_VALUE);
  return (
    <details className="why">
      <summary>Why this hit: score {hit.score.toFixed(2)}</summary>
      <Table withRowBorders={false} verticalSpacing={2} aria-label={`parts of the score of ${hit.qualified_name}`}>
        <Table.Tbody>
          {parts.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th scope="row">{name}</Table.Th>
              <Table.Td className="value">{value.toFixed(3)}</Table.Td>
              <Table.Td className="bar" aria-hidden="true">
                <div className={value < 0 ? "less" : "more"} style={{ width: `${(100 * Math.abs(value)) / most}%` }} />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </details>
  );
}
