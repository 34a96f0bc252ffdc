/** Parse and extraction alone, by the graph package's own pool with one thread. Argument: a folder. */
import { languageOf, readFacts } from "@aether/graph";
import { discover, openParserPool } from "@aether/graph/disk";

import { cpuSeconds, type ParseFigures, peakRssMb, rounded } from "./figures.ts";

const [folder = "."] = process.argv.slice(2);
const found = await discover(folder);
const pool = openParserPool({ workers: 1 });
const before = cpuSeconds();
let lines = 0;
let files = 0;

function* sources() {
  for (const { path } of found.files) {
    const language = languageOf(path);
    const read = language === undefined ? undefined : found.read(path);
    if (language !== undefined && read?.kind === "text") yield { path, language, text: read.text };
  }
}

for await (const output of pool.parse(sources())) {
  if (output.kind !== "facts") continue;
  files += 1;
  lines += readFacts(output.json).lineCount;
}
const figures: ParseFigures = { files, lines, cpuS: rounded(cpuSeconds() - before), peakRssMb: peakRssMb() };
await pool.close();
console.log(JSON.stringify(figures));
