/** Planted traps, the same for each resolver: whoever links by the name alone draws every one of them. */
import { describe, expect, test } from "vitest";

import { draw, graphOf, type Sources } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const parser = useParser();

/** `send` and `Box.send`, or what the language has in their place, exist once each and are meant nowhere. */
const TRAPS: Readonly<Record<string, Sources>> = {
  python: { "trap/trap.py": "def send(): ...\nclass Box:\n    def send(self): ...\n" },
  script: { "trap/trap.ts": "export function send() {}\nexport class Box { send() {} }\n" },
  java: {
    "trap/Box.java": "package trap;\npublic class Box { public void send() {} public static void ship() {} }\n",
  },
  go: {
    "go.mod": "module a.dev/m\n",
    "trap/trap.go": "package trap\nfunc Send() {}\ntype Box struct{}\nfunc (b Box) Send() {}\n",
  },
  c: {
    "trap/trap.h": "void send(void);\nstruct box { int size; };\nvoid box_send(struct box *b);\n",
    "trap/trap.c": '#include "trap.h"\nvoid send(void) {}\nvoid box_send(struct box *b) {}\n',
  },
  cpp: {
    "trap/trap.hpp": "namespace trap {\ninline void send() {}\nstruct Box { void send() {} };\n}\n",
  },
  rust: {
    "Cargo.toml": '[package]\nname = "m"\n[lib]\npath = "lib.rs"\n[dependencies]\noutside = "1"\n',
    "lib.rs": "pub mod trap;\nmod a;\n",
    "trap/mod.rs": "pub fn send() {}\npub struct Parcel;\nimpl Parcel { pub fn send(&self) {} }\n",
  },
  php: {
    "trap/trap.php":
      "<?php\nnamespace Trap;\nfunction send() {}\n" +
      "class Box { public function send() {} public static function ship() {} }\n",
  },
  csharp: {
    "trap/Trap.cs": "namespace Trap { public class Box { public void Send() {} public static void Ship() {} } }\n",
  },
  lua: {
    "trap/trap.lua":
      "local M = {}\nfunction M.send() end\nlocal Box = {}\nfunction Box.send() end\nM.Box = Box\nreturn M\n",
  },
  ruby: {
    "trap/trap.rb":
      "module Trap\n  def self.post; end\n  class Box\n    def post; end\n    def self.ship; end\n  end\nend\n",
  },
  kotlin: {
    "trap/Trap.kt": "package trap\nfun send() {}\nclass Box { fun send() {} }\n",
  },
  scala: {
    "trap/Trap.scala": "package trap\nobject Trap { def send(): Unit = () }\nclass Box { def send(): Unit = () }\n",
  },
  bash: {
    "trap/trap.sh": "send() { :; }\nship() { :; }\n",
  },
};

const EXTERNAL: Readonly<Record<string, Sources>> = {
  python: { "a.py": "from outside import send\nimport outside as trap\ndef main():\n    send()\n    trap.send()\n" },
  script: {
    "a.ts": `import { send } from "outside";\nimport * as trap from "outside";\nfunction main() { send(); trap.send(); }\n`,
  },
  java: {
    "a/Main.java":
      "package a;\nimport static outside.Box.ship;\nimport outside.Box;\nclass Main { void main() { ship(); Box.ship(); new Box().send(); } }\n",
  },
  go: { "main.go": `package main\nimport "outside.dev/trap"\nfunc main() { trap.Send(); trap.Box{}.Send() }\n` },
  c: {
    "main.c": "#include <outside.h>\nvoid run(void) { send(); box_send(0); }\n",
  },
  cpp: {
    "main.cpp":
      "#include <outside.hpp>\n" +
      "void run() { outside::send(); send(); outside::Box box; box.send(); Box other; other.send(); }\n",
  },
  rust: {
    "a.rs":
      "use outside::{send, trap, Parcel};\n" +
      "fn main() { send(); trap::send(); Parcel::new().send(); Parcel.send(); }\n",
  },
  php: {
    "a.php":
      "<?php\nuse function Outside\\send;\nuse Outside\\Box;\n" +
      "function main() { send(); (new Box())->send(); Box::ship(); \\Outside\\send(); }\n",
  },
  csharp: {
    "Main.cs": "using Outside;\nclass Main { void Run() { Box.Ship(); new Box().Send(); } }\n",
  },
  lua: {
    "a.lua":
      'local trap = require("outside")\nlocal function main()\n  trap.send()\n  trap.Box.send()\n  send()\nend\n',
  },
  ruby: {
    "a.rb": 'require "outside"\ndef main\n  Outside.post\n  Outside::Box.new.post\n  Outside::Box.ship\nend\n',
  },
  kotlin: {
    "a.kt": "package a\nimport outside.send\nimport outside.Box\nfun main() { send(); Box().send() }\n",
  },
  scala: {
    "a.scala":
      "package a\nimport outside.{Trap, Box}\n" +
      "object Main { def main(): Unit = { Trap.send(); new Box().send() } }\n",
  },
  bash: {
    "a.sh": "source outside.sh\nother() { :; }\nmain() { other; send; ship; }\n",
  },
};

const SHADOWED: Readonly<Record<string, Sources>> = {
  python: {
    "a.py":
      "from trap.trap import send, Box\ndef by_parameter(send, Box):\n    send()\n    Box().send()\n" +
      "def by_local(x):\n    send = x.y\n    send()\n    for Box in x:\n        Box.send()\n" +
      "def by_later_local(x):\n    send()\n    send = x\n" +
      "def by_comprehension(x):\n    return [send() for send in x]\nby_lambda = lambda send: send()\n" +
      "def by_handler():\n    try: ...\n    except ValueError as send:\n        send()\n",
  },
  script: {
    "a.ts":
      `import { send, Box } from "./trap/trap";\nfunction byParameter(send: any, { Box }: any) { send(); Box.send(); }\n` +
      "function byLocal(x: any) { const send = x.y; send(); for (const Box of x) Box.send(); }\n" +
      "const byArrow = (send: any) => send();\n" +
      "function byCatch() { try {} catch (send: any) { send(); } }\n" +
      "function byInner() { inner(); function inner() { var send: any = null; send(); } }\n",
  },
  java: {
    "a/Main.java":
      "package a;\nimport trap.Box;\nclass Main {\n  interface Other { void send(); }\n  static class Inner { static class Box { void send() {} } void use(Box box) { box.send(); } }\n" +
      "  void byParameter(Other Box) { Box.send(); }\n  void byLocal() { Other Box = null; Box.send(); }\n" +
      "  void byLambda() { java.util.function.Consumer<Other> c = Box -> Box.send(); }\n}\n",
  },
  go: {
    "main.go":
      `package main\nimport "a.dev/m/trap"\nfunc byParameter(trap T) { trap.Send() }\n` +
      "func byLocal(x T) { trap := x.y(); trap.Send() }\nfunc byRange(x []T) { for _, trap := range x { trap.Send() } }\n" +
      "func byLiteral() { f := func(trap T) { trap.Send() }; f(nil) }\nfunc used() { _ = trap.Box{} }\n",
  },
  c: {
    "main.c":
      '#include "trap/trap.h"\nvoid by_parameter(void (*send)(void)) { send(); }\n' +
      "void by_local(void (*x)(void)) { void (*send)(void) = x; send(); }\n" +
      "void by_block(void (*x)(void)) { { void (*send)(void) = x; send(); } }\n",
  },
  cpp: {
    "main.cpp":
      '#include "trap/trap.hpp"\nusing trap::send;\nstruct Other { void operator()(); void send(); };\n' +
      "void byParameter(Other send) { send(); }\nvoid byLocal() { auto send = [] {}; send(); }\n" +
      "void byLambda() { auto f = [](auto send) { send(); }; }\n" +
      "struct Mine { void send(); void use() { send(); } };\n" +
      "void byType() { struct Box { void send(); }; Box box; box.send(); }\n",
  },
  rust: {
    "a.rs":
      "use crate::trap::{send, Parcel};\nfn by_parameter(send: fn()) { send(); }\n" +
      "fn by_local() { let send = || {}; send(); }\n" +
      "fn by_pattern(x: Option<fn()>) { if let Some(send) = x { send(); } }\n" +
      "fn by_closure() { let f = |send: fn()| send(); }\nfn by_inner() { fn send() {} send(); }\n" +
      "fn by_arm(x: Option<fn()>) { match x { Some(send) => send(), None => {} } }\n",
  },
  php: {
    "a.php":
      "<?php\nnamespace App;\nuse Trap\\Box;\nfunction send() {}\nfunction byOwn() { send(); }\n" +
      "function byParameter($send, $Box) { $send(); $Box->send(); }\n" +
      "function byLocal() { $send = fn() => 1; $send(); }\n",
  },
  csharp: {
    "Main.cs":
      "using Trap;\nclass Other { public void Send() {} }\nclass Main {\n" +
      "  class Box { public void Send() {} public static void Ship() {} }\n" +
      "  void ByNested(Box box) { box.Send(); Box.Ship(); }\n" +
      "  void ByParameter(Other Box) { Box.Send(); }\n" +
      "  void ByLocal() { Other Box = null; Box.Send(); }\n" +
      "  void ByLambda() { System.Action<Other> f = Box => Box.Send(); }\n}\n",
  },
  lua: {
    "a.lua":
      'local trap = require("trap.trap")\nlocal function by_parameter(trap) trap.send() end\n' +
      "local function by_local(x)\n  local trap = x.y\n  trap.send()\nend\n" +
      "local function by_loop(x) for _, trap in pairs(x) do trap.send() end end\n",
  },
  ruby: {
    "a.rb":
      'require_relative "trap/trap"\nmodule Mine\n  module Trap\n    def self.post; end\n  end\n' +
      "  def self.use\n    Trap.post\n  end\nend\ndef by_parameter(post)\n  post\nend\ndef by_local(x)\n" +
      "  post = x.y\n  post\nend\n",
  },
  kotlin: {
    "a.kt":
      "package a\nimport trap.send\nimport trap.Box\nclass Other { fun send() {} }\n" +
      "fun byParameter(send: () -> Unit) { send() }\nfun byLocal() { val send = { }; send() }\n" +
      "fun byName(Box: Other) { Box.send() }\nfun byInner() { fun send() {}; send() }\n" +
      "class Mine { fun send() {}\n fun use() { send() } }\n",
  },
  scala: {
    "a.scala":
      "package a\nimport trap.{Trap, Box}\nclass Other { def send(): Unit = () }\nobject Main {\n" +
      "  def byParameter(Trap: Other): Unit = Trap.send()\n" +
      "  def byLocal(x: Other): Unit = { val Trap = x; Trap.send() }\n" +
      "  def byLambda(xs: List[Other]): Unit = xs.foreach(Trap => Trap.send())\n}\n",
  },
  bash: {
    "a.sh": 'source trap/trap.sh\nsend() { :; }\nship=1\nmain() { send; echo "$ship"; local ship=2; }\n',
  },
};

const UNKNOWN: Readonly<Record<string, Sources>> = {
  python: {
    "a.py":
      "from trap.trap import Box\nimport outside\ndef main(x, y: outside.Type, z: dict):\n    x.send()\n    y.send()\n    z.send()\n    x.box.send()\n    outside.make().send()\n    (x or y)().send()\n",
  },
  script: {
    "a.ts": `import { Box } from "./trap/trap";\nimport { make, Type } from "outside";\nfunction main(x: any, y: Type, z: Record<string, number>) { x.send(); y.send(); z.send(); x.box.send(); make().send(); x["send"](); }\n`,
  },
  java: {
    "a/Main.java":
      "package a;\nimport trap.Box;\nimport outside.Type;\nclass Main { void main(Type y, Gone x, java.util.Map<String, Object> z) { y.send(); x.send(); z.send(); y.box().send(); Type.make().send(); var v = y.any(); v.send(); } }\n",
  },
  go: {
    "main.go": `package main\nimport (\n"a.dev/m/trap"\n"outside.dev/other"\n)\nvar _ trap.Box\nfunc main(x any, y other.Type, z map[string]int) { x.Send(); y.Send(); z.Send(); other.Make().Send(); y.Box.Send() }\n`,
  },
  c: {
    "main.c":
      '#include "trap/trap.h"\nstruct other { void (*send)(void); };\n' +
      "void run(struct other *x, struct gone *y) { x->send(); y->send(); y->box_send(); y->box->send(); }\n",
  },
  cpp: {
    "main.cpp":
      '#include "trap/trap.hpp"\n' +
      "template <class T> void run(T x, outside::Type y, std::map<int, int> z) {\n" +
      "  x.send(); y.send(); z.send(); x.box().send(); outside::make().send();\n" +
      "  auto v = outside::make();\n  v.send();\n}\n",
  },
  rust: {
    "a.rs":
      "use crate::trap::Parcel;\nfn main<T: outside::Sender>(x: T, y: outside::Type, z: Vec<u8>) {\n" +
      "  x.send(); y.send(); z.send(); outside::make().send(); (y.parcel)().send();\n" +
      "  let v = outside::make();\n  v.send();\n}\n",
  },
  php: {
    "a.php":
      "<?php\nuse Trap\\Box;\nuse Outside\\Type;\nfunction main($x, Type $y, array $z) {\n" +
      "  $x->send(); $y->send(); $z->send(); $y->box()->send(); Type::make()->send(); $x->{'send'}();\n" +
      "  $v = $y->any();\n  $v->send();\n}\n",
  },
  csharp: {
    "Main.cs":
      "using Trap;\nusing Outside;\nclass Main {\n  void Run(Gone x, Type y, dynamic z) {\n" +
      "    x.Send(); y.Send(); z.Send(); y.Box().Send(); Type.Make().Send();\n    var v = y.Any();\n" +
      "    v.Send();\n  }\n  Box used;\n}\n",
  },
  lua: {
    "a.lua":
      'local trap = require("trap.trap")\nlocal function main(x)\n  x.send()\n  x:send()\n  x.box:send()\n' +
      '  x[1]:send()\n  require("outside").make():send()\nend\n',
  },
  ruby: {
    "a.rb":
      'require_relative "trap/trap"\ndef main(x)\n  x.post\n  x.box.post\n  Outside.make.post\n  x[0].post\n' +
      "  post\nend\n",
  },
  kotlin: {
    "a.kt":
      "package a\nimport trap.Box\nimport outside.Type\n" +
      "fun main(x: Gone, y: Type, z: Map<String, Any>) {\n" +
      "  x.send(); y.send(); z.send(); y.box().send(); Type.make().send()\n  val v = y.any()\n" +
      "  v.send()\n}\n",
  },
  scala: {
    "a.scala":
      "package a\nimport trap.Box\nimport outside.Type\nobject Main {\n" +
      "  def main(x: Gone, y: Type, z: Map[String, Int]): Unit = {\n" +
      "    x.send(); y.send(); z.send(); y.box().send(); Type.make().send()\n    val v = y.any()\n" +
      "    v.send()\n  }\n}\n",
  },
  bash: {
    "a.sh": 'source trap/trap.sh\nmain() { "$1"; $send; command send; echo send ship; "send$x"; ./send; }\n',
  },
};

const MEANT: Readonly<Record<string, Sources>> = {
  python: { "a.py": "from trap.trap import send, Box\ndef main(box: Box):\n    send()\n    box.send()\n" },
  script: {
    "a.ts": `import { send, Box } from "./trap/trap";\nfunction main(box: Box) { send(); box.send(); }\n`,
  },
  java: {
    "a/Main.java": "package a;\nimport trap.Box;\nclass Main { void main(Box box) { Box.ship(); box.send(); } }\n",
  },
  go: { "main.go": `package main\nimport "a.dev/m/trap"\nfunc main(box trap.Box) { trap.Send(); box.Send() }\n` },
  c: {
    "main.c": '#include "trap/trap.h"\nvoid run(struct box *b) { send(); box_send(b); }\n',
  },
  cpp: {
    "main.cpp": '#include "trap/trap.hpp"\nvoid run(trap::Box box) { trap::send(); box.send(); }\n',
  },
  rust: {
    "a.rs": "use crate::trap::{send, Parcel};\nfn main(parcel: Parcel) { send(); parcel.send(); }\n",
  },
  php: {
    "a.php": "<?php\nuse function Trap\\send;\nuse Trap\\Box;\nfunction main(Box $box) { send(); $box->send(); }\n",
  },
  csharp: {
    "Main.cs": "using Trap;\nclass Main { void Run(Box box) { Box.Ship(); box.Send(); } }\n",
  },
  lua: {
    "a.lua": 'local trap = require("trap.trap")\nlocal function main()\n  trap.send()\n  trap.Box.send()\nend\n',
  },
  ruby: {
    "a.rb": 'require_relative "trap/trap"\ndef main\n  Trap.post\n  Trap::Box.new.post\nend\n',
  },
  kotlin: {
    "a.kt": "package a\nimport trap.send\nimport trap.Box\nfun main(box: Box) { send(); box.send() }\n",
  },
  scala: {
    "a.scala":
      "package a\nimport trap.{Trap, Box}\n" +
      "object Main { def main(box: Box): Unit = { Trap.send(); box.send() } }\n",
  },
  bash: {
    "a.sh": "source trap/trap.sh\nmain() { send; ship; }\n",
  },
};

describe.each(Object.keys(TRAPS))("%s", (family) => {
  test("what is named and typed reaches both, so that a trap could be reached at all", async () => {
    const { calls } = draw(await graphOf(parser, { ...TRAPS[family], ...MEANT[family] }));
    expect(calls.filter((edge) => edge.includes(" trap/"))).toHaveLength(2);
  });

  test.each([
    ["an import from outside under the name of something of ours", EXTERNAL],
    ["a parameter or local that hides what was imported", SHADOWED],
    ["a receiver of which no type is known", UNKNOWN],
  ])("%s draws no edge to ours", async (_what, sources) => {
    const graph = await graphOf(parser, { ...TRAPS[family], ...sources[family] });
    const { edges } = draw(graph);
    const trapped = edges.filter((edge) => /^(?:CALLS|INSTANTIATES) (?!trap).* trap\//.test(edge));
    expect(trapped).toEqual([]);
    expect(edges.some((edge) => /^(?:CALLS|IMPORTS)/.test(edge))).toBe(true);
  });
});

describe("a member is not reached by its bare name", () => {
  test.each([
    ["of a prototype", "function Box() {}\nBox.prototype.send = function () {};"],
    ["of a prototype, by a key", 'function Box() {}\nBox.prototype["send"] = function () {};'],
    ["of a prototype that is an object", "function Box() {}\nBox.prototype = { send() {} };"],
    ["of a cast type", "class Box {}\n(Box as any).send = function () {};"],
    ["of an object", "const box = {};\nbox.send = () => {};"],
    ["of an object that is written out", "const box = { send() {} };"],
    ["of an object that is given", "give({ send() {}, post: () => send() });"],
    ["of an object that is exported", "export default { send() {} };"],
    ["of the exports", "exports.send = function () {};"],
    ["of the exported module", "module.exports.send = class {};"],
    ["of this", "function Box() { this.send = () => {}; send(); }"],
    ["of nothing, with a name for itself alone", "give(function send() {}, class send {});"],
  ])("%s", async (_of, text) => {
    for (const use of ["function main() { send(); }", "new send();"]) {
      const { edges } = draw(await graphOf(parser, { "a.ts": `${text}\n${use}\n` }));
      expect(edges.filter((edge) => /^(?:CALLS|INSTANTIATES) .*send$/.test(edge))).toEqual([]);
    }
  });

  test("the function of this name is, alone and for sure", async () => {
    const file = { "a.ts": "function send() {}\nfunction Box() {}\nBox.prototype.send = function () { send(); };\n" };
    expect(draw(await graphOf(parser, file)).calls).toEqual(["a.ts:Box.send a.ts:send"]);
  });
});

describe("of several star imports", () => {
  const sources = {
    "one.py": "def send(): ...\n",
    "two.py": "from three import *\n",
    "three.py": "def send(): ...\n",
  };

  test.each([
    ["the last that has the name counts", "from one import *\nfrom two import *\n", ["exact three.py"]],
    ["one from outside replaces nothing later", "from outside import *\nfrom one import *\n", ["exact one.py"]],
    ["one from outside may have what came before", "from one import *\nfrom outside.m import *\n", ["inferred one.py"]],
    [
      "each branch may be taken",
      "try:\n  from one import *\nexcept:\n  from two import *\n",
      ["inferred one.py", "inferred three.py"],
    ],
  ])("%s", async (_what, text, expected) => {
    const { calls, tierOf } = draw(await graphOf(parser, { ...sources, "a.py": `${text}send()\n` }));
    expect(calls).toEqual(expected.map((one) => `a.py ${one.replace(/.* /, "")}:send`));
    expect(calls.map((edge) => tierOf(`CALLS ${edge}`))).toEqual(expected.map((one) => one.replace(/ .*/, "")));
  });
});

/** Overloads of which each is alone on its line, behind a line that holds a call of one with a literal. */
const LITERALS: Readonly<Record<string, readonly [path: string, before: string, overloads: string, after: string]>> = {
  java: ["M.java", "class M { void g() { CALL; }", "void f(TYPE x) {}", "}"],
  cpp: ["m.cpp", "struct M { void g() { CALL; }", "void f(TYPE x) {}", "};"],
  csharp: ["M.cs", "class M { void G() { CALL; }", "void f(TYPE x) {}", "}"],
  kotlin: ["M.kt", "class M { fun g() { CALL }", "fun f(x: TYPE) {}", "}"],
  scala: ["M.scala", "class M { def g() = { CALL }", "def f(x: TYPE): Unit = {}", "}"],
};

/** The types of the overloads called with the literal. */
async function chosenBy(language: string, literal: string, types: readonly string[]): Promise<readonly string[]> {
  const [path = "", before = "", overload = "", after = ""] = LITERALS[language] ?? [];
  const lines = types.map((type) => overload.replace("TYPE", type));
  const source = [before.replace("CALL", `f(${literal})`), ...lines, after].join("\n");
  const [file] = (await graphOf(parser, { [path]: source })).files;
  const lineOf = new Map(file?.nodes.map(({ id, startLine }) => [id, startLine]));
  const called = file?.edges.filter(({ kind }) => kind === "CALLS") ?? [];
  return called.map(({ to }) => types[(lineOf.get(to) ?? 0) - 2] ?? "");
}

describe("a literal is passed to the overload of its own type", () => {
  test.each([
    ["java", ["double", "int", "long", "float", "String", "char", "boolean"]],
    ["cpp", ["double", "int", "long", "float", "const char*", "char", "bool", "unsigned int", "long long"]],
    ["csharp", ["double", "int", "long", "float", "string", "char", "bool", "uint"]],
    ["kotlin", ["Double", "Int", "Long", "Float", "String", "Char", "Boolean", "UInt"]],
    ["scala", ["Double", "Int", "Long", "Float", "String", "Char", "Boolean"]],
  ])("%s", async (language, types) => {
    const literals = ["1.5", "0x1F", "1L", "2.0f", '"s"', "'c'", "true", "1u"].slice(0, types.length);
    const chosen = await Promise.all(literals.map((literal) => chosenBy(language, literal, types)));
    expect(chosen).toEqual(types.slice(0, literals.length).map((type) => [type]));
    const backwards = await Promise.all(literals.map((literal) => chosenBy(language, literal, types.toReversed())));
    expect(backwards).toEqual(chosen);
  });

  test.each([
    ["java", { "1L": ["int", "double"] }, ["double"]],
    ["java", { "1.5f": ["long", "double"] }, ["double"]],
    ["java", { "'c'": ["String", "int"] }, ["int"]],
    ["java", { "1L": ["int", "String"] }, []],
    ["cpp", { "'c'": ["double", "int", "const char*"] }, ["int"]],
    ["cpp", { "2.0f": ["int", "double"] }, ["double"]],
    ["cpp", { "1.5": ["int", "float"] }, []],
    ["cpp", { "1LL": ["int", "unsigned"] }, []],
    ["cpp", { '"s"': ["int", "char"] }, []],
    ["cpp", { '"s"': ["char", "const char*"] }, ["const char*"]],
    ["csharp", { "1.5m": ["double", "float"] }, []],
    ["kotlin", { "3000000000": ["Int", "Long"] }, ["Long"]],
    ["scala", { "1L": ["Int", "String"] }, []],
  ])("%s: of %j none but what the language converts it to", async (language, asked, expected) => {
    for (const [literal, types] of Object.entries(asked))
      expect(await chosenBy(language, literal, types)).toEqual(expected);
  });
});
