import type { SearchHit, SearchOutput } from "@aether/client";

import type { Arguments } from "../arguments.ts";
import { usage } from "../failure.ts";
import { gapsOf, placeOf, titleOf } from "../place.ts";
import type { Printer } from "../printer.ts";
import type { Session } from "../session.ts";
import { didYouMean } from "../suggest.ts";
import { plainLine } from "../terminal.ts";
import { searchBody } from "./search-body.ts";
import { snippetLines } from "./snippet-lines.ts";

const PARTS_SHOWN = 3;
const QUERY_SHOWN = 100;
const FILTERS = ["repo", "lang", "kind", "path", "symbol", "author", "before", "after"];
const LIKE_A_FILTER = /(?<=^|\s)([a-z]+):(?=[^\s:])/gi;

/** `aether search`: one question, or a file of them. */
export async function search(session: Session, given: Arguments): Promise<number> {
  const file = given.text("batch");
  const query = given.operands.join(" ");
  if (file !== undefined) {
    if (query !== "") throw usage("--batch takes its queries from the file", `Leave "${query}" out.`);
    const { searchBatch } = await import("./search-batch.ts");
    return searchBatch(session, given, file);
  }
  const isFiltered = ["lang", "kind", "path", "symbol", "is", "author", "before", "after"].some(
    (filter) => given.list(filter).length > 0,
  );
  if (query.trim() === "" && !isFiltered) {
    throw usage("aether search needs a QUERY", 'For example: aether search "where is a session closed"');
  }
  const client = await session.connect();
  const answer = await client.search(searchBody(given, query));
  return session.print.isJson ? printJson(session.print, answer) : printHits(session.print, answer, query);
}

async function printJson(print: Printer, answer: SearchOutput): Promise<number> {
  await print.json(answer);
  return 0;
}

async function printHits(print: Printer, answer: SearchOutput, query: string): Promise<number> {
  const { hits, notes, suggestions, completeness } = answer;
  for (const line of readingLines(answer)) print.say(line);
  for (const [at, hit] of hits.entries()) {
    if (at > 0) await print.line("");
    for (const line of hitLines(hit, print)) await print.line(line);
  }
  if (hits.length === 0) {
    const what = query.trim() === "" ? "" : ` for "${plainLine(shortened(query))}"`;
    print.say(
      `Nothing was found${what}.${completeness.repos.length === 0 ? "" : " Fewer words or fewer filters find more."}`,
    );
  }
  for (const note of await misspeltFilters(query)) print.say(note);
  if (hits.length > 0 && hits.every(({ parts }) => "no_words" in parts)) {
    print.say("Nothing has these words; the nearest in meaning are shown.");
  }
  for (const note of notes) print.say(plainLine(note));
  if (suggestions.length > 0) {
    print.say(`Did you mean ${suggestions.map((name) => `"${plainLine(name)}"`).join(" or ")}?`);
  }
  for (const gap of gapsOf(completeness)) print.say(gap);
  return 0;
}

function shortened(query: string): string {
  return query.length > QUERY_SHOWN ? `${query.slice(0, QUERY_SHOWN)}…` : query;
}

/** Code is full of colons, so what only looks like a filter is searched for; a person who mistyped one should hear of it. */
async function misspeltFilters(query: string): Promise<string[]> {
  const written = new Set([...query.matchAll(LIKE_A_FILTER)].map(([, name = ""]) => name));
  const notes: string[] = [];
  for (const name of written) {
    if (name.toLowerCase() === "is" || FILTERS.includes(name.toLowerCase())) continue;
    const meant = await didYouMean(name, FILTERS);
    if (meant !== "") notes.push(`"${name}:" is no filter, and was searched for as words. ${meant}`);
  }
  return notes;
}

/** What answered, and how the question was read where that was asked for. */
function readingLines(answer: SearchOutput): string[] {
  const { route, corrections } = answer;
  const told = route === null ? [] : [`Answered as ${plainLine(route.to)}: ${plainLine(route.why)}.`];
  const corrected = corrections.map(
    ({ written, searched }) =>
      `Searched for "${plainLine(searched)}" instead of "${plainLine(written)}", which stands nowhere.`,
  );
  return [...corrected, ...told, ...explanationLines(answer)];
}

function explanationLines({ explanation }: SearchOutput): string[] {
  if (explanation === null) return [];
  const { searched, names, terms, units, candidates, vectors } = explanation;
  const told = terms.map(
    ({ term, weight, from, of, units: having }) =>
      `${term} ${weight.toFixed(2)} (${from}${of === null ? "" : ` of ${of}`}, in ${having})`,
  );
  return [
    `Searched for: ${plainLine(searched)}`,
    `Names asked for: ${plainLine(names.join(", ")) || "none"}`,
    `Terms: ${plainLine(told.join(", ")) || "none"}`,
    `Looked at ${candidates.looked_at} of ${units} units, ${candidates.by_similarity_alone} for their vectors alone; vectors ${vectors ? "on" : "off"}.`,
  ];
}

function hitLines(hit: SearchHit, { style }: Printer): string[] {
  const parts = Object.entries(hit.parts)
    .filter(([, value]) => value !== 0)
    .sort(([, one], [, other]) => Math.abs(other) - Math.abs(one))
    .slice(0, PARTS_SHOWN)
    .map(([name, value]) => `${name} ${value.toFixed(2)}`);
  const score = `${hit.score.toFixed(2)}${parts.length === 0 ? "" : ` = ${parts.join(" + ")} …`}`;
  return [
    `${style.bold(placeOf(hit))}  ${titleOf(hit)}  ${style.dim(`[${plainLine(hit.repo)}] ${score}`)}`,
    ...snippetLines(hit, style),
    ...hit.copies.map((copy) => `    the same  ${placeOf(copy)}  ${titleOf(copy)}`),
    ...hit.related.map(({ relation, node }) => `    ${relation}  ${placeOf(node)}  ${titleOf(node)}`),
  ];
}
