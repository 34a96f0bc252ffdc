import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";

import { type Category, ERRORS, type ErrorCode, Fault } from "#kernel/errors";

import type { Answers } from "./answers.ts";
import { errorPath, ERRORS_PATH } from "./error-path.ts";
import { STATUS } from "./status.ts";

/** What the catalogue says of a code. */
interface ErrorExplained {
  readonly code: string;
  readonly category: Category;
  readonly status: number;
  readonly summary: string;
  readonly remedy: string;
  readonly retry: boolean;
  readonly doc_url: string;
}

/** The catalogue of errors to read: a page for people, JSON for programs. Neither asks for a credential. */
export function addErrorPages(app: FastifyInstance, answers: Answers): void {
  const all = Object.keys(ERRORS).filter(isCode).sort().map(explain);
  const byPath = new Map(all.map((error) => [error.doc_url, error]));
  app.get(ERRORS_PATH, async (request, reply) => {
    if (wantsPage(request, reply)) return page("Errors of the API", all.map(rowOf).join("\n"));
    return answers.ok(request, { errors: all });
  });
  app.get<{ Params: { code: string } }>(`${ERRORS_PATH}/:code`, async (request, reply) => {
    const error = byPath.get(`${ERRORS_PATH}/${request.params.code}`);
    if (error === undefined) throw new Fault("NOT_FOUND", "there is no such error", { all: ERRORS_PATH });
    return wantsPage(request, reply) ? page(error.code, partsOf(error)) : answers.ok(request, error);
  });
}

function isCode(text: string): text is ErrorCode {
  return Object.hasOwn(ERRORS, text);
}

function explain(code: ErrorCode): ErrorExplained {
  const { category, summary, remedy, retry } = ERRORS[code];
  return { code, category, status: STATUS[category], summary, remedy, retry, doc_url: errorPath(code) };
}

/** Browsers name text/html; everybody else reads JSON. */
function wantsPage({ headers }: FastifyRequest, reply: FastifyReply): boolean {
  const isPage = /\btext\/html\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/i.test(headers.accept ?? "");
  const type = isPage ? "text/html; charset=utf-8" : "application/json; charset=utf-8";
  void reply.headers({ vary: "accept", "cache-control": "public, max-age=3600" }).type(type);
  return isPage;
}

function rowOf({ code, summary, doc_url }: ErrorExplained): string {
  return `<p><a href="${doc_url}">${code}</a> ${escaped(summary)}</p>`;
}

function partsOf({ summary, remedy, retry, status }: ErrorExplained): string {
  return `<p>${escaped(summary)}</p>
<h2>What to do</h2>
<p>${escaped(remedy)}</p>
<p>${retry ? "The same call may succeed later without any change." : "The same call fails again unless something is changed."}</p>
<p>HTTP status ${status}. <a href="${ERRORS_PATH}">All errors</a></p>`;
}

function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
</head>
<body>
<main>
<h1>${title}</h1>
${body}
</main>
</body>
</html>
`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
