import type { ClientBase, QueryResult } from "pg";

export type ScriptResult = QueryResult<Record<string, unknown>>;

/** Runs a text of one or several statements, without parameters where there are several; one result for each. */
export async function runScript(
  client: ClientBase,
  text: string,
  values?: readonly unknown[],
): Promise<readonly ScriptResult[]> {
  const result: unknown = await client.query(text, values === undefined ? undefined : [...values]);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- pg answers several statements with an array, which its types do not say
  return (Array.isArray(result) ? result : [result]) as ScriptResult[];
}
