/** Operations asked through the typed client. */
import { AetherError, type AetherClient, createClient } from "../../packages/client/src/index.ts";
import type { AnyOperation } from "../../packages/server/src/kernel/operation/index.ts";
import type { Identity } from "../../packages/server/src/kernel/tenancy/index.ts";
import type { Asker } from "./asked.ts";

/** What a call came to: its answer (of a stream every event, of pages every page), or what its error says. */
export interface Outcome {
  readonly status: number;
  readonly text: string;
}

/** The method of an operation. */
export function methodName(operation: Pick<AnyOperation, "name">): string {
  return operation.name.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

export async function askByClient(
  asker: Asker,
  identity: Identity | undefined,
  { operation, input }: { readonly operation: AnyOperation; readonly input: object },
): Promise<Outcome> {
  const token = identity === undefined ? undefined : asker.tokenOf(identity);
  const headers = { "if-match": "*" };
  const client = createClient({ baseUrl: asker.url, retries: 0, headers, ...(token !== undefined && { token }) });
  try {
    const sent = operation.http.body === "archive" ? { ...input, archive: new TextEncoder().encode("no zip") } : input;
    return { status: 200, text: JSON.stringify(await answerOf(client, methodName(operation), sent)) };
  } catch (error) {
    if (!(error instanceof AetherError)) throw error;
    const { code, category, message, status, details, remedy, retry, retryAfterMs, requestId } = error;
    const told = { code, category, message, details, remedy, retry, retryAfterMs, requestId };
    return { status, text: JSON.stringify(told) };
  }
}

async function answerOf(client: AetherClient, name: string, input: object): Promise<unknown> {
  const method: unknown = Object.entries(client).find(([key]) => key === name)?.[1];
  if (typeof method !== "function") throw new Error(`the client has no method ${name}`);
  const all = "pages" in method && typeof method.pages === "function" ? method.pages : method;
  const answer: unknown = Reflect.apply(all, undefined, [input]);
  if (!isIterable(answer)) return answer;
  const parts: unknown[] = [];
  for await (const part of answer) parts.push(part);
  return parts;
}

function isIterable(answer: unknown): answer is AsyncIterable<unknown> {
  return typeof answer === "object" && answer !== null && Symbol.asyncIterator in answer;
}
