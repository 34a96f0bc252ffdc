import { expect, test } from "vitest";

import { collapseCopies } from "./collapse.ts";

const BODY = [
  "def load(path):",
  "  with open(path) as f:",
  "    text = f.read()",
  "  data = parse(text)",
  "  check(data)",
  "  return data",
];
const unit = (name: string, lines: number, { kind = "Function", qualifiedName = "load" } = {}) => ({
  name,
  kind,
  language: "python",
  qualifiedName,
  startLine: 1,
  endLine: lines,
});
const named = async (units: readonly ReturnType<typeof unit>[], texts: Record<string, readonly string[]>) => {
  const collapsed = await collapseCopies(units, ({ name }) => texts[name]?.join("\n"));
  return collapsed.map(({ unit: { name }, copies }) => [name, copies.map((copy) => copy.name)]);
};

test("a copy stands beside the better hit, whatever its indentation and blank lines", async () => {
  const units = [unit("a", 6), unit("b", 7), unit("c", 6)];
  const indented = ["", ...BODY.map((line) => `    ${line}`)];
  expect(await named(units, { a: BODY, b: indented, c: BODY.map((line) => `${line} #`) })).toEqual([
    ["a", ["b"]],
    ["c", []],
  ]);
});

test("a line changed in ten is still a copy, two are not", async () => {
  const long = Array.from({ length: 30 }, (_, at) => `step_${at}()`);
  const change = (count: number) => long.map((line, at) => (at < count ? `other_${at}()` : line));
  const units = [unit("a", 30), unit("b", 30), unit("c", 30)];
  expect(await named(units, { a: long, b: change(1), c: change(4) })).toEqual([
    ["a", ["b"]],
    ["c", []],
  ]);
});

test("short ones, other kinds and texts that cannot be read stay apart", async () => {
  const short = ["get x() {", "  return this.x;", "}"];
  expect(await named([unit("a", 3), unit("b", 3)], { a: short, b: short })).toHaveLength(2);
  expect(await named([unit("a", 6), unit("b", 6, { kind: "Method" })], { a: BODY, b: BODY })).toHaveLength(2);
  expect(await named([unit("a", 6), unit("b", 6)], {})).toHaveLength(2);
});

test("what is called otherwise, or belongs to another type, is no copy however like it is", async () => {
  const texts = { a: BODY, b: BODY };
  const two = (one: string, other: string, kind: string) => [
    unit("a", 6, { kind, qualifiedName: one }),
    unit("b", 6, { kind, qualifiedName: other }),
  ];
  expect(await named(two("load", "read", "Function"), texts)).toHaveLength(2);
  expect(await named(two("Sqlite.load", "Mysql.load", "Method"), texts)).toHaveLength(2);
  expect(await named(two("old.Sqlite.load", "Sqlite.load", "Method"), texts)).toHaveLength(1);
});

test("many long texts are compared while the process goes on with other work", async () => {
  const long = Array.from({ length: 3000 }, (_, at) => `step_${at}()`);
  const units = Array.from({ length: 60 }, (_, at) => unit(`${at}`, long.length));
  let turns = 0;
  const counting = setInterval(() => {
    turns += 1;
  }, 0);
  const [[, copies] = []] = await named(units, Object.fromEntries(units.map(({ name }) => [name, long])));
  clearInterval(counting);
  expect(copies).toHaveLength(59);
  expect(turns).toBeGreaterThan(1);
});
