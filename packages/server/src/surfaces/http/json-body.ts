import type { FastifyInstance, FastifyRequest } from "fastify";

import { Fault } from "#kernel/errors";

import { checkJson } from "./check-json.ts";

const CHARSET = /charset\s*=\s*"?([^\s;"]+)/i;

/**
 * Bodies are JSON in UTF-8 and nothing else: another type, charset or coding is refused, broken bytes are not repaired, a
 * byte order mark is refused, a name that is given twice or is __proto__ is an error. No body counts as no fields.
 */
export function acceptJsonOnly(app: FastifyInstance): void {
  const parseJson = app.getDefaultJsonParser("error", "error");
  const parse = (request: FastifyRequest, text: string): Promise<unknown> =>
    new Promise((resolve, reject) => {
      void parseJson(request, text, (error, value) => (error ? reject(notJson(error)) : resolve(value)));
    });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("application/json", { parseAs: "buffer" }, async (request: FastifyRequest, body: Buffer) => {
    const { "content-encoding": encoding = "identity" } = request.headers;
    if (encoding !== "identity") throw new Fault("UNSUPPORTED_MEDIA_TYPE", "send bodies as they are, not compressed");
    const charset = CHARSET.exec(request.headers["content-type"] ?? "")?.[1] ?? "utf-8";
    if (!/^utf-?8$/i.test(charset)) throw new Fault("UNSUPPORTED_MEDIA_TYPE", "bodies are JSON in UTF-8");
    const text = decode(body);
    if (text.trim() === "") return undefined;
    checkJson(text);
    return parse(request, text);
  });
}

function decode(body: Buffer): string {
  const text = decodeUtf8(body);
  // Some readers skip it and some do not (RFC 8259, 8.1): a body has one meaning here.
  if (text.startsWith("\ufeff")) {
    throw new Fault("VALIDATION_ERROR", "the body begins with a byte order mark: send JSON without one");
  }
  return text;
}

function decodeUtf8(body: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
  } catch (error) {
    throw new Fault("VALIDATION_ERROR", "the body is not valid UTF-8", {}, error);
  }
}

function notJson(error: Error): Fault {
  return new Fault("VALIDATION_ERROR", "the body is not valid JSON", { reason: error.message.slice(0, 200) }, error);
}
