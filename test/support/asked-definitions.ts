/** What is asked about a name in source text, for tests only: the name stands between « and ». */
import { openDefinitions } from "../../packages/graph/src/index.ts";
import { languageOf, type SourceParser } from "../../packages/graph/src/parse/index.ts";
import type { Sources } from "./resolved-graph.ts";

/** `3 variable`, with the path before it where that is another file. */
export function definedBy(parser: Pick<SourceParser, "parse">) {
  return async (sources: Sources): Promise<readonly string[]> => {
    const files = [];
    const manifests = [];
    let place: { readonly path: string; readonly text: string; readonly offset: number } | undefined;
    for (const [path, marked] of Object.entries(sources)) {
      const text = marked.replace(/[«»]/g, "");
      if (marked.includes("«")) place = { path, text, offset: marked.indexOf("«") };
      const language = languageOf(path);
      if (language === undefined) manifests.push({ path, text });
      else files.push({ path, facts: await parser.parse({ path, text, language, deadlineMs: 60_000 }) });
    }
    if (place === undefined) throw new Error("no name stands between « and »");
    const { path, text, offset } = place;
    const before = text.slice(0, offset).split("\n");
    const found = openDefinitions({ repoKey: "test", files, manifests })({
      path,
      text,
      line: before.length,
      column: before.at(-1)?.length ?? 0,
    });
    return found.map((one) => `${one.path === path ? "" : `${one.path}:`}${one.line} ${one.kind}`);
  };
}
