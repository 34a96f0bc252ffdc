/** What answers say, so that two can be compared. */
import type { Answer } from "../support/http-call.ts";
import type { World } from "./world.ts";

/** Without what differs from one call to the next, and without the words that were asked with. */
export function saying(text: string, world: World): string {
  const words = Object.values(world)
    .map(String)
    .toSorted((a, b) => b.length - a.length);
  return (
    words
      .reduce((said, word) => said.replaceAll(word, "<asked>"), text)
      .replaceAll(/"(request_id|requestId|instance)":"[^"]*"/g, '"$1":"<of the call>"')
      .replaceAll(/request \S+ \(/g, "request <of the call> (")
      .replaceAll(/\d{4}-\d\d-\d\d(T| )[\d:.]+Z/g, "<time>")
      // Which of the caller's own names is near the one asked for is a matter of its letters; `leaked` looks for others' names.
      .replaceAll(/; (?:did you mean .*?\?|there are: .*?)(?="|$)/gm, "; <own names>")
      .replaceAll(/"version":\d+/g, '"version":"<n>"')
      .replaceAll(/"(key|key_id|shown_as|token)":"[^"]*"/g, '"$1":"<new>"')
      .replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<new id>")
  );
}

const OF_THE_CALL = new Set(["date", "x-request-id", "content-length", "etag"]);

/** The same of an answer over HTTP, with the names of its headers. */
export function told({ status, headers, text }: Answer, world: World): object {
  const names = Object.keys(headers).filter((name) => !OF_THE_CALL.has(name));
  return { status, headers: names.toSorted(), body: saying(text, world) };
}

/** Words of a world that stand in an answer and were not in the question. */
export function leaked(answer: string, { of, given }: { readonly of: World; readonly given: unknown }): string[] {
  const question = JSON.stringify(given);
  return Object.values(of)
    .map(String)
    .filter((word) => word !== of.ref && !question.includes(word) && answer.includes(word));
}
