/**
 * Signing in a device that has no browser: its person types the code that it shows, is told what asks and from where, and
 * decides. Who is not signed in does so on the way.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { type ApiAnswer, askApi } from "./ask-api.ts";
import { again, NOT_KEPT, plain, requireOwnForm, show, type Submission, valuesOf } from "./form-answers.ts";
import { choicePage, donePage, type FormPage, formPage } from "./page-html.ts";

const CODE = {
  name: "user_code",
  label: "Code",
  type: "text",
  autocomplete: "off",
  isRequired: true,
  hint: "As the device shows it, such as BCDF-GHJK.",
} as const;

const ASK: FormPage = {
  path: "/device",
  title: "Sign in a device",
  intro: "Type the code only if you have just begun to sign in there yourself. Nobody who asks you for it means well.",
  fields: [{ ...CODE, isFromLink: true }],
  button: "Go on",
  links: [{ href: "/", text: "Back" }],
};

const SIGN_IN: FormPage = {
  ...ASK,
  intro: "Sign in here first; then you see which device asks.",
  fields: [
    CODE,
    { name: "email", label: "E-mail", type: "email", autocomplete: "username", isRequired: true },
    { name: "password", label: "Password", type: "password", autocomplete: "current-password", isRequired: true },
  ],
  links: [{ href: "/forgotten-password", text: "Forgotten your password?" }],
};

const FIELDS = ["user_code", "email", "password", "decision"];
const STRANGER = new Set([400, 401]); // no cookie, or one that is not good any more

interface Asking extends Submission {
  readonly app: FastifyInstance;
}

/** Adds it where forms are taken. */
export function devicePage(scope: FastifyInstance, app: FastifyInstance): void {
  scope.get(ASK.path, async (_request, reply) => show(reply, formPage(ASK, { values: {} })));
  scope.post(ASK.path, (request: FastifyRequest, reply) => answer({ app, request, reply }));
}

async function answer({ app, request, reply }: Asking): Promise<FastifyReply> {
  requireOwnForm(request);
  const values = valuesOf(request, FIELDS);
  const { email = "", password = "", user_code = "", decision = "" } = values;
  const isSigningIn = email !== "" || password !== "";
  const call = isSigningIn ? { path: "/auth/login", body: { email, password } } : { path: "/auth/refresh", body: {} };
  const signed = await askApi(app, request, { path: `/${call.path.slice(1)}`, body: call.body });
  if (signed.status >= 400) {
    if (!isSigningIn && STRANGER.has(signed.status)) {
      return show(reply.code(401), formPage(SIGN_IN, { values: { user_code } }));
    }
    return refuse(reply, isSigningIn ? SIGN_IN : ASK, { values, problem: signed });
  }
  if (signed.cookies.length === 0) return again(reply.code(403), SIGN_IN, { values, problem: NOT_KEPT });
  void reply.header("set-cookie", [...signed.cookies]);
  const token = String(signed.data["access_token"]);
  return decision === ""
    ? showDevice({ app, request, reply }, { user_code, token })
    : decide({ app, request, reply }, { user_code, token, approve: decision === "approve" });
}

interface Asked {
  readonly user_code: string;
  readonly token: string;
}

async function showDevice({ app, request, reply }: Asking, { user_code, token }: Asked): Promise<FastifyReply> {
  const found = await askApi(app, request, { path: "/auth/device/find", body: { user_code }, token });
  if (found.status >= 400) return refuse(reply, ASK, { values: { user_code }, problem: found });
  const text = (name: string): string => String(found.data[name]);
  const page = choicePage({
    ...ASK,
    title: "Sign this device in?",
    intro: "Approve only what you have just begun yourself, and if the device shows the same code.",
    facts: [
      ["Code", text("user_code")],
      ["Device", text("client") === "" ? "does not say what it is" : text("client")],
      ["Asks from", text("address")],
      ["With", text("user_agent") === "" ? "an unknown program" : text("user_agent")],
      ["Would act as", `${text("email")} in ${text("tenant")}`],
    ],
    kept: { user_code: text("user_code") },
    choices: [
      ["approve", "Approve"],
      ["deny", "Deny"],
    ],
    links: [],
  });
  return show(reply, page);
}

async function decide(
  { app, request, reply }: Asking,
  { user_code, token, approve }: Asked & { readonly approve: boolean },
): Promise<FastifyReply> {
  const decided = await askApi(app, request, { path: "/auth/device/decide", body: { user_code, approve }, token });
  if (decided.status >= 400) return refuse(reply, ASK, { values: { user_code }, problem: decided });
  const links = [{ href: "/", text: "Go on here" }] as const;
  return approve
    ? show(reply, donePage("The device is signed in", { text: "You may close this page and go on there.", links }))
    : show(reply, donePage("The device is not signed in", { text: "Its code is good for nothing any more.", links }));
}

interface Refusal {
  readonly values: Readonly<Record<string, string>>;
  readonly problem: ApiAnswer;
}

function refuse(reply: FastifyReply, page: FormPage, { values, problem }: Refusal): FastifyReply {
  const { status, message, retryAfter } = problem;
  if (retryAfter !== undefined) void reply.header("retry-after", retryAfter);
  return again(reply.code(status), page, { values, problem: plain(message) });
}
