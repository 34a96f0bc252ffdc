/** Inputs that no mutation reaches: what grows without bound where people write ten of it, language by language. */
import type { FuzzInput } from "./check-input.ts";

interface Shapes {
  readonly extension: string;
  /** What a file must begin with. */
  readonly head?: string;
  readonly type: (name: string, base: string, body: string) => string;
  readonly method: (name: string, body: string) => string;
  readonly call: (callee: string) => string;
  /** A function that gives back an expression. */
  readonly gives: (name: string, expression: string) => string;
  readonly assign: (name: string, expression: string) => string;
  /** Imports a name from the file `file<number>`. */
  readonly take: (file: string, name: string) => string;
}

const braces = (extension: string, more: Partial<Shapes> = {}): Shapes => ({
  extension,
  type: (name, base, body) => `class ${name}${base === "" ? "" : ` extends ${base}`} {\n${body}\n}\n`,
  method: (name, body) => `  ${name}() { ${body} }`,
  call: (callee) => `${callee}();`,
  gives: (name, expression) => `function ${name}() { return ${expression}; }\n`,
  assign: (name, expression) => `let ${name} = ${expression};\n`,
  take: (file, name) => `export { ${name} } from "./${file}";\n`,
  ...more,
});

const SHAPES: readonly Shapes[] = [
  braces("js"),
  braces("ts"),
  braces("tsx"),
  {
    extension: "py",
    type: (name, base, body) => `class ${name}(${base}):\n    pass\n${body}\n`,
    method: (name, body) => `    def ${name}(self):\n        ${body}`,
    call: (callee) => `${callee}()`,
    gives: (name, expression) => `def ${name}():\n    return ${expression}\n`,
    assign: (name, expression) => `${name} = ${expression}\n`,
    take: (file, name) => `from ${file} import ${name}\n`,
  },
  braces("java", {
    method: (name, body) => `  Object ${name}() { ${body} return null; }`,
    gives: (name, expression) => `class G_${name} { static Object ${name}() { return ${expression}; } }\n`,
    assign: (name, expression) => `class V_${name} { static Object ${name} = ${expression}; }\n`,
    take: (file, name) => `import static ${file}.${name};\n`,
  }),
  braces("go", {
    head: "package p\n",
    type: (name, base, body) => `type ${name} struct { ${base} }\n${body}\n`,
    method: (name, body) => `func (t T) ${name}() { ${body} }`,
    gives: (name, expression) => `func ${name}() T { return ${expression} }\n`,
    assign: (name, expression) => `var ${name} = ${expression}\n`,
    take: (file) => `import . "example.com/${file}"\n`,
  }),
  braces("c", {
    type: (name, base, body) => `struct ${name} { ${base === "" ? "int x" : `struct ${base} b`}; };\n${body}\n`,
    method: (name, body) => `int ${name}(void) { ${body} }`,
    gives: (name, expression) => `int ${name}(void) { return ${expression}; }\n`,
    assign: (name, expression) => `int ${name} = ${expression};\n`,
    take: (file) => `#include "${file}.c"\n`,
  }),
  braces("cpp", {
    type: (name, base, body) => `struct ${name} ${base === "" ? "" : `: public ${base} `}{\n${body}\n};\n`,
    method: (name, body) => `  auto ${name}() { ${body} }`,
    gives: (name, expression) => `auto ${name}() { return ${expression}; }\n`,
    assign: (name, expression) => `auto ${name} = ${expression};\n`,
    take: (file) => `#include "${file}.cpp"\n`,
  }),
  braces("rs", {
    type: (name, base, body) => `struct ${name} { b: ${base === "" ? "u8" : base} }\nimpl ${name} {\n${body}\n}\n`,
    method: (name, body) => `  fn ${name}(&self) { ${body} }`,
    gives: (name, expression) => `fn ${name}() -> T { ${expression} }\n`,
    assign: (name, expression) => `fn v_${name}() { let ${name} = ${expression}; }\n`,
    take: (file, name) => `pub use crate::${file}::${name};\n`,
  }),
  braces("php", {
    head: "<?php\n",
    method: (name, body) => `  function ${name}() { ${body} }`,
    assign: (name, expression) => `$${name} = ${expression};\n`,
    take: (file) => `require '${file}.php';\n`,
  }),
  {
    extension: "lua",
    type: (name, base, body) =>
      `local ${name} = setmetatable({}, { __index = ${base === "" ? "nil" : base} })\n${body}\n`,
    method: (name, body) => `function T:${name}() ${body} end`,
    call: (callee) => `${callee}()`,
    gives: (name, expression) => `function ${name}() return ${expression} end\n`,
    assign: (name, expression) => `local ${name} = ${expression}\n`,
    take: (file, name) => `local ${name} = require("${file}").${name}\n`,
  },
  braces("cs", {
    type: (name, base, body) => `class ${name}${base === "" ? "" : ` : ${base}`} {\n${body}\n}\n`,
    method: (name, body) => `  object ${name}() { ${body} return null; }`,
    gives: (name, expression) =>
      `static class G_${name} { public static object ${name}() { return ${expression}; } }\n`,
    assign: (name, expression) => `static class V_${name} { static object ${name} = ${expression}; }\n`,
    take: (file) => `using static ${file};\n`,
  }),
  {
    extension: "rb",
    type: (name, base, body) => `class ${name}${base === "" ? "" : ` < ${base}`}\n${body}\nend\n`,
    method: (name, body) => `  def ${name}\n ${body}\n  end`,
    call: (callee) => `${callee}()`,
    gives: (name, expression) => `def ${name}\n  ${expression}\nend\n`,
    assign: (name, expression) => `${name} = ${expression}\n`,
    take: (file) => `require_relative "${file}"\n`,
  },
  braces("kt", {
    type: (name, base, body) => `open class ${name}${base === "" ? "" : ` : ${base}()`} {\n${body}\n}\n`,
    method: (name, body) => `  fun ${name}() { ${body} }`,
    gives: (name, expression) => `fun ${name}() = ${expression}\n`,
    assign: (name, expression) => `val ${name} = ${expression}\n`,
    take: (file, name) => `import ${file}.${name}\n`,
  }),
  braces("scala", {
    method: (name, body) => `  def ${name}() = { ${body} }`,
    gives: (name, expression) => `def ${name}() = ${expression}\n`,
    assign: (name, expression) => `val ${name} = ${expression}\n`,
    take: (file, name) => `import ${file}.${name}\n`,
  }),
  {
    extension: "sh",
    type: (_name, _base, body) => body,
    method: (name, body) => `${name}() { ${body}; }`,
    call: (callee) => callee,
    gives: (name, expression) => `${name}() { echo $(${expression}); }\n`,
    assign: (name, expression) => `${name}=$(${expression})\n`,
    take: (file) => `source ./${file}.sh\n`,
  },
];

/** How large they are. */
export interface Extent {
  readonly links: number;
  readonly methods: number;
  readonly depth: number;
  readonly cycle: number;
}
export const FULL: Extent = { links: 20_000, methods: 10_000, depth: 2_000, cycle: 60 };
/** For tests that run with all others. */
export const SMALL: Extent = { links: 2_000, methods: 500, depth: 300, cycle: 30 };

const count = (length: number): readonly number[] => Array.from({ length }, (_, at) => at);
const joined = (length: number, write: (at: number) => string): string => count(length).map(write).join("");

/** Every extreme in every language. */
export function extremes(extent: Extent): readonly FuzzInput[] {
  return SHAPES.flatMap((shapes) => [
    oneFile(shapes, "a chain of calls", chain(shapes, extent)),
    oneFile(shapes, "functions that each give back the next", callCycle(shapes, extent)),
    oneFile(shapes, "a type of many methods that call each other", manyMethods(shapes, extent)),
    oneFile(shapes, "types that inherit in a circle", inheritance(shapes, extent)),
    oneFile(shapes, "names that stand for each other in a circle", aliases(shapes, extent)),
    oneFile(shapes, "functions of which each gives what two others give", fanOut(shapes, extent)),
    oneFile(shapes, "calls in the arguments of calls", nestedCalls(shapes, extent)),
    oneFile(shapes, "blocks in each other", `${"{".repeat(extent.links)}${"}".repeat(extent.links)}`),
    importCycle(shapes, extent),
  ]);
}

function oneFile({ extension, head = "" }: Shapes, name: string, text: string): FuzzInput {
  return { name: `${extension}: ${name}`, files: { [`main.${extension}`]: head + text } };
}

function chain({ method, type, call, gives }: Shapes, { links }: Extent): string {
  return type("T", "", method("m", call("a"))) + gives("g", `a${".b()".repeat(links)}`);
}

function callCycle({ gives, call }: Shapes, { links }: Extent): string {
  return joined(links, (at) => gives(`f${at}`, called(call, `f${(at + 1) % links}`)));
}

/** As an expression. */
function called(call: Shapes["call"], callee: string): string {
  return call(callee).replace(/;$/, "");
}

function manyMethods({ type, method, call }: Shapes, { methods }: Extent): string {
  return type(
    "T",
    "Base",
    joined(methods, (at) => `${method(`m${at}`, call(`m${(at * 7) % methods}`))}\n`),
  );
}

function inheritance({ type, method, call }: Shapes, { cycle }: Extent): string {
  return joined(cycle, (at) => type(`T${at}`, `T${(at + 1) % cycle}`, method("m", call("missing"))));
}

function aliases({ assign, call, gives }: Shapes, { cycle }: Extent): string {
  return joined(cycle, (at) => assign(`a${at}`, `a${(at + 1) % cycle}`)) + gives("g", called(call, "a0"));
}

/** Two to the power of `cycle` paths, and back to the start. */
function fanOut({ gives, assign }: Shapes, { cycle }: Extent): string {
  const fan = joined(cycle, (at) => {
    const [one, two] = [`f${(at + 1) % cycle}`, `f${(at + 2) % cycle}`];
    return gives(`f${at}`, `${one}(${two}()).x(${one}(), ${two}())`) + assign(`v${at}`, `${one}().y(${two}(${one}()))`);
  });
  const last = joined(cycle, (at) => (at === 0 ? "f0()" : `.f${at}(f${at}())`));
  return fan + gives("last", last);
}

function nestedCalls({ gives }: Shapes, { depth }: Extent): string {
  return gives("f", `${"f(".repeat(depth)}1${")".repeat(depth)}`);
}

function importCycle({ extension, head = "", take, gives, call }: Shapes, { cycle }: Extent): FuzzInput {
  const files = count(cycle).map((at): readonly [string, string] => {
    const [one, two] = [`file${(at + 1) % cycle}`, `file${(at + 7) % cycle}`];
    const text = head + take(one, "x") + take(two, `n${at}`) + gives(`n${at}`, called(call, "x"));
    return [`file${at}.${extension}`, text];
  });
  return { name: `${extension}: files that import each other in circles`, files: Object.fromEntries(files) };
}
