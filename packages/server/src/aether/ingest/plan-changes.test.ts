import { expect, test } from "vitest";

import type { StoredFile } from "./content-store.ts";
import { type FoundFile, incompleteOf, planChanges } from "./plan-changes.ts";

const found = (path: string, hash: string, language = "go"): FoundFile => ({
  path,
  hash,
  bytes: 1,
  lineCount: 0,
  language,
  incomplete: "",
});
const stored = (path: string, hash: string, incomplete: StoredFile["incomplete"] = ""): [string, StoredFile] => [
  path,
  {
    path,
    hash,
    graphHash: "g",
    language: "go",
    incomplete,
    lineCount: 1,
    bytes: 1,
    history: "",
    authors: "",
    changedAt: null,
  },
];

test("only new and edited files are changed, and what is gone is removed", () => {
  const before = new Map([stored("a", "1"), stored("b", "2"), stored("c", "3")]);
  const plan = planChanges([found("a", "1"), found("b", "9"), found("d", "4")], before, true);
  expect(plan.changed.map((file) => file.path)).toEqual(["b", "d"]);
  expect(plan.unchanged.map((file) => file.path)).toEqual(["a"]);
  expect(plan.removed).toEqual(["c"]);
});

test("a file that is now read as another language has changed", () => {
  const plan = planChanges([found("a", "1", "")], new Map([stored("a", "1")]), true);
  expect(plan.changed).toHaveLength(1);
});

test("nothing of a snapshot that another version made is kept", () => {
  const plan = planChanges([found("a", "1")], new Map([stored("a", "1"), stored("b", "2")]), false);
  expect(plan.changed).toHaveLength(1);
  expect(plan.removed).toEqual(["b"]);
});

test("a file that the parser did not get through is tried again, one that is nested too deep stays what it is", () => {
  const before = new Map([
    stored("a", "1", "deadline"),
    stored("b", "2", "parser-crashed"),
    stored("c", "3", "too-deep"),
  ]);
  const plan = planChanges([found("a", "1"), found("b", "2"), found("c", "3")], before, true);
  expect(plan.changed.map((file) => file.path)).toEqual(["a", "b"]);
  expect(plan.unchanged).toMatchObject([{ path: "c", incomplete: "too-deep" }]);
});

test("what parsing or resolution left out is reported once a file, by what parsing says", () => {
  const files = [found("a", "1"), { ...found("b", "2"), incomplete: "too-deep" as const }, found("c", "3")];
  const resolved = ["a", "b"].map((path) => ({ path, hash: "h", rows: 1, incomplete: "too-complex" as const }));
  expect(incompleteOf(files, { files: [...resolved, { path: "c", hash: "h", rows: 1 }] })).toEqual([
    { kind: "skipped", path: "a", reason: "too-complex" },
    { kind: "skipped", path: "b", reason: "too-deep" },
  ]);
});
