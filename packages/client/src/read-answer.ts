import { AetherError } from "./errors.ts";
import type { FetchResponse } from "./fetch.ts";
import type { FilePart } from "./file-part.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The data of an answer. @throws AetherError for a refusal, and for what is no answer of this API */
export async function readAnswer(url: string, response: FetchResponse): Promise<unknown> {
  const text = await response.text();
  const answer = parse(text);
  if (answer?.["success"] === true && response.status < 400) return answer["data"];
  throw refusal(url, response, answer);
}

const CONTENT_RANGE = /^bytes \d+-\d+\/(\d+)$/;

/** Bytes of a file. @throws AetherError as above */
export async function readPart(url: string, response: FetchResponse): Promise<FilePart> {
  const { status, headers } = response;
  if (response.arrayBuffer === undefined || (status !== 200 && status !== 206)) {
    throw refusal(url, response, parse(await response.text()));
  }
  const bytes = new Uint8Array(await response.arrayBuffer());
  const total = CONTENT_RANGE.exec(headers.get("content-range") ?? "")?.[1];
  return {
    bytes,
    total: total === undefined ? bytes.length : Number(total),
    isWhole: status === 200,
    tag: headers.get("etag"),
  };
}

/** What a refused call is told as. */
function refusal(url: string, { status, headers }: FetchResponse, answer: Fields | undefined): AetherError {
  const body = fieldsOf(answer?.["error"] ?? answer);
  const { code, retry, remedy } = body;
  const retryAfterMs = retryAfter(headers.get("retry-after"));
  const requestId =
    textOf(body["request_id"] ?? fieldsOf(answer?.["metadata"])["request_id"]) ?? headers.get("x-request-id");
  const told = { status, retryAfterMs, ...(requestId !== null && { requestId }) };
  if (typeof code !== "string") {
    const message = `the server answered ${status} with something that is no answer of this API`;
    return new AetherError({ ...told, code: "NOT_AETHER", message });
  }
  return new AetherError({
    ...told,
    code,
    message: textOf(body["detail"] ?? body["message"]) ?? code,
    details: fieldsOf(body["details"]),
    remedy: textOf(remedy),
    docUrl: resolved(textOf(body["doc_url"]), url),
    retry: typeof retry === "boolean" ? retry : undefined,
  });
}

function parse(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? fieldsOf(value) : undefined;
  } catch {
    return undefined;
  }
}

function fieldsOf(value: unknown): Fields {
  return Object(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A server names its own pages without its host, which it may not know. */
function resolved(path: string | undefined, url: string): string | undefined {
  return path !== undefined && URL.canParse(path, url) ? new URL(path, url).href : undefined;
}

/** Seconds, or a date (RFC 9110, 10.2.3). */
function retryAfter(value: string | null): number | undefined {
  if (value === null) return undefined;
  if (/^\d{1,9}$/.test(value.trim())) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
