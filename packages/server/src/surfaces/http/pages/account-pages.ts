/**
 * Pages for people without a session: signing in, a forgotten password, a new one, an invitation; for signing out, and for signing a device in. They
 * work without scripts. What they do they ask of the API, which decides.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { ACCOUNT_FORMS, type AccountForm } from "./account-forms.ts";
import { askApi } from "./ask-api.ts";
import { devicePage } from "./device-page.ts";
import { again, NOT_KEPT, plain, requireOwnForm, show, type Submission, valuesOf } from "./form-answers.ts";
import { FORM_CSS, FROM_LINK_JS } from "./page-assets.ts";
import { donePage, type FormPage, formPage } from "./page-html.ts";

const FORM_LIMIT_BYTES = 16 * 1024;

const SIGN_OUT: FormPage = {
  path: "/sign-out",
  title: "Sign out",
  intro: "End this browser's session.",
  fields: [],
  button: "Sign out",
  links: [{ href: "/", text: "Back" }],
};

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
    devicePage(scope, app);
  });
}

async function answer(app: FastifyInstance, form: AccountForm, { request, reply }: Submission): Promise<FastifyReply> {
  requireOwnForm(request);
  const values = valuesOf(
    request,
    form.page.fields.map(({ name }) => name),
  );
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
