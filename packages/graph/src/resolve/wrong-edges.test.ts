/** Planted traps, the same for each resolver: whoever links by the name alone draws every one of them. */
import { describe, expect, test } from "vitest";

import { draw, graphOf, type Sources } from "../../../../test/support/resolved-graph.ts";
import { useParser } from "../../../../test/support/use-parser.ts";

const parser = useParser();

/** `send` and `Box.send` exist once each and are meant nowhere. */
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
};

describe.each(["python", "script", "java", "go"])("%s", (family) => {
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
