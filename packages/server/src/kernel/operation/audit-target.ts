import type { AnyOperation } from "./operation.ts";

const PART_MAX_CHARS = 100;

/**
 * What an operation acted on, for the audit trail: the path of the resource with its ids. Of input and answer only those
 * fields are read that stand in paths: ids and names, never content.
 */
export function targetOf(
  { http }: AnyOperation,
  { input, answer }: { readonly input: unknown; readonly answer: unknown },
): string {
  const own = fill(http.path, { ...Object(answer), ...Object(input) });
  if (http.location === undefined || answer === undefined) return own;
  const made = fill(http.location, Object(answer));
  return made === own ? own : `${own} -> ${made}`;
}

function fill(template: string, fields: Readonly<Record<string, unknown>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = fields[name];
    if (typeof value === "number") return String(value);
    return typeof value === "string" ? encodeURIComponent(value.toWellFormed()).slice(0, PART_MAX_CHARS) : "-";
  });
}
