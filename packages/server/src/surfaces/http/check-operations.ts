import { z } from "zod";

import type { AnyOperation } from "#kernel/operation";

import { FIELDS } from "./sparse.ts";

/**
 * Refuses to start half-wired: operations that share a name or a route, and routes that promise a field which the input
 * or the answer does not have; and inputs whose field is the surface's own.
 * @throws Error that names the operation: no caller can act on it.
 */
export function checkOperations(operations: readonly AnyOperation[]): void {
  const seen = new Set<string>();
  for (const operation of operations) {
    const { name, http, input, output } = operation;
    const routes = [http.path, ...(http.also ?? [])].map(
      (path) => `${http.method} ${path.replaceAll(/\{\w+\}/g, "{}")}`,
    );
    for (const key of [name, ...routes]) {
      if (seen.has(key)) throw new Error(`two operations are called ${key}`);
      seen.add(key);
    }
    for (const path of [http.path, ...(http.also ?? [])]) requireFields(name, path, input);
    requireFields(name, http.location ?? "", output);
    if (operation.kind === "query" && fieldNames(input).includes(FIELDS)) {
      throw new Error(`${name}: "${FIELDS}" chooses what of the answer is sent, and cannot be a field of the input`);
    }
  }
}

function requireFields(name: string, path: string, schema: z.ZodType): void {
  const asked = [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? "");
  if (asked.length === 0) return;
  const fields = fieldNames(schema);
  const missing = asked.find((field) => !fields.includes(field));
  if (missing !== undefined) throw new Error(`${name}: ${path} asks for "${missing}", which is no field there`);
}

function fieldNames(schema: z.ZodType): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}
