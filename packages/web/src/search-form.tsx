import { Group, Select, TextInput } from "@mantine/core";
import { useEffect, useRef } from "react";

import type { View } from "./address.ts";
import type { Repository } from "./contract.ts";

interface SearchFormProps {
  readonly view: View;
  readonly change: (change: Partial<View>) => void;
  readonly repositories: readonly Repository[];
}

const KINDS = [
  "Class",
  "Function",
  "Method",
  "Interface",
  "Trait",
  "Struct",
  "Enum",
  "Type",
  "Constant",
  "Section",
  "File",
];

/** The box and its filters; "/" brings the focus back to the box from anywhere. */
export function SearchForm({ view, change, repositories }: SearchFormProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const focus = (event: KeyboardEvent) => {
      const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
      if (event.key !== "/" || typing || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      box.current?.focus();
    };
    document.addEventListener("keydown", focus);
    return () => document.removeEventListener("keydown", focus);
  }, []);
  const languages = [...new Set(repositories.flatMap((repository) => Object.keys(repository.languages)))].sort();
  return (
    <search>
      <TextInput
        ref={box}
        label="Search the code"
        description="Words, a name, a question, or /an expression/. Filters: repo: lang: kind: path: symbol: is: author:"
        size="md"
        value={view.query}
        onChange={(event) => change({ query: event.currentTarget.value })}
        autoComplete="off"
        spellCheck={false}
      />
      <Group mt="xs" gap="sm" grow>
        <Pick
          label="Repository"
          value={view.repo}
          from={repositories.map(({ name }) => name)}
          pick={(repo) => change({ repo })}
        />
        <Pick label="Language" value={view.lang} from={languages} pick={(lang) => change({ lang })} />
        <Pick label="Kind" value={view.kind} from={KINDS} pick={(kind) => change({ kind })} />
        <TextInput
          label="Path"
          placeholder="src/**"
          value={view.path}
          onChange={(event) => change({ path: event.currentTarget.value })}
        />
      </Group>
    </search>
  );
}

interface PickProps {
  readonly label: string;
  readonly value: string;
  readonly from: readonly string[];
  readonly pick: (value: string) => void;
}

function Pick({ label, value, from, pick }: PickProps) {
  return (
    <Select
      label={label}
      placeholder="any"
      data={[...new Set(from)]}
      value={value === "" ? null : value}
      onChange={(picked) => pick(picked ?? "")}
      clearable
      clearButtonProps={{ "aria-label": `any ${label.toLowerCase()}` }}
      searchable
    />
  );
}
