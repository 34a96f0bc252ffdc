import { Anchor, Container, Group, Stack, Text, Title } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { keepPreviousData, useQuery } from "@tanstack/react-query";

import { useView, type View } from "./address.ts";
import { isPerson, listRepositories, search } from "./api.ts";
import { Definition } from "./definition.tsx";
import { ErrorNote } from "./error-note.tsx";
import { Results } from "./results.tsx";
import { SearchForm } from "./search-form.tsx";

const TYPING_PAUSE_MS = 120;

export function App() {
  const [view, change] = useView();
  const repositories = useQuery({ queryKey: ["repositories"], queryFn: ({ signal }) => listRepositories(signal) });
  const open = (node: string) => change({ node });
  return (
    <>
      <a className="skip" href="#found">
        Skip to the results
      </a>
      <Container size="lg" py="md" component="main">
        <Group justify="space-between" mb="sm">
          <Title order={1} size="h3">
            Aether
          </Title>
          {isPerson() ? (
            <Anchor size="sm" href="/sign-out">
              Sign out
            </Anchor>
          ) : null}
        </Group>
        <SearchForm view={view} change={change} repositories={repositories.data ?? []} />
        <Stack mt="md" id="found" tabIndex={-1}>
          {view.node === "" ? (
            <Found view={view} open={open} indexed={repositories.data?.length} />
          ) : (
            <Definition id={view.node} open={open} close={() => change({ node: "" })} />
          )}
        </Stack>
      </Container>
    </>
  );
}

interface FoundProps {
  readonly view: View;
  readonly open: (id: string) => void;
  readonly indexed: number | undefined;
}

function Found({ view, open, indexed }: FoundProps) {
  const [asked] = useDebouncedValue(view, TYPING_PAUSE_MS);
  const filters = { repo: list(asked.repo), lang: list(asked.lang), kind: list(asked.kind), path: list(asked.path) };
  const found = useQuery({
    queryKey: ["search", asked.query, filters],
    queryFn: ({ signal }) => search(asked.query, filters, signal),
    enabled: asksFor(asked),
    placeholderData: keepPreviousData,
  });
  if (indexed === 0) return <Text>Nothing is indexed yet. Run: aether index &lt;path of a repository&gt;</Text>;
  if (!asksFor(asked)) return <Text size="sm">Type what you look for. Press / to come back to the box.</Text>;
  if (found.isError) return <ErrorNote error={found.error} retry={() => void found.refetch()} />;
  if (found.data === undefined) return <Text size="sm">Searching…</Text>;
  return <Results answer={found.data} open={open} />;
}

function asksFor({ query, lang, kind, path }: View): boolean {
  return [query, lang, kind, path].some((value) => value.trim() !== "");
}

function list(value: string): string[] {
  return value === "" ? [] : [value];
}
