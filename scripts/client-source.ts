// The generated half of @aether/client: its types, its table of routes and its codes, from the operations of the server.
import { execFileSync } from "node:child_process";

import { z } from "zod";

import * as contract from "../packages/server/src/contract.ts";
import { ERRORS } from "../packages/server/src/kernel/errors/index.ts";
import type { AnyOperation } from "../packages/server/src/kernel/operation/index.ts";
import { type Json, typeOf } from "./json-schema-types.ts";

const HEAD = "// Written by `make client` from the operations of the server.\n";

/** File names under packages/client/src, with their text. */
export function clientSource(operations: readonly AnyOperation[]): ReadonlyMap<string, string> {
  // What goes in has other shapes than what comes out (defaults may be left out): names are for what comes out.
  const inputs = new Map(operations.map(({ name, input }) => [name, jsonSchema(input, "input")]));
  nameContract();
  const types = createTypes();
  const described = operations.map((operation) => describe(operation, inputs.get(operation.name) ?? {}, types));
  return new Map(
    Object.entries({
      "index.ts": indexSource(types.names()),
      "generated/errors.ts": errorsSource(),
      "generated/operations.ts": operationsSource(described),
      "generated/types.ts": `${HEAD}\nimport type { Bytes } from "../fetch.ts";\n\n${types.declarations()}`,
    }).map(([name, text]) => [name, formatted(name, text)]),
  );
}

interface Described {
  readonly operation: AnyOperation;
  readonly method: string;
  readonly input: string;
  readonly output: string;
  readonly needsInput: boolean;
  /** Of a page: the field with its rows; null where several have lists. */
  readonly list: string | null;
  readonly item: string;
}

function describe(operation: AnyOperation, input: Json, types: Types): Described {
  const { name } = operation;
  const output = jsonSchema(operation.output, "output");
  if (operation.http.method === "GET") refuseNested(name, input);
  const typeName = pascal(name);
  types.add(`${typeName}Input`, operation.http.body === "archive" ? withBytes(input) : input);
  const outputName = `${typeName}Output`;
  if (operation.kind !== "file") types.add(outputName, output);
  const lists = Object.entries(resolved(output)).filter(([, field]) => Object(field).type === "array");
  const list = lists.length === 1 ? (lists[0]?.[0] ?? null) : null;
  return {
    operation,
    method: camel(name),
    input: `types.${typeName}Input`,
    output: `types.${outputName}`,
    needsInput: Array.isArray(input["required"]) && input["required"].length > 0,
    list,
    item: list === null ? "never" : `types.${outputName}["${list}"][number]`,
  };
}

/** The input field that stands for the body of an operation that takes an archive. */
const ARCHIVE = "archive";

/** The server keeps a body under a name; whoever calls has its bytes. */
function withBytes(input: Json): Json {
  const properties = {
    ...Object(input["properties"]),
    [ARCHIVE]: { $ref: "#/$defs/Bytes", description: "a zip, tar or tar.gz" },
  };
  return { ...input, properties };
}

/** The fields of an answer, also where it is one of the contract's named shapes. */
function resolved(schema: Json): Json {
  const { $ref, $defs, properties } = schema;
  if (typeof $ref !== "string") return Object(properties);
  return Object(Object($defs)[lastOf($ref)]).properties ?? {};
}

/** A query string has no objects. */
function refuseNested(name: string, { properties }: Json): void {
  for (const [field, schema] of Object.entries(Object(properties))) {
    if (Object(schema).type === "object") throw new Error(`${name}: "${field}" is an object, and GET has only a query`);
  }
}

interface Types {
  add(name: string, schema: Json): void;
  names(): readonly string[];
  declarations(): string;
}

/** Declarations by name. What the contract exports has its name there; a shape that two names have is written once. */
function createTypes(): Types {
  const declared = new Map<string, string>();
  const nameOf = (ref: string): string => (ref === "#" ? "unknown" : lastOf(ref));
  const names = (): string[] => [...declared.keys()].sort();
  const put = (name: string, schema: Json): void => {
    const text = typeOf(schema, { nameOf, allowsUndefined: name.endsWith("Input") });
    const before = declared.get(name);
    if (before !== undefined && before !== text) throw new Error(`two shapes are called ${name}`);
    declared.set(name, text);
  };
  return {
    add(name, { $defs, ...schema }) {
      for (const [id, each] of Object.entries(Object($defs))) put(id, { ...Object(each) });
      put(name, schema);
    },
    names,
    declarations() {
      return names()
        .map((name) => `export type ${name} = ${declared.get(name)};\n`)
        .join("\n");
    },
  };
}

/** Schemas that the contract exports become names in what is generated here, and nowhere else: this runs in the generator only. */
function nameContract(): void {
  const seen = new Set<string>();
  for (const part of Object.values(contract)) {
    for (const [name, schema] of Object.entries(part)) {
      const isShape = schema instanceof z.ZodObject || schema instanceof z.ZodEnum;
      if (!isShape || /(?:Input|Output)$/.test(name) || z.globalRegistry.get(schema)?.id !== undefined) continue;
      const id = pascal(name.replaceAll(/[A-Z]/g, (letter) => `_${letter}`));
      if (seen.has(id)) continue;
      seen.add(id);
      z.globalRegistry.add(schema, { ...z.globalRegistry.get(schema), id });
    }
  }
}

function indexSource(types: readonly string[]): string {
  return `${HEAD}
/** The API of Aelus-Aether as typed calls: for Node 20 and newer and for browsers, without dependencies. */
export { createClient, type AetherClient, type ClientOptions } from "./client.ts";
export type { DownloadOptions } from "./download.ts";
export { AetherError, type AetherErrorInit, type ErrorCode } from "./errors.ts";
export type { Body, ByteReader, Bytes, ByteStream, Fetch, FetchRequest, FetchResponse, Method } from "./fetch.ts";
export type { Category } from "./generated/errors.ts";
export type { ${types.join(", ")} } from "./generated/types.ts";
export type { Paged, Pages } from "./pages.ts";
export type { CallOptions, DeprecationNotice } from "./sender.ts";
export type { Token, TokenProvider } from "./token.ts";
`;
}

const MARKS: Readonly<Record<string, string>> = { stream: ", isStream: true", file: ", isFile: true" };

function operationsSource(described: readonly Described[]): string {
  const routes = described.map(({ operation, method, list }) => {
    const { http, kind, permission, isPaged } = operation;
    const repeat = kind !== "command" ? "always" : permission === "public" ? "never" : "with-key";
    const bytes = http.body === "archive" ? `, bytes: ${JSON.stringify(ARCHIVE)}` : "";
    const rows = isPaged ? `, list: ${JSON.stringify(list)}` : "";
    return `${method}: { method: "${http.method}", path: "${http.path}", repeat: "${repeat}"${bytes}${rows}${MARKS[kind] ?? ""} },`;
  });
  return `${HEAD}
import type { DownloadOptions } from "../download.ts";
import type { Paged, Pages } from "../pages.ts";
import type { OperationRoute } from "../route.ts";
import type { CallOptions } from "../sender.ts";
import type * as types from "./types.ts";

export const OPERATIONS: Readonly<Record<keyof Operations, OperationRoute>> = {
${routes.join("\n")}
};

export interface Operations {
${described.map(signature).join("\n")}
}
`;
}

function signature({ operation, method, input, output, needsInput, list, item }: Described): string {
  const { summary, errors, permission, isPaged } = operation;
  const args = `input${needsInput ? "" : "?"}: ${input}, options?: CallOptions`;
  const needs = permission === "public" ? "" : ` Needs ${permission}.`;
  const faults = errors.length === 0 ? "" : ` @throws AetherError ${errors.join(", ")}`;
  const comment = `/** ${summary}${needs}${faults} */`;
  if (operation.kind === "stream") return `${comment}\n${method}(${args}): AsyncGenerator<${output}, void, undefined>;`;
  if (operation.kind === "file") {
    return `${comment}\n${method}(input: ${input}, options?: DownloadOptions): AsyncGenerator<Uint8Array, void, undefined>;`;
  }
  if (!isPaged) return `${comment}\n${method}(${args}): Promise<${output}>;`;
  const paged = list === null ? `Pages<[${args}], ${output}>` : `Paged<[${args}], ${output}, ${item}>`;
  return `${comment}\nreadonly ${method}: ${paged};`;
}

function errorsSource(): string {
  const entries = Object.entries(ERRORS);
  const categories = [...new Set(entries.map(([, { category }]) => category))];
  return `${HEAD}
export type ServerErrorCode = ${entries.map(([code]) => JSON.stringify(code)).join(" | ")};

/** What kind of trouble it is. */
export type Category = ${categories.map((category) => JSON.stringify(category)).join(" | ")};

export const CATEGORIES: Readonly<Record<ServerErrorCode, Category>> = {
${entries.map(([code, { category }]) => `${code}: ${JSON.stringify(category)},`).join("\n")}
};
`;
}

function jsonSchema(schema: z.ZodType, io: "input" | "output"): Json {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}

const lastOf = (ref: string): string => ref.slice(ref.lastIndexOf("/") + 1);

function camel(name: string): string {
  return name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

function pascal(name: string): string {
  const joined = camel(name);
  return joined.slice(0, 1).toUpperCase() + joined.slice(1);
}

function formatted(name: string, text: string): string {
  return execFileSync("oxfmt", [`--stdin-filepath=packages/client/src/${name}`], {
    cwd: new URL("..", import.meta.url),
    input: text,
    encoding: "utf8",
  });
}
