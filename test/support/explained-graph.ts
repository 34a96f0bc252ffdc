/** Source text to the evidence of one edge as short lines, for tests only. */
import { createExplainer } from "../../packages/graph/src/explain/index.ts";
import type { EdgeKind, GraphNode } from "../../packages/graph/src/model.ts";
import type { SourceParser } from "../../packages/graph/src/parse/index.ts";
import { resolve } from "../../packages/graph/src/resolve/index.ts";
import { projectOf, type Sources } from "./resolved-graph.ts";

/** An edge by its ends: `main`, or `a.ts:main` where several bear the name. */
export interface Ends {
  readonly from: string;
  readonly to: string;
  readonly kind: EdgeKind;
}

/** `kind: text (file:line)` for each step of the first use, the use itself first. */
export async function evidenceOf(
  parser: Pick<SourceParser, "parse">,
  sources: Sources,
  { from, to, kind }: Ends,
): Promise<readonly string[]> {
  const project = await projectOf(parser, sources);
  const graph = resolve(project);
  const nodes = [...graph.files.flatMap((file) => file.nodes), ...graph.externals];
  const [a, b] = [from, to].map((name) => nodes.filter((node) => isCalled(node, name)).map((node) => node.id));
  const edges = graph.files.flatMap(({ path, edges: all }) => all.map((edge) => ({ ...edge, path })));
  const edge = edges.find((one) => one.kind === kind && a?.includes(one.from) && b?.includes(one.to));
  if (edge === undefined) throw new Error(`there is no edge ${kind} from ${from} to ${to}`);
  const [use] = createExplainer(project).edge(edge);
  return use === undefined ? [] : [`line ${use.line}: ${use.use}`, ...use.steps.map(stepLine)];
}

/** What is told of the uses that could not be bound, a list of lines each. */
export async function missingIn(
  parser: Pick<SourceParser, "parse">,
  sources: Sources,
): Promise<readonly (readonly string[])[]> {
  const project = await projectOf(parser, sources);
  const explainer = createExplainer(project);
  return resolve(project).files.flatMap(({ path, unresolved }) =>
    unresolved.map(({ from, name, line }) => {
      const use = explainer.loose({ path, from, name, line });
      return use === undefined ? [] : [`line ${use.line}: ${use.use}`, ...use.steps.map(stepLine)];
    }),
  );
}

function isCalled({ qualifiedName, file }: GraphNode, name: string): boolean {
  return qualifiedName === name || `${file}:${qualifiedName}` === name;
}

function stepLine({ kind, text, file, line }: { kind: string; text: string; file: string; line: number }): string {
  return `${kind}: ${text}${file === "" ? "" : ` (${file}:${line})`}`;
}
