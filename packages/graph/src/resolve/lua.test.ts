import { describe, expect, test } from "vitest";

import { drawingOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const parser = useParser();

const { drawn, calls } = drawingOf(parser);

/** Calls of one file that stay in it. */
const within = async (...lines: string[]): Promise<readonly string[]> => {
  const found = await calls({ "a.lua": [...lines, ""].join("\n") });
  return found.filter((call) => !call.includes(" lua.")).map((call) => call.replaceAll("a.lua:", ""));
};

describe("modules", () => {
  test("require finds a file by its dotted path and reaches what it returns", async () => {
    const { edges } = await drawn({
      "main.lua": 'local util = require("lib.util")\nlocal function run() util.help() end\n',
      "lib/util.lua": "local M = {}\nfunction M.help() end\nreturn M\n",
    });
    expect(edges).toEqual([
      "CALLS main.lua lua.require",
      "CALLS main.lua:run lib/util.lua:M.help",
      "IMPORTS main.lua lib/util.lua",
    ]);
  });

  test("a folder is required by its init file, and a module below a folder on the path by its name", async () => {
    const { edges } = await drawn({
      "spec/a.lua": "local app = require 'app'\nlocal deep = require 'app.deep'\napp.run()\ndeep.go()\n",
      "src/app/init.lua": "return { run = function() end }\n",
      "src/app/deep.lua": "return { go = function() end }\n",
    });
    expect(edges.filter((edge) => !edge.includes("lua.require"))).toEqual([
      "CALLS spec/a.lua src/app/deep.lua:go",
      "CALLS spec/a.lua src/app/init.lua:run",
      "IMPORTS spec/a.lua src/app/deep.lua",
      "IMPORTS spec/a.lua src/app/init.lua",
    ]);
  });

  test("a path with slashes is relative where it begins with a dot", async () => {
    const { edges } = await drawn({
      "app/main.lua": 'local a = require("./near")\nlocal b = require("../lib/far")\na.x()\nb.y()\n',
      "app/near.lua": "return { x = function() end }\n",
      "lib/far.lua": "return { y = function() end }\n",
    });
    expect(edges.filter((edge) => edge.startsWith("IMPORTS"))).toEqual([
      "IMPORTS app/main.lua app/near.lua",
      "IMPORTS app/main.lua lib/far.lua",
    ]);
  });

  test("the nearer of two modules of one name is meant", async () => {
    const found = await calls({
      "one/main.lua": 'local u = require("util")\nu.go()\n',
      "one/util.lua": "return { go = function() end }\n",
      "util.lua": "return { go = function() end }\n",
    });
    expect(found).toEqual(["one/main.lua lua.require", "one/main.lua one/util.lua:go"]);
  });

  test("a module that is not there lies outside, and so do its members, whatever the repository has", async () => {
    const { edges } = await drawn({
      "main.lua": 'local json = require("cjson.safe")\nlocal function run() json.decode("x") end\n',
      "other/safe.lua": "return { decode = function() end }\n",
    });
    expect(edges).toEqual([
      "CALLS main.lua lua.require",
      "CALLS main.lua:run cjson.safe.decode",
      "IMPORTS main.lua cjson.safe",
    ]);
  });

  test("a module may be used where it is required, taken apart, or guarded by pcall", async () => {
    const found = await calls({
      "main.lua":
        'require("m").one()\nlocal two = require("m").two\ntwo()\nlocal ok, m = pcall(require, "m")\nm.three()\n',
      "m.lua": "local M = {}\nfunction M.one() end\nfunction M.two() end\nfunction M.three() end\nreturn M\n",
    });
    expect(found.filter((call) => !call.includes(" lua."))).toEqual([
      "main.lua m.lua:M.one",
      "main.lua m.lua:M.three",
      "main.lua m.lua:M.two",
    ]);
  });

  test("a module that is a function or a class is called and made by its name", async () => {
    const found = await calls({
      "main.lua": 'local f = require("f")\nf()\nlocal C = require("c")\nlocal c = C.new()\nc:go()\n',
      "f.lua": "return function() end\n",
      "c.lua":
        "local C = {}\nC.__index = C\nfunction C.new() return setmetatable({}, C) end\nfunction C:go() end\nreturn C\n",
    });
    expect(found.filter((call) => !call.includes(" lua."))).toEqual(["main.lua c.lua:C.go", "main.lua c.lua:C.new"]);
  });

  test("a module hands on what it requires itself", async () => {
    const found = await calls({
      "main.lua": 'local all = require("all")\nall.one.go()\n',
      "all.lua": 'local M = {}\nM.one = require("one")\nreturn M\n',
      "one.lua": "local M = {}\nfunction M.go() end\nreturn M\n",
    });
    expect(found).toContain("main.lua one.lua:M.go");
  });

  test("modules that require each other end", async () => {
    const found = await calls({
      "a.lua": 'local b = require("b")\nlocal M = {}\nfunction M.x() b.y() end\nreturn M\n',
      "b.lua": 'local a = require("a")\nlocal M = {}\nfunction M.y() a.x() end\nreturn M\n',
    });
    expect(found.filter((call) => !call.includes(" lua."))).toEqual(["a.lua:M.x b.lua:M.y", "b.lua:M.y a.lua:M.x"]);
  });

  test("a global is known where a require leads to the one file that sets it, and nowhere else", async () => {
    const { calls, unresolved } = await drawn({
      "main.lua": 'require("globals")\nhelp()\nlocal_help()\n',
      "other.lua": "help()\n",
      "globals.lua": "function help() end\nlocal function local_help() end\n",
    });
    expect(calls).toEqual(["main.lua globals.lua:help", "main.lua lua.require"]);
    expect(unresolved).toEqual(["main.lua local_help unknown-name", "other.lua help unknown-name"]);
  });

  test("a global that two required files set is nobody's", async () => {
    const found = await calls({
      "main.lua": 'require("one")\nrequire("two")\nhelp()\n',
      "one.lua": "function help() end\n",
      "two.lua": "function help() end\n",
    });
    expect(found).toEqual(["main.lua lua.require"]);
  });
});

describe("tables", () => {
  test("functions are members of their table however they are put into it", async () => {
    expect(
      await within(
        "local M = { a = function() end, sub = { b = function() end } }",
        "function M.c() end",
        "M.d = function() end",
        "function M.sub.e() end",
        "local function run() M.a() M.sub.b() M.c() M.d() M.sub.e() end",
      ),
    ).toEqual(["run M.a", "run M.c", "run M.d", "run M.sub.b", "run M.sub.e"]);
  });

  test("a member is no plain name, and a plain name no member", async () => {
    const { calls, unresolved } = await drawn({
      "a.lua": "local M = { a = function() end }\nfunction M.b() end\nlocal function c() end\na()\nb()\nM.c()\n",
    });
    expect(calls).toEqual([]);
    expect(unresolved).toEqual(["a.lua a unknown-name", "a.lua b unknown-name", "a.lua c unknown-member"]);
  });

  test("a name for a function leads to it", async () => {
    expect(
      await within(
        "local M = {}",
        "function M.one() end",
        "local one = M.one",
        "M.two = M.one",
        "local function run() one() M.two() end",
      ),
    ).toEqual(["run M.one"]);
  });

  test("self is the table whose method it is", async () => {
    expect(
      await within(
        "local M = {}",
        "function M:go() self:stop() self.help() end",
        "function M:stop() end",
        "function M.help() end",
        "local function stop() end",
      ),
    ).toEqual(["M.go M.help", "M.go M.stop"]);
  });

  test("what a method puts into self is a member of it", async () => {
    expect(
      await within(
        "local Engine = {} Engine.__index = Engine",
        "function Engine.new() return setmetatable({}, Engine) end",
        "function Engine:start() end",
        "local Car = {} Car.__index = Car",
        "function Car.new() local self = setmetatable({}, Car) self.engine = Engine.new() return self end",
        "function Car:drive() self.engine:start() end",
      ),
    ).toEqual(["Car.drive Engine.start", "Car.new Engine.new"]);
  });

  test("a member of a parameter or unknown table draws nothing", async () => {
    const { calls, unresolved } = await drawn({
      "a.lua": "local M = {}\nfunction M.go() end\nlocal function run(x) x.go() x:go() y.go() end\n",
    });
    expect(calls).toEqual([]);
    expect(unresolved).toEqual([
      "a.lua:run go unknown-receiver",
      "a.lua:run go unknown-receiver",
      "a.lua:run go unknown-receiver",
    ]);
  });

  test("a function put into a table that the file does not declare is no name of the file", async () => {
    const { calls } = await drawn({ "a.lua": "function other.go() end\ngo()\n" });
    expect(calls).toEqual([]);
  });
});

describe("classes", () => {
  const BASE = [
    "local Base = {}",
    "Base.__index = Base",
    "function Base.new() local self = setmetatable({}, Base) return self end",
    "function Base:go() self:stop() end",
    "function Base:stop() end",
  ];

  test("a table with methods or a metatable is a class, and what setmetatable gives an instance of it", async () => {
    expect(await within(...BASE, "local b = Base.new()", "b:go()")).toEqual([
      "a.lua Base.go",
      "a.lua Base.new",
      "Base.go Base.stop",
    ]);
  });

  test("a class that looks into another inherits from it", async () => {
    const { edges } = await drawn({
      "a.lua": [
        ...BASE,
        "local D = setmetatable({}, { __index = Base })",
        "D.__index = D",
        "function D.new() local o = Base.new() setmetatable(o, D) return o end",
        "function D:stop() self:go() end",
        "local d = D.new()",
        "d:go()",
        "d:stop()",
        "",
      ].join("\n"),
    });
    expect(edges.filter((edge) => !edge.includes("setmetatable") && !edge.startsWith("REFERENCES"))).toEqual([
      "CALLS a.lua a.lua:Base.go",
      "CALLS a.lua a.lua:D.new",
      "CALLS a.lua a.lua:D.stop",
      "CALLS a.lua:Base.go a.lua:Base.stop",
      "CALLS a.lua:D.new a.lua:Base.new",
      "CALLS a.lua:D.stop a.lua:Base.go",
      "INHERITS a.lua:D a.lua:Base",
      "OVERRIDES a.lua:D.new a.lua:Base.new",
      "OVERRIDES a.lua:D.stop a.lua:Base.stop",
    ]);
  });

  test("a metatable of its own leads to the table that it names", async () => {
    expect(
      await within(
        "local M = {}",
        "local mt = { __index = M }",
        "function M.new() return setmetatable({ x = 1 }, mt) end",
        "function M:go() end",
        "local m = M.new()",
        "m:go()",
      ),
    ).toEqual(["a.lua M.go", "a.lua M.new"]);
  });

  test("new with self as metatable gives an instance of the class", async () => {
    expect(
      await within(
        "local Account = {}",
        "function Account:new(o) o = o or {} setmetatable(o, self) self.__index = self return o end",
        "function Account:deposit() end",
        "local a = Account:new()",
        "a:deposit()",
      ),
    ).toEqual(["a.lua Account.deposit", "a.lua Account.new"]);
  });

  test("extend of a class library makes a class of its receiver", async () => {
    const { edges } = await drawn({
      "base.lua":
        "local Object = {}\nObject.__index = Object\nfunction Object:extend() end\nfunction Object:is() end\nreturn Object\n",
      "point.lua":
        'local Object = require("base")\nlocal Point = Object:extend()\nfunction Point:new() self:is() end\nreturn Point\n',
    });
    expect(edges).toContain("INHERITS point.lua:Point base.lua:Object");
    expect(edges).toContain("CALLS point.lua:Point.new base.lua:Object.is");
  });
});

describe("names", () => {
  test("a local hides what is outside of its block, and only behind its declaration's block", async () => {
    expect(
      await within(
        "local function help() end",
        "local function run()",
        "  do local help = nil help() end",
        "  help()",
        "end",
        "local function other(help) help() end",
      ),
    ).toEqual(["run help"]);
  });

  test("functions of the standard library are external, also on strings, unless the file has its own", async () => {
    const found = await calls({
      "a.lua":
        'local function run(s) print(s) string.format("x"):upper(); ("x"):rep(2) table.insert({}, s) type(s) end\nfunction type() end\n',
    });
    expect(found).toEqual([
      "a.lua:run a.lua:type",
      "a.lua:run lua.print",
      "a.lua:run lua.string.format",
      "a.lua:run lua.string.rep",
      "a.lua:run lua.string.upper",
      "a.lua:run lua.table.insert",
    ]);
  });

  test("functions without a name belong to the function around, and see its locals", async () => {
    expect(
      await within(
        "local M = {}",
        "function M.go() end",
        "local function run(each) local m = M each(function() m.go() end) end",
      ),
    ).toContain("run M.go");
  });

  test("a local function in a function is a definition of its own", async () => {
    expect(
      await within(
        "local function run()",
        "  local function inner() end",
        "  local f = function() inner() end",
        "  f()",
        "end",
      ),
    ).toEqual(["run run.f", "run.f run.inner"]);
  });

  test("either side of or may be meant", async () => {
    const { tierOf } = await drawn({
      "a.lua": "local A = { go = function() end }\nlocal B = { go = function() end }\nlocal x = A or B\nx.go()\n",
    });
    expect(tierOf("CALLS a.lua a.lua:A.go")).toBe("inferred");
    expect(tierOf("CALLS a.lua a.lua:B.go")).toBe("inferred");
  });
});
