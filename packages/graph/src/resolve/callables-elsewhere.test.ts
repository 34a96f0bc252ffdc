import { describe, expect, test } from "vitest";

import { drawingOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const { calls } = drawingOf(useParser());

/** Calls among the definitions of one file, without its path. */
const among = async (path: string, text: string): Promise<readonly string[]> => {
  const found = await calls({ [path]: text });
  return found.flatMap((one) => {
    const [from = "", to = ""] = one.split(" ");
    return to.startsWith(`${path}:`) ? [`${from.replace(`${path}:`, "")} ${to.replace(`${path}:`, "")}`] : [];
  });
};

describe("functions that are passed, in languages other than Python and JavaScript", () => {
  test("Go: functions and methods by value", async () => {
    const source =
      "package a\nfunc f(x int) int { return x }\nfunc run(cb func(int) int) int { return cb(1) }\n" +
      "type T struct{}\nfunc (t T) m(x int) int { return x }\nfunc use(t T) { run(f); run(t.m) }\n";
    expect(await among("a.go", source)).toEqual(["run T.m", "run f", "use run"]);
  });

  test("PHP: functions by their text, methods by an object and text, and first-class ones", async () => {
    const source =
      "<?php\nfunction f() {}\nfunction g() {}\nclass A { function m() {} static function s() {} }\n" +
      "function run($cb) { $cb(); }\nfunction use1(A $a) { run('f'); run([$a, 'm']); run('A::s'); run(g(...)); run('no name'); }\n";
    expect(await among("a.php", source)).toEqual(["run A.m", "run A.s", "run f", "run g", "use1 run"]);
  });

  test("PHP: a function that is named in text is named from the root", async () => {
    const text =
      "<?php\nnamespace App;\nfunction f() {}\nfunction g() {}\nclass A { static function s() {} }\n" +
      "function go() { call_user_func('App\\f'); call_user_func('\\App\\A::s'); call_user_func(\"App\\\\g\"); call_user_func('Other\\f'); }\n";
    expect(await among("a.php", text)).toEqual(["go A.s", "go f", "go g"]);
  });

  test("PHP: what array functions and call_user_func run", async () => {
    const source =
      "<?php\nfunction f() {}\nclass A { function m() {}\n function go($x) { array_map([$this, 'm'], $x); call_user_func('f'); strlen('f'); } }\n";
    expect(await among("a.php", source)).toEqual(["A.go A.m", "A.go f"]);
  });

  test("Ruby: method objects, and methods that are sent by name", async () => {
    const source =
      "def f(x); end\nclass A\n  def m(x); end\nend\ndef run(cb)\n  cb.call(1)\nend\n" +
      'def use\n  run(method(:f))\n  [1].map(&method(:f))\n  A.new.send(:m, 1)\n  A.new.public_send("m", 1)\nend\n';
    expect(await among("a.rb", source)).toEqual(["run f", "use A.m", "use f", "use run"]);
  });

  test("Ruby: a name that is computed is no method", async () => {
    expect(await among("a.rb", "class A\n  def m; end\nend\ndef use(n)\n  A.new.send(n)\nend\n")).toEqual([]);
  });

  test("Kotlin: references with and without a receiver, called directly or by invoke", async () => {
    const source =
      "class A {\n  fun m(x: Int) {}\n  fun go(xs: List<Int>) { xs.forEach(::m) }\n}\nfun f(x: Int) {}\n" +
      "fun run(cb: (Int) -> Unit) {\n  cb(1)\n  cb.invoke(1)\n}\nfun use() {\n  run(::f)\n  run(A()::m)\n  val g = ::f\n  g(1)\n}\n";
    expect(await among("a.kt", source)).toEqual(["A.go A.m", "run A.m", "run f", "use f", "use run"]);
  });

  test("Scala: functions by name, and methods as values", async () => {
    const source =
      "object O {\n  def f(x: Int): Int = x\n  def run(cb: Int => Int): Int = cb(1)\n" +
      "  def use(): Unit = {\n    run(f)\n    val g = f _\n    g(1)\n  }\n}\n";
    expect(await among("a.scala", source)).toEqual(["O.run O.f", "O.use O.f", "O.use O.run"]);
  });

  test("Rust: through bounds, function pointers, `impl Fn` and what iterators run", async () => {
    const source =
      "fn f(x: i32) -> i32 { x }\nfn a<F: Fn(i32) -> i32>(cb: F) -> i32 { cb(1) }\nfn b(cb: fn(i32) -> i32) -> i32 { cb(1) }\n" +
      "fn c(cb: impl Fn(i32) -> i32) -> i32 { cb(1) }\nfn use1() { a(f); b(f); c(f); }\nfn use2(v: Vec<i32>) { v.iter().map(f); }\n";
    expect(await among("a.rs", source)).toEqual(["a f", "b f", "c f", "use1 a", "use1 b", "use1 c", "use2 f"]);
  });

  test("Lua: functions and members of tables, and what pcall runs", async () => {
    const source =
      "local function f() end\nlocal function g() end\nlocal A = {}\nfunction A.m() end\nlocal function run(cb) cb() end\n" +
      "local function use() run(f) run(A.m) pcall(g) end\n";
    expect(await among("a.lua", source)).toEqual(["run A.m", "run f", "use g", "use run"]);
  });

  test("C and C++: pointers, names for them, templates and std::function", async () => {
    const c =
      "int f(int x) { return x; }\ntypedef int (*cb_t)(int);\nvoid run(cb_t cb) { cb(1); }\nvoid use(void) { run(f); qsort(a, 1, 2, f); }\n";
    expect(await among("a.c", c)).toEqual(["run f", "use f", "use run"]);
    const cpp =
      "int f(int x) { return x; }\ntemplate <class F> void a(F cb) { cb(1); }\n" +
      "void b(std::function<int(int)> cb) { cb(1); }\nvoid use() { a(f); b(f); std::bind(f, 1)(); }\n";
    expect(await among("a.cpp", cpp)).toEqual(["a f", "b f", "use a", "use b", "use f"]);
  });

  test("C#: delegates of the library, called directly or by Invoke", async () => {
    const source =
      "using System;\nclass A {\n  int M(int x) { return x; }\n  static int S(int x) { return x; }\n" +
      "  void Run(Func<int, int> cb) { cb(1); cb.Invoke(1); }\n  void Use() { Run(M); Run(S); Func<int, int> g = S; g(1); }\n}\n";
    expect(await among("a.cs", source)).toEqual(["A.Run A.M", "A.Run A.S", "A.Use A.Run", "A.Use A.S"]);
  });

  test("Java: references to methods, held by functional interfaces and run by streams", async () => {
    const source =
      "import java.util.List;\nimport java.util.function.Function;\nclass A {\n  int m(int x) { return x; }\n  static int s(int x) { return x; }\n" +
      "  void run(Function<Integer, Integer> cb) { cb.apply(1); }\n  void use() { run(this::m); run(A::s); }\n  void all(List<Integer> xs) { xs.forEach(this::m); }\n}\n";
    expect(await among("A.java", source)).toEqual(["A.all A.m", "A.run A.m", "A.run A.s", "A.use A.run"]);
  });

  test("a parameter of a plain type holds no function, whatever is passed", async () => {
    expect(
      await among("a.go", "package a\nfunc f() int { return 1 }\nfunc run(x int) { x() }\nfunc use() { run(f) }\n"),
    ).toEqual(["use run"]);
  });
});
