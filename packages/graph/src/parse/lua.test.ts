import { describe, expect, test } from "vitest";

import { named, outline, show } from "../../../../test/support/source-parser.ts";
import { useParser } from "../../../../test/support/use-parser.ts";
import type { FileFacts } from "../facts.ts";

const parser = useParser();

const parse = (...lines: string[]): Promise<FileFacts> =>
  parser.parse({ path: "a.lua", text: lines.join("\n"), language: "lua", deadlineMs: 60_000 });

const sites = (facts: FileFacts, ...kinds: string[]): string[] =>
  facts.sites
    .filter(({ kind }) => kinds.length === 0 || kinds.includes(kind))
    .map((site) => `${site.kind} ${show(site.target)}`);

describe("definitions", () => {
  test("functions have their range, signature, doc and reach", async () => {
    const facts = await parse(
      "#!/usr/bin/lua",
      "local M = {}",
      "--- Opens it.",
      "-- @param x what",
      "function M.open(x, ...)",
      "  return x",
      "end",
      "local function hidden() end",
      "function shown() end",
    );
    expect(named(facts, "open")).toMatchObject({
      kind: "Method",
      startLine: 5,
      endLine: 7,
      nameColumn: 11,
      signature: "function M.open(x, ...)",
      doc: "Opens it.\n@param x what",
    });
    expect(named(facts, "open").parameters.map(({ name }) => name)).toEqual(["x"]);
    expect(named(facts, "hidden").exported).toBe(false);
    expect(named(facts, "shown").exported).toBe(true);
  });

  test("members belong to the table that holds them, at any depth", async () => {
    const facts = await parse(
      "local M = { a = function() end, sub = { b = function() end, data = 1 }, plain = { 1, 2 } }",
      "M.c = function() end",
      "function M.sub.d() end",
      "M.other = M.a",
      "M.empty = {}",
      "function M.empty.e() end",
    );
    expect(outline(facts)).toEqual([
      "Variable .M",
      "Method M.a",
      "Field M.sub",
      "Method sub.b",
      "Method M.c",
      "Method sub.d",
      "Field M.other",
      "Field M.empty",
      "Method empty.e",
    ]);
  });

  test("tables with methods that take self, or that serve as metatables, are classes", async () => {
    const facts = await parse(
      "local A = {}",
      "function A:m() end",
      "local B = {}",
      "B.__index = B",
      "local C = {}",
      "local mt = { __index = C }",
      "D = setmetatable({}, { __index = B })",
      "function D:m() end",
      "local E = {}",
    );
    expect(outline(facts).filter((line) => !line.startsWith("Method"))).toEqual([
      "Class .A",
      "Class .B",
      "Class .C",
      "Variable .mt",
      "Class .D",
      "Variable .E",
    ]);
    expect(named(facts, "D")).toMatchObject({ exported: true, bases: [{ kind: "extends" }] });
  });

  test("several names of one statement are definitions beside each other", async () => {
    const facts = await parse("local a, b, f = 1, {}, function() end", "x, y = 1, 2");
    expect(outline(facts)).toEqual(["Variable .a", "Variable .b", "Function .f", "Variable .x", "Variable .y"]);
    expect(facts.definitions.map(({ exported }) => exported)).toEqual([false, false, false, true, true]);
  });

  test("what a function declares is bound in it and defines nothing", async () => {
    const facts = await parse("local function f()", "  local a = g()", "  local b", "  b = 1", "  c = 2", "end");
    expect(outline(facts)).toEqual(["Function .f", "Variable .c"]);
    expect(facts.bindings.map(({ name, value }) => `${name} = ${show(value)}`)).toEqual([
      "a = g()",
      "b = ",
      "b = <number>",
    ]);
  });
});

describe("modules", () => {
  test("require in its forms is an import, with the name that holds it", async () => {
    const facts = await parse(
      'local a = require("x.a")',
      "local b = require 'x.b'",
      "local c = require [[x.c]]",
      'require("x.d")',
      'local e = require("x.e").part',
      'local ok, f = pcall(require, "x.f")',
      "local g = require(name)",
      'dofile("x/h.lua")',
    );
    expect(facts.imports.map(({ module, local, form }) => `${form} ${module} ${local}`)).toEqual([
      "namespace x.a a",
      "namespace x.b b",
      "namespace x.c c",
      "namespace x.d require x.d",
      "namespace x.e require x.e",
      "namespace x.f f",
      "namespace ./x/h.lua require ./x/h.lua",
    ]);
  });

  test("what the file returns is its export, a returned table with its functions", async () => {
    expect(
      (await parse("local M = {}", "return M")).exports.map(({ name, value }) => `${name} ${show(value)}`),
    ).toEqual(["= M"]);
    const facts = await parse("local function f() return 1 end", "return { f = f, g = function() end }");
    expect(facts.exports).toHaveLength(1);
    expect(facts.exports[0]?.value.kind).toBe("definition");
    expect(outline(facts)).toEqual(["Function .f", "Constant .", "Field .f", "Method .g"]);
  });
});

describe("uses", () => {
  test("calls are sites with their argument counts, in every form that Lua has", async () => {
    const facts = await parse('f(1, 2) m.f() o:f(1) f{1} f"x" a.b["c"]:d().e()');
    const called = facts.sites.filter(({ kind }) => kind === "call");
    expect(called.map(({ target, argumentCount }) => `${show(target)} ${argumentCount}`)).toEqual([
      "f 2",
      "m.f 0",
      "o.f 1",
      "f 1",
      "f 1",
      "a.b[].d 0",
      "a.b[].d().e 0",
    ]);
  });

  test("what self gets is bound in the type, and what a metatable is set for has its type", async () => {
    const facts = await parse(
      "local A = {}",
      "A.__index = A",
      "function A.new() local self = setmetatable({}, A) self.b = f() return self end",
    );
    expect(facts.bindings.map(({ name, member }) => `${name} ${member}`)).toEqual(["b true"]);
    expect(sites(facts, "call")).toEqual(["call setmetatable", "call f"]);
  });

  test("names of fields, labels and attributes are no uses", async () => {
    const facts = await parse("goto done", "::done::", "local x <const> = { key = 1 }", "print(y.key)");
    expect(sites(facts)).toEqual(["call print", "reference y.key"]);
  });
});

describe("hostile text", { timeout: 60_000 }, () => {
  test("long chains, deep tables and many members take no more than linear time", async () => {
    const started = performance.now();
    const chain = await parse(`x${":y(f)".repeat(20_000)}`);
    expect(chain.sites.filter(({ kind }) => kind === "call")).toHaveLength(20_000);
    await parse(`x = ${"{a=".repeat(5_000)}1${"}".repeat(5_000)}`);
    const members = Array.from({ length: 10_000 }, (_, at) => `function M.f${at}() end`);
    expect((await parse("local M = {}", ...members)).definitions).toHaveLength(10_001);
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
