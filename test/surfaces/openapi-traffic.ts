import addFormats from "ajv-formats";
/** Holds what a server answers against its own OpenAPI document. */
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

import type { Answer } from "../support/http-call.ts";

export interface Asked {
  readonly method: string;
  /** With or without a query. */
  readonly path: string;
}

type Json = Readonly<Record<string, unknown>>;

/**
 * Every way in which an answer is not what the document promises. What the document does not know may only be refused; pages
 * lie outside of the API.
 */
export type TrafficCheck = (asked: Asked, answer: Answer) => string[];

export function createTrafficCheck(document: Json): TrafficCheck {
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addSchema(document, "openapi");
  ajv.addSchema(withoutRequired(document), "sparse");
  const routes = Object.keys(at(document, "paths")).map((template) => ({ template, form: formOf(template) }));
  // A path without parameters is meant before one with.
  routes.sort((a, b) => a.template.split("{").length - b.template.split("{").length);
  const compiled = new Map<string, ValidateFunction>();

  const bodyProblems = (pointer: string, text: string): string[] => {
    const validate = compiled.get(pointer) ?? ajv.compile({ $ref: pointer });
    compiled.set(pointer, validate);
    if (validate(JSON.parse(text))) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message ?? ""}`);
  };

  const find = (method: string, pathname: string) => {
    const { template } = routes.find(({ form }) => form.test(pathname)) ?? {};
    const operation = template && at(at(document, "paths"), template)[method.toLowerCase()];
    return template === undefined || operation === undefined ? undefined : { template, operation };
  };

  return ({ method, path }, { status, headers, text }) => {
    const [pathname = ""] = path.split("?", 1);
    const route = find(method, pathname);
    if (route === undefined) return unknownProblems(`${method} ${pathname}`, status);
    const { operation } = route;
    const where = `${method} ${route.template} ${status}`;
    const response = at(at(operation, "responses"), String(status));
    if (Object.keys(response).length === 0) return [`${where} is not documented`];
    if (text === "") return "content" in response && method !== "HEAD" ? [`${where} has no body`] : [];
    const type = String(headers["content-type"]).split(";", 1)[0] ?? "";
    if (Object.keys(at(at(response, "content"), type)).length === 0) return [`${where} is not documented as ${type}`];
    if (headers["content-encoding"] !== undefined) return [];
    const steps = [
      "paths",
      route.template,
      method.toLowerCase(),
      "responses",
      String(status),
      "content",
      type,
      "schema",
    ];
    const problemsOf = (below: readonly string[], json: string): string[] =>
      bodyProblems(`${promiseOf(path, status)}#/${[...steps, ...below].map(escapeStep).join("/")}`, json).map(
        (problem) => `${where}${problem}`,
      );
    if (type.endsWith("json")) return problemsOf([], text);
    if (type !== "text/event-stream") return [];
    const events = eventsOf(text);
    if (events === undefined) return [`${where} is no stream of events: ${text.slice(0, 200)}`];
    return events.flatMap((data) => problemsOf(["contentSchema"], data));
  };
}

/** A route that the document does not know answers as one that is not there, or as a page. */
function unknownProblems(asked: string, status: number): string[] {
  const isRefused = status >= 400 && status < 500;
  const isPage = !asked.includes(" /api/v1/") || /\/api\/v1\/(docs|openapi\.json)/.test(asked);
  return isRefused || isPage ? [] : [`${asked} is not documented, and answers ${status}`];
}

/** The data of every event; undefined where something else stands in the stream. */
function eventsOf(text: string): string[] | undefined {
  const blocks = text.split("\n\n").filter((block) => block !== "" && !/^(:.*|retry: \d+)$/.test(block));
  const events = blocks.map((block) => /^id: \S+\nevent: [a-z]+\ndata: (.*)$/.exec(block)?.[1]);
  return events.every((data) => data !== undefined) ? events : undefined;
}

/** Who asks for some of the fields is promised no others. */
function promiseOf(path: string, status: number): string {
  return status === 200 && new URLSearchParams(path.split("?")[1]).has("fields") ? "sparse" : "openapi";
}

function withoutRequired(document: Json): Json {
  const strip = (name: string, value: unknown): unknown =>
    name === "required" && Array.isArray(value) ? undefined : value;
  return JSON.parse(JSON.stringify(document, strip));
}

function at(value: unknown, name: string): Json {
  const found: unknown = Object(value)[name];
  return typeof found === "object" && found !== null ? { ...found } : {};
}

function formOf(template: string): RegExp {
  const escaped = template.replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`);
  return new RegExp(`^${escaped.replaceAll(/\{\w+\}/g, "[^/]+")}$`);
}

function escapeStep(step: string): string {
  return encodeURIComponent(step.replaceAll("~", "~0").replaceAll("/", "~1"));
}
