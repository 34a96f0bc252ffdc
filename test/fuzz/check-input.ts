/** What must hold of any input: parsing and resolving end in time and throw nothing, and what was given up says so. */
import { type CodeGraph, resolve } from "../../packages/graph/src/index.ts";
import { languageOf, type SourceParser } from "../../packages/graph/src/parse/index.ts";
import type { ProjectFile } from "../../packages/graph/src/resolve/index.ts";

/** A project by path. What no grammar reads is a manifest. */
export interface FuzzInput {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
}

/** In milliseconds of CPU: a busy machine makes nothing late. */
export interface Outcome {
  readonly parseMs: number;
  readonly resolveMs: number;
  /** Why files were not read to their end. */
  readonly incomplete: readonly string[];
  readonly graph: CodeGraph;
}

/** For each file; the parser looks at the clock between steps, so that one may come later. */
const DEADLINE_MS = 2_000;

function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

export async function checkInput(parser: Pick<SourceParser, "parse">, input: FuzzInput): Promise<Outcome> {
  const files: ProjectFile[] = [];
  const manifests: { path: string; text: string }[] = [];
  let parseMs = 0;
  for (const [path, text] of Object.entries(input.files)) {
    const language = languageOf(path);
    if (language === undefined) {
      manifests.push({ path, text });
      continue;
    }
    const started = cpuMs();
    files.push({ path, facts: await parser.parse({ path, text, language, deadlineMs: DEADLINE_MS }) });
    parseMs = Math.max(parseMs, cpuMs() - started);
  }
  const started = cpuMs();
  const graph = resolve({ repoKey: "fuzz", files, manifests });
  const resolveMs = cpuMs() - started;
  const incomplete = files.flatMap(({ facts }) => facts.incomplete ?? []);
  return { parseMs: Math.round(parseMs), resolveMs: Math.round(resolveMs), incomplete, graph };
}
