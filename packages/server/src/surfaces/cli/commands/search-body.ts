import type { Arguments } from "../arguments.ts";
import { asOfGiven } from "../as-of.ts";

/** The flags as the API's input. */
export function searchBody(given: Arguments, query: string) {
  return {
    query,
    ...asOfGiven(given),
    filters: {
      repo: given.list("repo"),
      lang: given.list("lang"),
      kind: given.list("kind"),
      path: given.list("path"),
      symbol: given.list("symbol"),
      is: given.list("is"),
      author: given.list("author"),
      before: given.list("before"),
      after: given.list("after"),
    },
    limit: given.integer("limit"),
    expand: given.has("expand"),
    vectors: !given.has("no-vectors"),
    explain: given.has("explain"),
    route: !given.has("no-route"),
    snippets: !given.has("no-snippets"),
  };
}
