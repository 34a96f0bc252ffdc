/** What all form pages have in common: whose forms are taken, and how they are answered. */
import type { FastifyReply, FastifyRequest } from "fastify";

import { Fault } from "#kernel/errors";

import type { Values } from "./account-forms.ts";
import { type FormPage, formPage } from "./page-html.ts";

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src data:",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");
/** With `no-referrer` browsers would hide from us, too, from which page a form comes. */
const HEADERS = { "content-security-policy": POLICY, "referrer-policy": "same-origin" };

/** Where the session is no browser's to keep. */
export const NOT_KEPT =
  "This browser cannot keep the sign-in: the page must be reached by https, or as http://localhost.";

export interface Submission {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

/** Browsers say from which page a form was sent; a page of another site cannot make them say ours. */
export function requireOwnForm({ headers }: FastifyRequest): void {
  const site = headers["sec-fetch-site"];
  if (site === undefined || site === "same-origin") return;
  throw new Fault("FORBIDDEN", "forms of other sites are refused", { origin: "foreign" });
}

/** What the form's fields hold; "" where one is missing. */
export function valuesOf({ body }: FastifyRequest, names: readonly string[]): Values {
  const given: Readonly<Record<string, unknown>> = Object(body);
  return Object.fromEntries(
    names.map((name) => {
      const value = given[name];
      return [name, typeof value === "string" ? value : ""];
    }),
  );
}

interface SecondTry {
  readonly values: Values;
  readonly problem: string;
}

/** The form once more, with what was wrong. */
export function again(reply: FastifyReply, page: FormPage, { values, problem }: SecondTry): FastifyReply {
  const secret = new Set(page.fields.filter(({ type }) => type === "password").map(({ name }) => name));
  const kept = Object.fromEntries(Object.entries(values).filter(([name]) => !secret.has(name)));
  return show(reply, formPage(page, { values: kept, problem }));
}

/** The API names the operation and the field first, which is for programs. */
export function plain(message: string): string {
  const said = message.replace(/^(?:\w+: )?"(\w+)":? /, (_, name: string) => `The ${name.replaceAll("_", " ")} `);
  return `${said.slice(0, 1).toUpperCase()}${said.slice(1)}.`;
}

export function show(reply: FastifyReply, html: string): FastifyReply {
  return reply.headers(HEADERS).type("text/html; charset=utf-8").send(html);
}
