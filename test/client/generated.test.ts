import { readFileSync } from "node:fs";

import { expect, test } from "vitest";

import { allOperations } from "../../scripts/all-operations.ts";
import { clientSource } from "../../scripts/client-source.ts";
import { typeOf } from "../../scripts/json-schema-types.ts";

test("what packages/client has of the operations is what `make client` writes", async () => {
  const folder = new URL("../../packages/client/src/", import.meta.url);
  for (const [name, text] of clientSource(await allOperations())) {
    expect(readFileSync(new URL(name, folder), "utf8"), `${name} is stale: run make client`).toBe(text);
  }
}, 120_000);

test.each([
  [{ type: "array", items: { anyOf: [{ type: "string" }, { type: "null" }] } }, "readonly (string | null)[]"],
  [
    { type: "array", prefixItems: [{ type: "string" }, { type: "integer" }], items: false },
    "readonly [string, number]",
  ],
  [{ type: "object", additionalProperties: { type: "number" } }, "Readonly<Record<string, number>>"],
  [{ enum: ["a", 1, null] }, '"a" | 1 | null'],
  [{ const: true }, "true"],
  [{ $ref: "#/$defs/Job" }, "Job"],
  [{}, "unknown"],
  [
    { type: "object", properties: { "a-b": { type: ["string", "null"] } }, required: ["a-b"] },
    '{\nreadonly "a-b": string | null;\n}',
  ],
])("%j is %s", (schema, type) => {
  const nameOf = (ref: string): string => ref.replace("#/$defs/", "");
  expect(typeOf(schema, { nameOf, allowsUndefined: false })).toBe(type);
});
