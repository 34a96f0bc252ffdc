import { afterAll, beforeAll, expect, test } from "vitest";

import { parserForTests } from "../../../../test/support/source-parser.ts";
import type { Definition, FileFacts } from "../facts.ts";
import type { SourceParser } from "./index.ts";

let parser: SourceParser;
beforeAll(async () => {
  parser = await parserForTests();
});
afterAll(() => parser.close());

const parse = (text: string): Promise<FileFacts> =>
  parser.parse({ path: "a.cc", text, language: "cpp", deadlineMs: 60_000 });
const named = async (text: string, name: string): Promise<Definition | undefined> =>
  (await parse(text)).definitions.find((one) => one.name === name);
const brief = ({ definitions }: FileFacts): string[] =>
  definitions.map(({ kind, name, parent }) => {
    const owner = definitions[parent];
    return `${kind} ${owner === undefined ? "" : `${owner.name}.`}${name}`;
  });

test("namespaces, classes, methods, constructors, destructors and operators", async () => {
  const facts = await parse(
    "namespace a::b {\nclass Box final : public Base<int>, private ns::Other {\npublic:\n  Box();\n  ~Box();\n  Box(const Box&) = delete;\n  bool operator==(const Box& o) const;\n  operator bool() const;\n  static int count;\n};\n}\n",
  );
  expect(brief(facts)).toEqual([
    "Module a::b",
    "Class a::b.Box",
    "Method Box.Box",
    "Method Box.~Box",
    "Method Box.operator==",
    "Method Box.operator bool",
    "Field Box.count",
  ]);
  expect(facts.definitions[1]?.bases.map(({ kind }) => kind)).toEqual(["extends", "extends"]);
  expect(facts.hasSyntaxErrors).toBe(false);
});

test("labels decide who sees a member", async () => {
  const text = "class Box { int a; public: int b; protected: int c(); };\nstruct Lid { int d; private: int e; };\n";
  const found = (await parse(text)).definitions.map(({ name, visibility }) => `${name} ${visibility}`);
  expect(found).toEqual(["Box public", "a private", "b public", "c protected", "Lid public", "d public", "e private"]);
});

test("a definition apart from its class names it as its receiver", async () => {
  const found = await named("template <typename T> int Outer<T>::Inner::run(int a) { return a; }", "run");
  expect(found).toMatchObject({
    kind: "Method",
    receiver: { type: { of: { kind: "member", name: "Inner", of: { kind: "name", name: "Outer" } } } },
    typeParameters: [{ name: "T" }],
  });
});

test("a method without a body and with = 0 is abstract", async () => {
  expect((await named("struct A { virtual int f(int a) = 0; };", "f"))?.modifiers).toEqual(["abstract"]);
  expect((await named("struct A { int f(int a = 0); };", "f"))?.modifiers).toEqual([]);
});

test("a trailing type is what the function returns", async () => {
  expect(await named("auto f(int a) -> Box { return a; }", "f")).toMatchObject({ returns: { of: { name: "Box" } } });
});

test("types keep their arguments", async () => {
  expect(await named("struct A { std::map<int, ns::Box> all_; };", "all_")).toMatchObject({
    type: {
      of: { kind: "member", name: "map", of: { kind: "name", name: "std" } },
      arguments: [{ of: { name: "int" } }, { of: { kind: "member", name: "Box" } }],
    },
  });
});

test("a test that a macro defines is called as it is written", async () => {
  expect(brief(await parse("TEST_F(Box, Opens) {\n  open();\n}\n"))).toEqual(["Function TEST_F(Box, Opens)"]);
});

test("a specialisation has its arguments in its name", async () => {
  expect(brief(await parse("template <> struct hash<Box> { int operator()(const Box& b); };"))).toEqual([
    "Struct hash<Box>",
    "Method hash<Box>.operator()",
  ]);
});

test("using declarations bind names, using directives and namespace aliases import", async () => {
  const facts = await parse(
    "using namespace a::b;\nusing std::string;\nnamespace fs = std::filesystem;\nusing Id = int;\n",
  );
  expect(facts.imports.map(({ form, module, local }) => `${form} ${module} ${local}`)).toEqual([
    "all a::b ",
    "namespace std::filesystem fs",
  ]);
  expect(facts.bindings.map(({ name }) => name)).toEqual(["string"]);
  expect(brief(facts)).toEqual(["Type Id"]);
});

test("the lines of a template include the line that opens it", async () => {
  expect(await named("template <typename T>\nclass Box {\n};\n", "Box")).toMatchObject({
    startLine: 1,
    endLine: 3,
    nameLine: 2,
  });
});
