import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { draw, type Drawn, graphOf, type Sources } from "../../../../test/support/resolved-graph.ts";
import { parserForTests } from "../../../../test/support/source-parser.ts";
import type { SourceParser } from "../parse/index.ts";

let parser: SourceParser;
beforeAll(async () => {
  parser = await parserForTests();
});
afterAll(() => parser.close());

const drawn = async (sources: Sources): Promise<Drawn> => draw(await graphOf(parser, sources));
const calls = async (sources: Sources): Promise<readonly string[]> => (await drawn(sources)).calls;

describe("includes", () => {
  test("a quoted include leads to the file beside, then below the folder where the path exists", async () => {
    const { edges } = await drawn({
      "src/main.c": '#include "box.h"\n#include "store/list.h"\n#include "lib/util.h"\n',
      "src/box.h": "",
      "other/box.h": "",
      "include/store/list.h": "",
      "src/lib/util.h": "",
    });
    expect(edges).toEqual([
      "IMPORTS src/main.c include/store/list.h",
      "IMPORTS src/main.c src/box.h",
      "IMPORTS src/main.c src/lib/util.h",
    ]);
  });

  test("a header of the system is a package outside, even if a file of the repository has its name", async () => {
    const { edges } = await drawn({ "main.c": "#include <string.h>\n#include <uv.h>\n", "lib/string.h": "" });
    expect(edges).toEqual(["IMPORTS main.c string.h", "IMPORTS main.c uv.h"]);
  });

  test("an include in angle brackets finds a header of the repository", async () => {
    const { edges } = await drawn({ "src/main.c": "#include <shop/box.h>\n", "include/shop/box.h": "" });
    expect(edges).toEqual(["IMPORTS src/main.c include/shop/box.h"]);
  });

  test("an include is found in whichever branch of a condition it stands", async () => {
    const { edges } = await drawn({
      "main.c": '#ifdef A\n#define X 1\n#include "a.h"\n#else\n#include "b.h"\n#endif\n',
      "a.h": "",
      "b.h": "",
    });
    expect(edges).toEqual(["IMPORTS main.c a.h", "IMPORTS main.c b.h"]);
  });
});

describe("declarations and definitions", () => {
  test("a call through a header reaches the definition, in whichever file it stands", async () => {
    const edges = await calls({
      "main.c": '#include "box.h"\nint main(void) { return box_open(1); }\n',
      "box.h": "int box_open(int);\n",
      "box.c": '#include "box.h"\nint box_open(int lid) { return lid; }\n',
    });
    expect(edges).toEqual(["main.c:main box.c:box_open"]);
  });

  test("a static function of another file is never reached", async () => {
    const { calls: edges, unresolved } = await drawn({
      "main.c": "int main(void) { return helper(); }\n",
      "other.c": "static int helper(void) { return 1; }\n",
    });
    expect(edges).toEqual([]);
    expect(unresolved).toEqual(["main.c:main helper unknown-name"]);
  });

  test("each file's own static function is meant in it", async () => {
    const edges = await calls({
      "a.c": "static void run(void) {}\nvoid a(void) { run(); }\n",
      "b.c": "static void run(void);\nvoid b(void) { run(); }\nstatic void run(void) {}\n",
    });
    expect(edges).toEqual(["a.c:a a.c:run", "b.c:b b.c:run"]);
  });

  test("of several definitions the one is meant that is named like the header", async () => {
    const edges = await calls({
      "main.c": '#include "net.h"\nint main(void) { send_all(); }\n',
      "net.h": "void send_all(void);\n",
      "net.c": '#include "net.h"\nvoid send_all(void) {}\n',
      "fake.c": '#include "net.h"\nvoid send_all(void) {}\n',
    });
    expect(edges).toEqual(["main.c:main net.c:send_all"]);
  });

  test("a function without a visible declaration stays unresolved where all headers are known", async () => {
    const edges = await calls({
      "main.c": '#include "a.h"\nint main(void) { hidden(); }\n',
      "a.h": "void a(void);\n",
      "hidden.c": "void hidden(void) {}\n",
    });
    expect(edges).toEqual([]);
  });

  test("where a header is missing, the only definition of the program is meant", async () => {
    const edges = await calls({
      "main.c": '#include "generated.h"\nint main(void) { hidden(); }\n',
      "hidden.c": "void hidden(void) {}\n",
    });
    expect(edges).toEqual(["main.c:main hidden.c:hidden"]);
  });

  test("includes are followed through headers, and cycles end", async () => {
    const edges = await calls({
      "main.c": '#include "a.h"\nint main(void) { deep(); }\n',
      "a.h": '#include "b.h"\n',
      "b.h": '#include "a.h"\n#include "c.h"\n',
      "c.h": "static inline void deep(void) {}\n",
    });
    expect(edges).toEqual(["main.c:main c.h:deep"]);
  });

  test("a function in K&R style and one behind macros are definitions that can be called", async () => {
    const edges = await calls({
      "main.c":
        "API_EXPORT int fast(int a) { return a; }\nint old(a, b)\n int a; char *b;\n{ return a; }\nint main(void) { fast(1); old(1, 0); }\n",
    });
    expect(edges).toEqual(["main.c:main main.c:fast", "main.c:main main.c:old"]);
  });

  test('functions in extern "C" are as visible as others', async () => {
    const edges = await calls({
      "main.c": '#include "api.h"\nint main(void) { run(); }\n',
      "api.h": '#ifdef __cplusplus\nextern "C" {\n#endif\nvoid run(void);\n#ifdef __cplusplus\n}\n#endif\n',
      "api.c": '#include "api.h"\nvoid run(void) {}\n',
    });
    expect(edges).toEqual(["main.c:main api.c:run"]);
  });

  test("a function defined in two branches of a condition is called in both", async () => {
    const edges = await calls({
      "main.c":
        "#ifdef FAST\nstatic int go(void) { return a(); }\n#else\nstatic int go(void) { return b(); }\n#endif\nint a(void) { return 1; }\nint b(void) { return 2; }\n",
    });
    expect(edges).toEqual(["main.c:go main.c:a", "main.c:go main.c:b"]);
  });
});

describe("outside", () => {
  test("a library function is outside, a function of the repository with its name is not chosen instead", async () => {
    const { calls: edges } = await drawn({
      "main.c": "#include <stdio.h>\nint main(void) { printf(0); }\n",
      "fake.c": "int printf(const char *f) { return 0; }\n",
    });
    expect(edges).toEqual(["main.c:main libc.printf"]);
  });

  test("a visible function with a library function's name is meant", async () => {
    const edges = await calls({
      "main.c": '#include "io.h"\nint main(void) { read(1); }\n',
      "io.h": "static int read(int a) { return a; }\n",
    });
    expect(edges).toEqual(["main.c:main io.h:read"]);
  });

  test("unknown names stay unresolved with a reason", async () => {
    const { calls: edges, unresolved } = await drawn({ "main.c": "int main(void) { nowhere(1); }\n" });
    expect(edges).toEqual([]);
    expect(unresolved).toEqual(["main.c:main nowhere unknown-name"]);
  });
});

describe("pointers to functions", () => {
  test("a call through a field reaches the field, not a function of its name", async () => {
    const { calls: edges, unresolved } = await drawn({
      "main.c": "struct ops { int (*open)(int); };\nint open(int a);\nint go(struct ops *o) { return o->open(1); }\n",
    });
    expect(edges).toEqual(["main.c:go main.c:ops.open"]);
    expect(unresolved).toEqual([]);
  });

  test("a parameter that is called hides the function of its name", async () => {
    const { calls: edges } = await drawn({
      "main.c": "void done(void) {}\nvoid each(void (*done)(void)) { done(); }\n",
    });
    expect(edges).toEqual([]);
  });

  test("a local pointer with one value calls that", async () => {
    const { calls: edges } = await drawn({
      "main.c": "int twice(int a) { return a; }\nint go(void) { int (*f)(int) = twice; return f(1); }\n",
    });
    expect(edges).toEqual(["main.c:go main.c:twice"]);
  });

  test("functions in tables and designated initialisers are references", async () => {
    const { edges } = await drawn({
      "main.c":
        "int my_open(int a) { return a; }\nstruct ops { int (*open)(int); };\nstatic const struct ops OPS = { .open = my_open };\n",
    });
    expect(edges).toEqual([
      "OVERRIDES main.c:my_open main.c:ops.open",
      "REFERENCES main.c main.c:my_open",
      "REFERENCES main.c main.c:ops",
    ]);
  });

  test("a local variable hides a function", async () => {
    const { edges } = await drawn({ "main.c": "int size(void) { return 1; }\nint go(int size) { return size; }\n" });
    expect(edges).toEqual([]);
  });
});

describe("macros and types", () => {
  test("a use of a macro refers to it, and it to what its body names", async () => {
    const { edges } = await drawn({
      "main.c":
        "static void log_it(int a) {}\n#define LOG(x) do { log_it(x); (x)->done(); } while (0)\nint main(void) { LOG(1); }\n",
    });
    expect(edges).toEqual(["REFERENCES main.c:LOG main.c:log_it", "REFERENCES main.c:main main.c:LOG"]);
  });

  test("a macro that only renames a function calls that function", async () => {
    const edges = await calls({
      "main.c": "static int real(int a) { return a; }\n#define alias real\nint main(void) { return alias(1); }\n",
    });
    expect(edges).toEqual(["main.c:main main.c:real"]);
  });

  test("a struct is no target of a call of the function that has its name", async () => {
    const { edges } = await drawn({
      "main.c": "struct stat { int a; };\nint stat(int a) { return a; }\nint main(void) { return stat(1); }\n",
    });
    expect(edges).toEqual(["CALLS main.c:main main.c:stat"]);
  });

  test("a type that a header only names is found where it is defined", async () => {
    const { edges } = await drawn({
      "box.h": "typedef struct box box;\nint size(struct box *b);\n",
      "box.c": '#include "box.h"\nstruct box { int size; };\nint size(struct box *b) { return b->size; }\n',
    });
    expect(edges).toContain("REFERENCES box.c:size box.c:box");
    expect(edges).toContain("REFERENCES box.h:size box.c:box");
  });

  test("fields are followed through structs and typedefs", async () => {
    const { edges } = await drawn({
      "main.c":
        "typedef struct { int size; } lid;\nstruct box { lid top; };\nint go(struct box *b) { return b->top.size; }\n",
    });
    expect(edges).toContain("REFERENCES main.c:go main.c:lid.size");
  });

  test("names of an enum are names of the file that others include", async () => {
    const { edges } = await drawn({
      "main.c": '#include "color.h"\nint main(void) { return RED; }\n',
      "color.h": "enum color { RED, GREEN };\n",
    });
    expect(edges).toContain("REFERENCES main.c:main color.h:color.RED");
  });
});
