/**
 * One figure of the graph package without a database, in a process of its own.
 * Arguments: `parse`, `graph` or `edits`; threads; a folder.
 */
import { createGraphIndex, type FileFacts, languageOf, type ProjectFile, readFacts } from "@aether/graph";
import { discover, type Discovery, openParserPool, type ParserPool } from "@aether/graph/disk";

import { cpuSeconds, peakRssMb, rounded } from "../part1/figures.ts";
import { type EditFigures, type GraphFigures, median } from "./figures.ts";

/** Files that are edited, spread over the repository. */
const EDITED = 20;

const [mode, workers, folder = "."] = process.argv.slice(2);
const found = await discover(folder);
const pool = openParserPool({ workers: Number(workers) });
const figures = mode === "edits" ? await measureEdits() : await measureOnce(mode === "graph");
await pool.close();
console.log(JSON.stringify(figures));

interface Source {
  readonly path: string;
  readonly language: string;
  readonly text: string;
}

function* sources(discovery: Discovery): Generator<Source> {
  for (const { path } of discovery.files) {
    const language = languageOf(path);
    const file = language === undefined ? undefined : discovery.read(path);
    if (language !== undefined && file?.kind === "text") yield { path, language, text: file.text };
  }
}

/** Without `isKept` facts are counted and dropped. */
async function parseAll(from: ParserPool, isKept: boolean): Promise<{ files: ProjectFile[]; counts: Counts }> {
  const files: ProjectFile[] = [];
  const counts = { files: 0, lines: 0 };
  for await (const output of from.parse(sources(found))) {
    if (output.kind !== "facts") continue;
    const facts = readFacts(output.json);
    counts.files += 1;
    counts.lines += facts.lineCount;
    if (isKept) files.push({ path: output.path, facts });
  }
  return { files, counts };
}

interface Counts {
  readonly files: number;
  readonly lines: number;
}

async function measureOnce(isResolved: boolean): Promise<GraphFigures> {
  const before = cpuSeconds();
  const { files, counts } = await parseAll(pool, isResolved);
  const parseCpuS = rounded(cpuSeconds() - before);
  if (isResolved) createGraphIndex("bench").update({ changed: files, removed: [], manifests: found.manifests });
  return { ...counts, parseCpuS, cpuS: rounded(cpuSeconds() - before), peakRssMb: peakRssMb() };
}

/** Each edit is parsed and drawn, then taken back, which is not measured. */
async function measureEdits(): Promise<EditFigures> {
  const { files } = await parseAll(pool, true);
  const index = createGraphIndex("bench");
  index.update({ changed: files, removed: [], manifests: found.manifests });
  const all = [...sources(found)];
  const chosen = Array.from({ length: EDITED }, (_, at) => all[Math.floor((at * all.length) / EDITED)]);
  const lines: number[] = [];
  const names: number[] = [];
  const drawn: number[] = [];
  for (const source of chosen) {
    if (source === undefined) continue;
    lines.push((await edit(source, `\n${source.text}`)).cpuMs);
    const renamed = await edit(source, renameFirst(source.text, await factsOf(source)));
    names.push(renamed.cpuMs);
    drawn.push(renamed.drawn);
  }
  return {
    movedLinesCpuMs: { median: median(lines), max: Math.max(...lines) },
    renamedCpuMs: { median: median(names), max: Math.max(...names) },
    filesDrawnAfterRename: { median: median(drawn), max: Math.max(...drawn) },
  };

  async function edit(source: Source, text: string): Promise<{ cpuMs: number; drawn: number }> {
    const before = cpuSeconds();
    const changed = [{ path: source.path, facts: await factsOf({ ...source, text }) }];
    const update = index.update({ changed, removed: [] });
    const cpuMs = rounded((cpuSeconds() - before) * 1000);
    index.update({ changed: [{ path: source.path, facts: await factsOf(source) }], removed: [] });
    return { cpuMs, drawn: update.drawn.length };
  }
}

async function factsOf(source: Source): Promise<FileFacts> {
  for await (const output of pool.parse([source])) if (output.kind === "facts") return readFacts(output.json);
  throw new Error(`${source.path} was not parsed`);
}

/** What the file's first definition is called is called otherwise. */
function renameFirst(text: string, { definitions }: FileFacts): string {
  const name = definitions.find((one) => one.name.length > 2)?.name;
  return name === undefined ? `\n${text}` : text.replaceAll(name, `${name}Renamed`);
}
