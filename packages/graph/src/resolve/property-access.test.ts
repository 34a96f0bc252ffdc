import { describe, expect, test } from "vitest";

import { graphOf } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const parser = useParser();

/** What functions of the file do with members that stand in its first lines: `read CALLS 2`, the last being the line. */
async function uses(path: string, head: readonly string[], rest: readonly string[]): Promise<readonly string[]> {
  const { files } = await graphOf(parser, { [path]: [...head, ...rest].join("\n") });
  const nodes = files.flatMap((file) => file.nodes);
  const isInHead = (id: string): boolean => nodes.some((node) => node.id === id && node.startLine <= head.length);
  const at = (id: string) => nodes.find((node) => node.id === id && node.kind !== "Class");
  const found = files[0]?.edges.flatMap(({ kind, from, to }) => {
    const isUse = (kind === "CALLS" || kind === "REFERENCES") && !isInHead(from) && isInHead(to);
    const target = isUse ? at(to) : undefined;
    return target === undefined ? [] : [`${at(from)?.name} ${kind} ${target.startLine}`];
  });
  return (found ?? []).sort();
}

describe("accessors", () => {
  test("TypeScript: a read runs the getter, a write the setter, a change both, and a field runs nothing", async () => {
    const head = ["class A {", "get n() { return new B(); }", "set n(v) {}", "p = 1; }", "class B { run() {} }"];
    const found = await uses("a.ts", head, [
      "function read(o: A) { return o.n == o.n; }",
      "function write(o: A) { o.n = 1; }",
      "function change(o: A) { o.n += 1; }",
      "function after(o: A) { o.n++; }",
      "function before(o: A) { --o.n; }",
      "function tuple(o: A) { [o.n] = [1]; }",
      "function loop(o: A) { for (o.n of []) {} }",
      "function through(o: A) { o.n.run(); }",
      "function taken(o: A) { const { n } = o; }",
      "function plain(o: A) { o.p = o.p + 1; }",
    ]);
    expect(found).toEqual([
      "after CALLS 2",
      "after CALLS 3",
      "before CALLS 2",
      "before CALLS 3",
      "change CALLS 2",
      "change CALLS 3",
      "loop CALLS 3",
      "plain REFERENCES 4",
      "read CALLS 2",
      "taken REFERENCES 2",
      "through CALLS 2",
      "through CALLS 5",
      "tuple CALLS 3",
      "write CALLS 3",
    ]);
  });

  test("Python: a write runs the setter, `del` the deleter, and adding them to a property is no unknown call", async () => {
    const head = [
      "class A:",
      "    @property\n    def n(self): ...",
      "    @n.setter\n    def n(self, v): ...",
      "    @n.deleter\n    def n(self): ...",
    ].join("\n");
    const source = [
      "def read(o: A): return o.n",
      "def write(o: A): o.n = 1",
      "def change(o: A): o.n += 1",
      "def gone(o: A): del o.n",
      "def compared(o: A): return o.n == 1",
    ];
    expect(await uses("a.py", head.split("\n"), source)).toEqual([
      "change CALLS 2",
      "change CALLS 4",
      "compared CALLS 2",
      "gone CALLS 6",
      "read CALLS 2",
      "write CALLS 4",
    ]);
    const { files } = await graphOf(parser, { "a.py": head });
    expect(files[0]?.unresolved).toEqual([]);
  });

  test("C#: a property with a body is called, one without is only named", async () => {
    const head = [
      "class A {",
      "public int Both { get { return 1; } set { } }",
      "public int Short => 1;",
      "public int Auto { get; set; }",
      "public int Half { get; set { } } }",
    ];
    const found = await uses("a.cs", head, [
      "class U {",
      "void both(A o) { var x = o.Both; o.Both = 1; }",
      "void cut(A o) { var x = o.Short; }",
      "void auto(A o) { var x = o.Auto; o.Auto = 1; }",
      "void halfRead(A o) { var x = o.Half; }",
      "void halfWrite(A o) { o.Half = 1; } }",
    ]);
    expect(found).toEqual([
      "auto REFERENCES 4",
      "both CALLS 2",
      "cut CALLS 3",
      "halfRead REFERENCES 5",
      "halfWrite CALLS 5",
    ]);
  });

  test("Kotlin: a property with a getter or setter is called, a stored one is only named", async () => {
    const head = [
      "class A {",
      "  val read: Int",
      "    get() = 1",
      "  var both: Int = 1",
      "    get() = field",
      "    set(v) { field = v }",
      "  var plain: Int = 1",
      "}",
    ];
    const found = await uses("a.kt", head, [
      "fun reads(o: A) { val x = o.read }",
      "fun writes(o: A) { o.both = 1 }",
      "fun stored(o: A) { o.plain = o.plain + 1 }",
    ]);
    expect(found).toEqual(["reads CALLS 2", "stored REFERENCES 7", "writes CALLS 4"]);
  });
});
