/**
 * Pages for people without a session: signing in, a forgotten password, a new one, an invitation; and for signing out. They
 * work without scripts. What they do they ask of the API, which decides.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { Fault } from "#kernel/errors";

import { ACCOUNT_FORMS, type AccountForm, type Values } from "./account-forms.ts";
import { askApi } from "./ask-api.ts";
import { FORM_CSS, FROM_LINK_JS } from "./page-assets.ts";
import { donePage, type FormPage, formPage } from "./page-html.ts";

const FORM_LIMIT_BYTES = 16 * 1024;
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

const SIGN_OUT: FormPage = {
  path: "/sign-out",
  title: "Sign out",
  intro: "End this browser's session.",
  fields: [],
  button: "Sign out",
  links: [{ href: "/", text: "Back" }],
};

const NOT_KEPT = "This browser cannot keep the sign-in: the page must be reached by https, or as http://localhost.";

export interface AccountPagesOptions {
  /** This request's refusals are on record already: those of the call that it made. */
  readonly claim: (request: FastifyRequest) => void;
}

export function addAccountPages(app: FastifyInstance, { claim }: AccountPagesOptions): void {
  app.get("/pages/form.css", async (_request, reply) => reply.type("text/css; charset=utf-8").send(FORM_CSS));
  app.get("/pages/from-link.js", async (_request, reply) =>
    reply.type("text/javascript; charset=utf-8").send(FROM_LINK_JS),
  );
  // In a scope of its own: nothing else takes forms.
  void app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    const options = { parseAs: "string", bodyLimit: FORM_LIMIT_BYTES } as const;
    scope.addContentTypeParser("application/x-www-form-urlencoded", options, async (_request: unknown, text: string) =>
      Object.fromEntries(new URLSearchParams(text)),
    );
    scope.addHook("onRequest", async (request) => claim(request));
    for (const form of ACCOUNT_FORMS) {
      scope.get(form.page.path, async (_request, reply) => show(reply, formPage(form.page, { values: {} })));
      scope.post(form.page.path, (request, reply) => answer(app, form, { request, reply }));
    }
    scope.get(SIGN_OUT.path, async (_request, reply) => show(reply, formPage(SIGN_OUT, { values: {} })));
    scope.post(SIGN_OUT.path, (request, reply) => signOut(app, { request, reply }));
  });
}

interface Submission {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
}

async function answer(app: FastifyInstance, form: AccountForm, { request, reply }: Submission): Promise<FastifyReply> {
  requireOwnForm(request);
  const values = valuesOf(request, form);
  const { status, message, cookies, retryAfter } = await askApi(app, request, {
    path: form.call,
    body: form.body(values),
  });
  if (status >= 400) {
    if (retryAfter !== undefined) void reply.header("retry-after", retryAfter);
    return again(reply.code(status), form.page, { values, problem: plain(message) });
  }
  if (cookies.length > 0) void reply.header("set-cookie", [...cookies]);
  if (form.done !== undefined) return show(reply, donePage(form.done.title, form.done));
  if (cookies.length === 0) return again(reply.code(403), form.page, { values, problem: NOT_KEPT });
  return reply.redirect("/", 303);
}

/** The cookie's session, ended as a program would: it is refreshed once more to learn whose it is. */
async function signOut(app: FastifyInstance, { request, reply }: Submission): Promise<FastifyReply> {
  requireOwnForm(request);
  const refreshed = await askApi(app, request, { path: "/auth/refresh", body: {} });
  const token: unknown = refreshed.data["access_token"];
  const ended =
    typeof token === "string" ? await askApi(app, request, { path: "/auth/logout", body: {}, token }) : undefined;
  if (ended !== undefined && ended.cookies.length > 0) void reply.header("set-cookie", [...ended.cookies]);
  const links = [{ href: "/sign-in", text: "Sign in" }] as const;
  return show(reply, donePage("You are signed out", { text: "This browser's session has ended.", links }));
}

/** Browsers say from which page a form was sent; a page of another site cannot make them say ours. */
function requireOwnForm({ headers }: FastifyRequest): void {
  const site = headers["sec-fetch-site"];
  if (site === undefined || site === "same-origin") return;
  throw new Fault("FORBIDDEN", "forms of other sites are refused", { origin: "foreign" });
}

function valuesOf({ body }: FastifyRequest, { page }: AccountForm): Values {
  const given: Readonly<Record<string, unknown>> = Object(body);
  return Object.fromEntries(
    page.fields.map(({ name }) => {
      const value = given[name];
      return [name, typeof value === "string" ? value : ""];
    }),
  );
}

interface SecondTry {
  readonly values: Values;
  readonly problem: string;
}

function again(reply: FastifyReply, page: FormPage, { values, problem }: SecondTry): FastifyReply {
  const secret = new Set(page.fields.filter(({ type }) => type === "password").map(({ name }) => name));
  const kept = Object.fromEntries(Object.entries(values).filter(([name]) => !secret.has(name)));
  return show(reply, formPage(page, { values: kept, problem }));
}

/** The API names the operation and the field first, which is for programs. */
function plain(message: string): string {
  const said = message.replace(/^(?:\w+: )?"(\w+)":? /, (_, name: string) => `The ${name.replaceAll("_", " ")} `);
  return `${said.slice(0, 1).toUpperCase()}${said.slice(1)}.`;
}

function show(reply: FastifyReply, html: string): FastifyReply {
  return reply.headers(HEADERS).type("text/html; charset=utf-8").send(html);
}
