/** Bodies that are archives: taken to disk as they come, once it is known that their sender may, and gone with the answer. */
import type { FastifyInstance, FastifyRequest } from "fastify";

import { Fault } from "#kernel/errors";
import type { AnyOperation } from "#kernel/operation";

const TYPES = ["application/zip", "application/x-tar", "application/gzip", "application/x-gzip"];

/** Keeps a body for the length of its request, under the name it answers with. */
export interface ArchiveBodies {
  receive(body: NodeJS.ReadableStream, signal: AbortSignal): Promise<string>;
  drop(name: string): Promise<void>;
}

/** Hands the body on unread. Other routes answer that they do not read it. */
export function acceptArchives(app: FastifyInstance): void {
  app.addContentTypeParser(TYPES, (_request, payload, done) => done(null, payload));
}

export const ARCHIVE_CONTENT = Object.fromEntries(
  TYPES.map((type) => [type, { schema: { type: "string", format: "binary" } }]),
);

/** The input of an operation that takes an archive: the fields of the query string, and the name of the body. */
export async function withArchive<T>(
  request: FastifyRequest,
  { bodies, signal }: { readonly bodies: ArchiveBodies | undefined; readonly signal: AbortSignal },
  work: (input: object) => Promise<T>,
): Promise<T> {
  if (!isStream(request.body) || bodies === undefined) {
    throw new Fault("UNSUPPORTED_MEDIA_TYPE", `send an archive as the body, as ${TYPES.slice(0, 3).join(", ")}`);
  }
  const archive = await bodies.receive(request.body, signal);
  try {
    return await work({ ...Object(request.query), archive });
  } finally {
    await bodies.drop(archive);
  }
}

/** @throws Fault where an archive was sent to what takes none */
export function refuseArchive({ http }: AnyOperation, { body }: FastifyRequest): void {
  if (http.body === "archive" || !isStream(body)) return;
  throw new Fault("UNSUPPORTED_MEDIA_TYPE", "bodies are JSON in UTF-8");
}

function isStream(body: unknown): body is NodeJS.ReadableStream {
  return typeof body === "object" && body !== null && "pipe" in body;
}
