/** A fixture's sources as a project; files of languages without rules are handed over as manifests. */
import type { Manifest, ProjectFile } from "../../packages/graph/src/index.ts";
import { languageOf, type SourceParser } from "../../packages/graph/src/parse/index.ts";

export type Sources = Readonly<Record<string, string>>;

export interface FixtureProject {
  readonly repoKey: string;
  readonly files: readonly ProjectFile[];
  readonly manifests: readonly Manifest[];
}

const DEADLINE_MS = 60_000;

export async function projectOf(parser: SourceParser, sources: Sources): Promise<FixtureProject> {
  const files: ProjectFile[] = [];
  const manifests: Manifest[] = [];
  for (const [path, text] of Object.entries(sources)) {
    const language = languageOf(path);
    if (language === undefined) manifests.push({ path, text });
    else files.push({ path, facts: await parser.parse({ path, text, language, deadlineMs: DEADLINE_MS }) });
  }
  return { repoKey: "fixture", files, manifests };
}

/** JSON lines to values of the type that the set's README says. */
export function readJsonLines<T>(text: string): T[] {
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line): T => JSON.parse(line));
}
