/** A folder as the search house sees it: parsed, resolved, cut into units. No database, no history. */
import { basename } from "node:path";

import { discover, openParserPool, type ParseInput } from "../../packages/graph/src/disk.ts";
import { type FileFacts, languageOf, readFacts, resolve } from "../../packages/graph/src/index.ts";
import { type FileUnits, makeUnits } from "../../packages/server/src/kernel/search/index.ts";

export async function readTree(folder: string): Promise<FileUnits[]> {
  const discovery = await discover(folder);
  const inputs: ParseInput[] = [];
  for (const { path } of discovery.files) {
    const language = languageOf(path);
    const file = language === undefined ? undefined : discovery.read(path);
    if (language !== undefined && file?.kind === "text") inputs.push({ path, text: file.text, language });
  }
  const facts = await parse(inputs);
  const files = [...facts].map(([path, found]) => ({ path, facts: found }));
  const graph = resolve({ repoKey: basename(folder), files, manifests: discovery.manifests });
  const texts = new Map(inputs.map(({ path, text }) => [path, text]));
  return graph.files.flatMap(({ path, nodes }) => {
    const found = facts.get(path);
    const [own, ...rest] = nodes;
    if (found === undefined || own === undefined) return [];
    const definitions = found.definitions.map((definition) => {
      const at = rest.findIndex(
        (node) =>
          node.startLine === definition.startLine &&
          node.endLine === definition.endLine &&
          node.name === definition.name,
      );
      const [node] = at < 0 ? [] : rest.splice(at, 1);
      const { kind, parent, startLine, endLine, start, end, bodyStart, doc } = definition;
      const place = { kind, parent, startLine, endLine, start, end, bodyStart, doc };
      return { ...place, nodeId: node?.id ?? "", name: node?.name ?? "", qualifiedName: node?.qualifiedName ?? "" };
    });
    const { language, lineCount, comments } = found;
    const text = texts.get(path) ?? "";
    return [makeUnits({ fileNodeId: own.id, path, language, text, lineCount, definitions, comments, history: "" })];
  });
}

/** Facts by name, of texts whose names end like files of a language. */
export async function parseTexts(texts: ReadonlyMap<string, string>): Promise<Map<string, FileFacts>> {
  return parse(
    [...texts].flatMap(([path, text]) => {
      const language = languageOf(path);
      return language === undefined ? [] : [{ path, text, language }];
    }),
  );
}

async function parse(inputs: readonly ParseInput[]): Promise<Map<string, FileFacts>> {
  const pool = openParserPool();
  const facts = new Map<string, FileFacts>();
  try {
    for await (const output of pool.parse(inputs)) {
      if (output.kind === "facts") facts.set(output.path, readFacts(output.json));
    }
  } finally {
    await pool.close();
  }
  return new Map([...facts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
