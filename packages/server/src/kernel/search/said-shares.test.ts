import { expect, test } from "vitest";

import { FIELD_COUNT, type Field, fieldNumber, impactOf } from "./posting.ts";
import { SAID_MAX, SaidMatcher } from "./said-shares.ts";
import { ScoreTable } from "./score-table.ts";

const [UNIT, FILE] = [4, 7];

/** A block that has one word in these fields of a unit. */
function blockOf(unit: number, fields: readonly Field[]) {
  const entries = fields
    .map(fieldNumber)
    .sort((a, b) => a - b)
    .map((field) => (field << 10) | impactOf(1, 10, 10));
  return { firstUnit: unit, entries };
}

function tableOf(words: readonly (readonly [unit: number, fields: readonly Field[]][])[]): ScoreTable {
  const table = new ScoreTable(16);
  for (const [at, places] of words.entries()) {
    const blocks = places.map(([unit, fields]) => blockOf(unit, fields));
    table.addTerm(blocks, 1, 1 << at);
  }
  return table;
}

function match(table: ScoreTable, weights: readonly number[]) {
  return new SaidMatcher(weights).match(table.saidIn(UNIT), table.saidIn(FILE));
}

test("a word counts once in a head, however many of its parts have it", () => {
  const shares = match(tableOf([[[UNIT, ["name", "scope", "header"]]], [[UNIT, ["body"]]]]), [3, 1]);
  expect(shares).toMatchObject({ said_in_head: 0.75, said_in_place: 0.75, said_anywhere: 1 });
});

test("the path is its file's, and counts with the head and with the whole", () => {
  const shares = match(tableOf([[[FILE, ["path"]]], [[UNIT, ["header"]]], [[FILE, ["file"]]]]), [1, 1, 2]);
  expect(shares).toMatchObject({ said_in_head: 0.25, said_in_place: 0.5, said_anywhere: 0.5, said_in_file: 0.5 });
});

test("what has none of the words has no share, and neither has a question without any", () => {
  const nothing = new Int32Array(FIELD_COUNT);
  for (const weights of [[1, 2], []]) {
    for (const share of Object.values(new SaidMatcher(weights).match(nothing, nothing))) expect(share).toBe(0);
  }
});

test("as many words are followed as there are bits, the last of them too", () => {
  const words = Array.from({ length: SAID_MAX }, (): [number, Field[]][] => [[UNIT, ["comment"]]]);
  const weights = words.map(() => 1);
  expect(match(tableOf(words), weights).said_anywhere).toBeCloseTo(1);
  expect(match(tableOf(words.slice(0, -1)), weights).said_anywhere).toBeCloseTo(1 - 1 / SAID_MAX);
});

test("words that are not followed score and say nothing here", () => {
  const table = new ScoreTable(4);
  table.addTerm([blockOf(UNIT, ["name"])], 1);
  expect(table.fieldsOf(UNIT)[fieldNumber("name")]).toBeGreaterThan(0);
  expect([...table.saidIn(UNIT)]).toEqual(Array.from({ length: FIELD_COUNT }, () => 0));
});
