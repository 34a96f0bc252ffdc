import { expect, test } from "vitest";

import { scanMarkdown } from "./markdown.ts";

const scan = (...lines: string[]) => scanMarkdown(lines.join("\n"));
/** `parent > name first-last`. */
const sections = (...lines: string[]): string[] => {
  const { definitions } = scan(...lines);
  return definitions.map(
    ({ name, parent, startLine, endLine }) => `${definitions[parent]?.name ?? ""} > ${name} ${startLine}-${endLine}`,
  );
};

test("sections nest by level and reach up to the next heading of their level or above", () => {
  expect(sections("intro", "# A", "text", "## B", "### C", "text", "## D", "# E", "end")).toEqual([
    " > A 2-7",
    "A > B 4-6",
    "B > C 5-6",
    "A > D 7-7",
    " > E 8-9",
  ]);
});

test("a level that is left out makes no gap", () => {
  expect(sections("### A", "# B", "#### C", "## D")).toEqual([" > A 1-1", " > B 2-4", "B > C 3-3", "B > D 4-4"]);
});

test("a section has the offsets of its text, body apart from heading", () => {
  const text = "x\r\n# Title #\r\nbody\r\n";
  const [title] = scanMarkdown(text).definitions;
  expect(title).toMatchObject({ kind: "Section", name: "Title", signature: "Title", nameLine: 2, nameColumn: 2 });
  expect(text.slice(title?.start, title?.bodyStart)).toBe("# Title #\r\n");
  expect(text.slice(title?.bodyStart, title?.end)).toBe("body\r\n");
  expect(scanMarkdown(text).lineCount).toBe(3);
});

test("underlined paragraphs are headings, of several lines too", () => {
  expect(sections("Title", "===", "text", "", "Second", "line", "---", "more")).toEqual([
    " > Title 1-8",
    "Title > Second line 5-8",
  ]);
});

test("rules, lists, quotes and tables above a line of dashes are no headings", () => {
  expect(
    sections(
      "",
      "---",
      "- item",
      "---",
      "> quote",
      "---",
      "| a |",
      "---",
      "",
      "***",
      "1. one",
      "===",
      "",
      "text",
      "- item",
      "goes on",
      "---",
    ),
  ).toEqual([]);
});

test("code is no heading: fenced by ticks or tildes, indented, or unclosed", () => {
  expect(
    sections(
      "```sh",
      "# comment",
      "~~~",
      "```",
      "# A",
      "~~~~",
      "```",
      "# no",
      "~~~",
      "~~~~",
      "",
      "    # code",
      "# B",
      "```",
      "# C",
    ),
  ).toEqual([" > A 5-12", " > B 13-15"]);
});

test("inline code of three ticks opens no fence", () => {
  expect(sections("```x```", "# A")).toEqual([" > A 2-2"]);
});

test("front matter and comments hide what is in them", () => {
  expect(
    sections("---", "title: x", "# no", "---", "# A", "<!--", "# no", "-->", "## B <!-- x -->", "<!-- one -->", "## C"),
  ).toEqual([" > A 5-11", "A > B <!-- x --> 9-10", "A > C 11-11"]);
});

test("a line of dashes that opens no front matter hides nothing", () => {
  expect(sections("---", "# A", "text")).toEqual([" > A 2-3"]);
});

test("hashes need a space behind and at most three before", () => {
  expect(sections("#no", "#", "    # no", "   # A", "####### no", "\t# no", "## C# ##")).toEqual([
    " >  2-3",
    " > A 4-7",
    "A > C# 7-7",
  ]);
});

test("titles lose their markup", () => {
  const titles = scan(
    "# The `run()` **method**",
    "# [Link](http://x.y) and ![image](z.png)",
    "# With anchor {#anchor}",
    '# <a name="x"></a>Tag \\*star\\*',
    "# snake_case_name and a * b",
  ).definitions.map(({ name }) => name);
  expect(titles).toEqual([
    "The run() method",
    "Link and image",
    "With anchor",
    "Tag *star*",
    "snake_case_name and a * b",
  ]);
});

test("empty and huge texts are read in time", () => {
  expect(scanMarkdown("")).toMatchObject({ lineCount: 0, definitions: [], scopes: [{ startLine: 1, endLine: 1 }] });
  expect(scanMarkdown("# a\n".repeat(200_000)).definitions).toHaveLength(200_000);
  expect(scanMarkdown(`# ${"[".repeat(500_000)}\n${"x\n".repeat(100_000)}===`).definitions).toHaveLength(2);
  expect(scanMarkdown("```\n".repeat(100_001)).definitions).toEqual([]);
  expect(scanMarkdown(`# ${" ".repeat(500_000)}x #`).definitions).toHaveLength(1);
});
