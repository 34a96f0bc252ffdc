import { expect, test } from "vitest";

import { UNIT_FLAGS } from "./unit-flags.ts";
import type { UnitDefinition, UnitSource } from "./unit-source.ts";
import { makeUnits } from "./units.ts";

interface Draft {
  readonly kind: string;
  readonly name: string;
  readonly parent?: number;
  /** The definition's text as it stands in the file, from its first to its last character. */
  readonly from: string;
  readonly to: string;
  readonly body: string;
  readonly doc?: string;
}

/** Finds each definition in the text by its first characters, the end of its header and its last ones. */
function source(text: string, drafts: readonly Draft[], comments: readonly string[] = []): UnitSource {
  const definitions = drafts.map(({ kind, name, parent = -1, from, to, body, doc = "" }, at): UnitDefinition => {
    const start = text.indexOf(from);
    const end = text.indexOf(to, start) + to.length;
    const lineOf = (offset: number): number => text.slice(0, offset).split("\n").length;
    return {
      nodeId: String(at + 1).padStart(16, "0"),
      kind,
      name,
      qualifiedName: parent === -1 ? name : `${drafts[parent]?.name}.${name}`,
      parent,
      startLine: lineOf(start),
      endLine: lineOf(end),
      start,
      end,
      bodyStart: text.indexOf(body, start),
      doc,
    };
  });
  return {
    fileNodeId: "f".repeat(16),
    path: "src/shop/cart.ts",
    language: "typescript",
    text,
    lineCount: text.split("\n").length,
    definitions,
    comments: comments.flatMap((comment) => [text.indexOf(comment), text.indexOf(comment) + comment.length]),
    history: "",
  };
}

const squeeze = (text: string | undefined): string => (text ?? "").replaceAll(/\s+/g, " ").trim();

const TEXT = `import { tax } from "./tax";
// Rates of the whole shop.
/** A basket of goods. */
class Cart {
  items = [];
  // Sums up.
  total(rate) { const sum = add(this.items); function add(list) { return list.length; } return sum * rate; }
}
const MAX = 12;
start();
`;

const CART = source(
  TEXT,
  [
    {
      kind: "Class",
      name: "Cart",
      from: "class Cart",
      to: "rate; }\n}",
      body: "{\n  items",
      doc: "A basket of goods.",
    },
    { kind: "Field", name: "items", parent: 0, from: "items = []", to: "];", body: "];" },
    {
      kind: "Method",
      name: "total",
      parent: 0,
      from: "total(rate)",
      to: "rate; }",
      body: "{ const sum",
      doc: "Sums up.",
    },
    { kind: "Function", name: "add", parent: 2, from: "function add", to: "length; }", body: "{ return list" },
    { kind: "Constant", name: "MAX", from: "const MAX", to: "12;", body: ";\nstart" },
  ],
  ["// Rates of the whole shop.", "/** A basket of goods. */", "// Sums up."],
);

test("the file comes first, then every definition but fields", () => {
  expect(makeUnits(CART).units.map(({ kind, name }) => `${kind} ${name}`)).toEqual([
    "File cart.ts",
    "Class Cart",
    "Method total",
    "Function add",
    "Constant MAX",
  ]);
});

test("a class is its header and fields, not its methods", () => {
  const cart = makeUnits(CART);
  const unit = cart.units[1];
  expect(squeeze(unit?.header)).toBe("class Cart");
  expect(squeeze(unit?.body)).toBe("{ items = []; }");
  expect(squeeze(unit?.comment)).toBe("A basket of goods.");
});

test("a function keeps what is nested in it, and the nested one stands alone too", () => {
  const [, , total, add] = makeUnits(CART).units;
  expect(squeeze(total?.body)).toContain("return list.length");
  expect(squeeze(total?.body)).toContain("return sum * rate");
  expect(squeeze(add?.body)).toBe("{ return list.length; }");
});

test("a file is what no definition holds, without their documentation", () => {
  const file = makeUnits(CART).units[0];
  expect(squeeze(file?.body)).toBe('import { tax } from "./tax"; start();');
  expect(squeeze(file?.comment)).not.toContain("basket");
});

test("a docstring in the body counts as documentation, not as code", () => {
  const text = 'def load(path):\n    """Reads a file."""\n    return open(path)\n';
  const [, load] = makeUnits(
    source(text, [
      { kind: "Function", name: "load", from: "def load", to: "open(path)", body: ":\n", doc: "Reads a file." },
    ]),
  ).units;
  expect(squeeze(load?.comment)).toBe("Reads a file.");
  expect(load?.body).not.toContain("Reads");
  expect(load?.body).toContain("return open(path)");
});

test("a section's text is prose", () => {
  const text = "# Install\nRun the thing.\n";
  const [, section] = makeUnits(
    source(text, [{ kind: "Section", name: "Install", from: "# Install", to: "thing.", body: "\nRun" }]),
  ).units;
  expect(section).toMatchObject({ body: "", header: "# Install" });
  expect(squeeze(section?.comment)).toBe("Run the thing.");
});

test("ranges that make no sense lose no text and throw nothing", () => {
  const definitions = CART.definitions.map((definition, at) => ({
    ...definition,
    start: 40 - at * 7,
    end: 60 - at * 3,
  }));
  const { units } = makeUnits({ ...CART, definitions, comments: [90, 10, 5, 3000] });
  expect(units.length).toBe(5);
});

test("twenty thousand nested functions take linear work", () => {
  const depth = 20_000;
  const text = "f(".repeat(depth) + ")".repeat(depth);
  const definitions = Array.from({ length: depth }, (_, at): UnitDefinition => {
    const start = at * 2;
    return { ...DEFINITION, parent: at - 1, start, bodyStart: start + 1, end: text.length - at };
  });
  const { units } = makeUnits({ ...CART, text, definitions, comments: [] });
  expect(units.reduce((sum, { body, header }) => sum + body.length + header.length, 0)).toBeLessThan(6 * text.length);
});

test.each<[string, number]>([
  ["src/cart.ts", 0],
  ["src/cart.test.ts", UNIT_FLAGS.test],
  ["tests/cart.py", UNIT_FLAGS.test],
  ["pkg/cart_test.go", UNIT_FLAGS.test],
  ["src/test/java/shop/CartTest.java", UNIT_FLAGS.test],
  ["src/contest/latest.ts", 0],
  ["examples/basic/main.go", UNIT_FLAGS.example],
  ["vendor/lib/a.go", UNIT_FLAGS.vendored],
  ["api/cart.pb.go", UNIT_FLAGS.generated],
  ["scripts/release.py", UNIT_FLAGS.tooling],
])("%s has the flags %i", (path, flags) => {
  expect(makeUnits({ ...CART, path }).flags).toBe(flags);
});

test("a file that says it is generated is", () => {
  expect(makeUnits({ ...CART, text: `// Code generated by x. DO NOT EDIT.\n${TEXT}` }).flags).toBe(
    UNIT_FLAGS.generated,
  );
});

const DEFINITION: UnitDefinition = {
  nodeId: "0".repeat(16),
  kind: "Function",
  name: "f",
  qualifiedName: "f",
  parent: -1,
  startLine: 1,
  endLine: 1,
  start: 0,
  end: 0,
  bodyStart: 0,
  doc: "",
};
