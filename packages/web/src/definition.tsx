import { Anchor, Badge, Button, Group, List, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";

import { getNeighbours, getNode } from "./api.ts";
import { Code } from "./code.tsx";
import type { NeighboursAnswer } from "./contract.ts";
import { ErrorNote } from "./error-note.tsx";

interface DefinitionProps {
  readonly id: string;
  readonly open: (id: string) => void;
  readonly close: () => void;
}

/** One definition with its source, and who calls it and whom it calls. */
export function Definition({ id, open, close }: DefinitionProps) {
  const node = useQuery({ queryKey: ["node", id], queryFn: ({ signal }) => getNode(id, signal) });
  if (node.isPending) return <Text size="sm">Loading…</Text>;
  if (node.isError) return <ErrorNote error={node.error} retry={() => void node.refetch()} />;
  const { node: shown, source } = node.data;
  return (
    <Stack gap="sm" component="section" aria-labelledby="definition">
      <Group justify="space-between" wrap="nowrap">
        <Title order={2} size="h4" id="definition" tabIndex={-1} ref={focus} key={id} className="title">
          {shown.qualified_name}
        </Title>
        <Button size="xs" variant="default" onClick={close}>
          Back to the hits
        </Button>
      </Group>
      <Group gap="xs">
        <Badge variant="outline" color="gray" className="kind">
          {shown.kind}
        </Badge>
        <Text size="sm" className="where">
          {shown.file === "" ? "outside of the repository" : `${shown.repo} · ${shown.file}:${shown.start_line}`}
        </Text>
      </Group>
      {shown.doc === "" ? null : <Text size="sm">{shown.doc}</Text>}
      {source === null ? null : (
        <Code
          text={source}
          language={shown.language}
          firstLine={shown.start_line}
          label={`source of ${shown.qualified_name}`}
        />
      )}
      <Neighbours id={id} relation="callers" open={open} />
      <Neighbours id={id} relation="callees" open={open} />
    </Stack>
  );
}

/** Whoever opened the definition by keyboard goes on reading there. */
function focus(title: HTMLHeadingElement | null): void {
  title?.focus();
}

interface NeighboursProps {
  readonly id: string;
  readonly relation: "callers" | "callees";
  readonly open: (id: string) => void;
}

function Neighbours({ id, relation, open }: NeighboursProps) {
  const found = useQuery({ queryKey: [relation, id], queryFn: ({ signal }) => getNeighbours(id, relation, signal) });
  const heading = relation === "callers" ? "Called by" : "Calls";
  return (
    <section aria-label={heading}>
      <Title order={3} size="h6">
        {heading}
      </Title>
      {found.isPending ? <Text size="xs">Loading…</Text> : null}
      {found.isError ? <ErrorNote error={found.error} retry={() => void found.refetch()} /> : null}
      {found.isSuccess ? <NeighbourList answer={found.data} open={open} /> : null}
    </section>
  );
}

function NeighbourList({ answer, open }: { readonly answer: NeighboursAnswer; readonly open: (id: string) => void }) {
  return (
    <>
      <List size="sm" listStyleType="none">
        {answer.neighbours.map(({ node, lines, tier }) => (
          <List.Item key={node.id}>
            {node.file === "" ? (
              <span>{node.qualified_name} (outside)</span>
            ) : (
              <Anchor component="button" type="button" size="sm" underline="always" onClick={() => open(node.id)}>
                {node.qualified_name}
              </Anchor>
            )}
            <Text span size="xs" className="where">
              {" "}
              {node.file} {lines.length > 0 ? `line ${lines.join(", ")}` : ""} · {tier}
            </Text>
          </List.Item>
        ))}
      </List>
      <Text size="xs">{footnote(answer)}</Text>
    </>
  );
}

/** "None" is only said together with what may be missing. */
function footnote({ neighbours, truncated, completeness: { unresolved } }: NeighboursAnswer): string {
  const shown = neighbours.length === 0 ? "None that could be proven." : truncated ? "More exist than are shown." : "";
  const missing =
    unresolved.count > 0
      ? ` ${unresolved.count === 1 ? "1 call" : `${unresolved.count}${unresolved.more ? "+" : ""} calls`} could not be bound and may belong here.`
      : "";
  return shown + missing;
}
