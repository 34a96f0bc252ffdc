/** Bodies that are archives: taken to disk as they come, once it is known that their sender may, and gone with the answer. */
import type { FastifyInstance, FastifyRequest } from "fastify";

import { Fault } from "#kernel/errors";
import type { AnyOperation } from "#kernel/operation";
import type { Context } from "#kernel/tenancy";

import type { ArchiveBodies } from "./archive-bodies.ts";
import { readForm } from "./archive-form.ts";

const TYPES = [
  "application/zip",
  "application/x-tar",
  "application/gzip",
  "application/x-gzip",
  "application/octet-stream",
];
const FORM = "multipart/form-data";

/** Hands the body on unread. Other routes answer that they do not read it. */
export function acceptArchives(app: FastifyInstance): void {
  app.addContentTypeParser([...TYPES, FORM], (_request, payload, done) => done(null, payload));
}

/** What OpenAPI says of such a body; in a form the fields of the query may stand beside the archive. */
export function archiveContent(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const binary = { type: "string", format: "binary" };
  const form = { type: "object", properties: { archive: binary, ...fields }, required: ["archive"] };
  return { ...Object.fromEntries(TYPES.map((type) => [type, { schema: binary }])), [FORM]: { schema: form } };
}

interface Taking {
  readonly bodies: ArchiveBodies | undefined;
  readonly context: Context;
}

interface Taken {
  /** Of the operation: the fields of the query string and the form, and the name of the archive. */
  readonly input: object;
  /** The same for the same call, whatever the archive was called on its way. */
  readonly content: object;
}

/** Has the archive for as long as the work lasts. */
export async function withArchive<T>(
  request: FastifyRequest,
  { bodies, context }: Taking,
  work: (taken: Taken) => Promise<T>,
): Promise<T> {
  const { body, headers, query } = request;
  if (!isStream(body) || bodies === undefined) {
    throw new Fault(
      "UNSUPPORTED_MEDIA_TYPE",
      `send an archive as the body: ${TYPES.slice(0, 3).join(", ")} or ${FORM}`,
    );
  }
  if ((headers["content-encoding"] ?? "identity") !== "identity") {
    throw new Fault("UNSUPPORTED_MEDIA_TYPE", "send archives as they are, not compressed once more");
  }
  const type = headers["content-type"] ?? "";
  const given = type.toLowerCase().startsWith(FORM)
    ? await readForm(body, { type, bodies, context })
    : { fields: {}, archive: await bodies.receive(body, context) };
  try {
    const fields = joined({ ...Object(query) }, given.fields);
    const { name, digest } = given.archive;
    return await work({ input: { ...fields, archive: name }, content: { ...fields, archive: digest } });
  } finally {
    await bodies.drop(given.archive.name);
  }
}

function joined(query: object, fields: object): object {
  const twice = Object.keys(fields).filter((name) => Object.hasOwn(query, name));
  if (twice.length === 0) return { ...query, ...fields };
  const problems = twice.map((path) => ({ path, message: "is part of the query already" }));
  throw new Fault("VALIDATION_ERROR", `"${twice.join('", "')}" is part of the query already`, { problems });
}

/** @throws Fault where an archive was sent to what takes none */
export function refuseArchive({ http }: AnyOperation, { body }: FastifyRequest): void {
  if (http.body === "archive" || !isStream(body)) return;
  throw new Fault("UNSUPPORTED_MEDIA_TYPE", "bodies are JSON in UTF-8");
}

function isStream(body: unknown): body is NodeJS.ReadableStream {
  return typeof body === "object" && body !== null && "pipe" in body;
}
