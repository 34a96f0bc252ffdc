import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { parserForTests } from "../../../../test/support/source-parser.ts";
import type { Definition, FileFacts } from "../facts.ts";
import { prepareC } from "./c-text.ts";
import type { SourceParser } from "./index.ts";

let parser: SourceParser;
beforeAll(async () => {
  parser = await parserForTests();
});
afterAll(() => parser.close());

const parse = (text: string, language = "c"): Promise<FileFacts> =>
  parser.parse({ path: "a", text, language, deadlineMs: 60_000 });
const brief = ({ definitions }: FileFacts): string[] =>
  definitions.map(({ kind, name, parent }) => {
    const owner = definitions[parent];
    return `${kind} ${owner === undefined ? "" : `${owner.name}.`}${name}`;
  });
const first = async (text: string, language?: string): Promise<Definition | undefined> =>
  (await parse(text, language)).definitions[0];

describe("definitions of C", () => {
  test("functions, prototypes, structs with fields, enums, typedefs, variables and macros", async () => {
    const facts = await parse(
      "#define MAX 10\n#define RUN(x) run(x)\nstruct box { int a, *b; int (*open)(int); };\nenum color { RED };\ntypedef unsigned id;\nint run(int);\nstatic const int LIMIT = 1;\nint count;\nint run(int a) { return a; }\n",
    );
    expect(brief(facts)).toEqual([
      "Constant MAX",
      "Macro RUN",
      "Struct box",
      "Field box.a",
      "Field box.b",
      "Field box.open",
      "Enum color",
      "Constant color.RED",
      "Type id",
      "Function run",
      "Constant LIMIT",
      "Variable count",
      "Function run",
    ]);
    expect(facts.hasSyntaxErrors).toBe(false);
  });

  test("a struct is named by its tag, without one by the typedef", async () => {
    expect(brief(await parse("typedef struct box { int a; } box;\ntypedef struct { int b; } lid, *lid_p;\n"))).toEqual([
      "Struct box",
      "Field box.a",
      "Type lid",
      "Field lid.b",
      "Type lid_p",
    ]);
  });

  test("members of a nameless union are members of the struct around it", async () => {
    expect(brief(await parse("struct box { union { int a; char b; }; };\n"))).toEqual([
      "Struct box",
      "Field box.a",
      "Field box.b",
    ]);
  });

  test("parameters keep their places, void is none, and the rest is a rest", async () => {
    const parameters = async (text: string): Promise<unknown> =>
      (await first(text))?.parameters.map(({ name, rest }) => (rest ? `*${name}` : name));
    expect(await parameters("int f(void);")).toEqual([]);
    expect(await parameters("int f(int, char *name, ...);")).toEqual(["#", "name", "*..."]);
    expect(await parameters("int f(void (*done)(int), int x[4]);")).toEqual(["done", "x"]);
  });

  test("a static function is private to its file", async () => {
    expect(await first("static int f(int a) { return a; }")).toMatchObject({ visibility: "private", exported: false });
    expect(await first("int f(int a) { return a; }")).toMatchObject({ visibility: "public", exported: true });
  });

  test("a function that returns a pointer to a function is a function, a pointer to a function a variable", async () => {
    expect(brief(await parse("void (*signal(int n, void (*f)(int)))(int);\nvoid (*handler)(int);\n"))).toEqual([
      "Function signal",
      "Variable handler",
    ]);
  });

  test("a block after a macro in a body is no function", async () => {
    expect(brief(await parse("void f(void) {\n  TRY {\n    g();\n  }\n  CATCH(x) {}\n}\n"))).toEqual(["Function f"]);
  });

  test("a definition with both branches of a condition is read whole", async () => {
    const facts = await parse(
      "int f(int a) {\n#ifdef A\n  if (a) {\n#else\n  if (!a) {\n#endif\n    g();\n  }\n  return h();\n}\nint k(void) { return 1; }\n",
    );
    expect(brief(facts)).toEqual(["Function f", "Function k"]);
    expect(facts.hasSyntaxErrors).toBe(false);
  });
});

describe("C++ among C", () => {
  test.each([
    ["namespace shop { int f(); }", "cpp"],
    ["#include <vector>\nint f(void);", "cpp"],
    ["class Box {\n public:\n int f();\n};", "cpp"],
    ["template <typename T> T f(T a);", "cpp"],
    ["int f(std::string a);", "cpp"],
    ["#include <stdio.h>\nint f(int class);", "c"],
    ["// namespace x { std::y }\nint f(void);", "c"],
    ["struct box { int private; };", "c"],
  ])("%j is %s", async (text, language) => {
    expect((await parse(text)).language).toBe(language);
  });
});

describe("what decorates declarations", () => {
  const prepared = (text: string): string => prepareC(text).replace(/ +/g, " ").trim();

  test.each([
    ["API_EXPORT void f(int a);", "void f(int a);"],
    ["static always_inline int f(void) { }", "static int f(void) { }"],
    ["class EXPORT Box : public Base {", "class Box : public Base {"],
    ["struct ALIGNED(8) box { int a; };", "struct box { int a; };"],
    ["Status status_ GUARDED_BY(mutex_);", "Status status_ ;"],
    ["List* const list_ GUARDED_BY(mutex_);", "List* const list_ ;"],
    ["void f() LOCKS_EXCLUDED(a) ;", "void f() ;"],
    ['DEPRECATED("no") static int f(int a);', "static int f(int a);"],
    ["LONG WINAPI f(int a);", "LONG f(int a);"],
    ["void f() { NO_WARNINGS\n return g(); }", "void f() { \n return g(); }"],
    ["class Box { INLINE Box(int n) { } };", "class Box { Box(int n) { } };"],
    ["class Box { INLINE ~Box(); };", "class Box { ~Box(); };"],
    ["template <typename T, ENABLE_IF(sizeof(T) > 4)> int f(T a);", "template <typename T > int f(T a);"],
    ["enum : unsigned { A };", "enum { A };"],
    ['FLAG(int, size, 1 << 10, "x"); int a;', "; int a;"],
    ["#define A(x) f(x) /* why */ \\\n  g(x)", "#define A(x) f(x) \\\n g(x)"],
    ["int f(Box b = {}, int n = 1);", "int f(Box b = 0 , int n = 1);"],
    ["BEGIN_DECLS\nextern int a;", "extern int a;"],
    ["Box::~Box() = default;", "Box::~Box() { }"],
    ["#if 0\nint f(\n#endif\nint g;", "int g;"],
  ])("%j is read as %j", (text, expected) => {
    expect(prepared(text)).toBe(expected);
  });

  test.each([
    "FILE *open(int a);",
    "DWORD f(int a);",
    "struct stat st;",
    "extern const unsigned FIRST[32], SECOND[32];",
    "TEST(Box, Opens) { f(); }",
    "API_CALL(int) f(int a);",
    "int f(a, b)\n int a; char *b;\n{ }",
    "void f(void) { if (a) LOG(b); else FAIL(c); }",
    "std::vector<std::pair<int, Box>> all_;",
    "unsigned long long n = 1;",
    "Box() : lid_{1}, size_(2) {}",
    "bool operator<(const Box& a, const Box& b);",
    "enum color { RED, GREEN };",
    'const char *s = "#if 0 \\" {";',
  ])("%j is left as it is", (text) => {
    expect(prepareC(text)).toBe(text);
  });

  test("the text keeps its length and its lines, whatever it is", () => {
    for (const text of [
      "#if",
      "#else\n#endif",
      "{{{",
      '"',
      'R"(',
      "/*",
      "class X Y {",
      "a(((((",
      "#if 1\n{\n#else\n}\n",
    ]) {
      expect(prepareC(text)).toHaveLength(text.length);
      expect(prepareC(text).split("\n")).toHaveLength(text.split("\n").length);
    }
  });

  test("much of the same takes no more than its share of time", () => {
    const many = 20_000;
    for (const part of ["#if A\n", "#elif B\n", 'R"x(', "API ", "a<", "(", "{", "class A ", "x::", "va_arg(", '"\n']) {
      const start = performance.now();
      prepareC(part.repeat(many));
      expect(performance.now() - start).toBeLessThan(5_000);
    }
  });
});
