/** Small files of C and C++ for property tests: headers and what they declare, includes, overloads, namespaces, templates. */
import { chooser, FUNCTIONS, type Language, TYPES } from "./generated-choice.ts";

const HEADERS = ["one.h", "two.h", "sub/deep.h", "../c/one.h", "c/two.h", "stdio.h"];

export const C: Language = {
  paths: ["c/one.h", "c/two.h", "c/sub/deep.h", "c/one.c", "c/two.c"],
  write(path, seed) {
    const pick = chooser(seed);
    const head = [`#include ${pick(["<stdio.h>", `"${pick(HEADERS)}"`])}`, `#include "${pick(HEADERS)}"`];
    const [type, other] = [pick(TYPES), pick(TYPES)];
    const declared = [
      pick([
        `struct ${type} { struct ${other} *next; int (*run)(int); };`,
        `struct ${type} { int (*run)(int); struct ${other} next; };`,
        `struct ${type};`,
      ]),
      pick(["", `typedef struct ${type} ${pick(TYPES)};`, `#define ${pick(FUNCTIONS)}(x) ${pick(FUNCTIONS)}(x)`]),
      `${pick(["int", `struct ${other} *`])} ${pick(FUNCTIONS)}(struct ${type} *x);`,
    ];
    if (path.endsWith(".h")) return [...head, ...declared, ""].join("\n");
    return [
      ...head,
      pick(["", ...declared]),
      `${pick(["", "static "])}int ${pick(FUNCTIONS)}(struct ${type} *x) {`,
      `  ${pick(FUNCTIONS)}(x)${pick(["", "->next"])}; x->run(${pick(FUNCTIONS)}(x->next));`,
      `  ${pick([`struct ${other} ${pick(FUNCTIONS)};`, `int (*f)(int) = ${pick(FUNCTIONS)}; f(1);`, ""])}`,
      `  x->run = ${pick(FUNCTIONS)}; return ${pick(FUNCTIONS)}(0);`,
      "}",
      `struct ${pick(TYPES)} table = ${pick([`{ .run = ${pick(FUNCTIONS)} }`, `{ ${pick(FUNCTIONS)}, { ${pick(FUNCTIONS)} } }`])};`,
      "",
    ].join("\n");
  },
};

const CPP_HEADERS = ["one.hpp", "two.hpp", "cpp/one.hpp", "../c/one.h", "vector"];

export const CPP: Language = {
  paths: ["cpp/one.hpp", "cpp/two.hpp", "cpp/one.cpp", "cpp/two.cpp"],
  write(path, seed) {
    const pick = chooser(seed);
    const space = pick(["one", "two"]);
    const type = pick(TYPES);
    const head = `#include ${pick(["<vector>", `"${pick(CPP_HEADERS)}"`])}`;
    if (path.endsWith(".hpp")) {
      return [
        head,
        `namespace ${space} {`,
        `${pick(["", "template <class T> "])}struct ${type} ${pick(["", `: public ${pick(TYPES)} `])}{`,
        `  ${pick(["virtual ", "", "static "])}${pick(TYPES)} ${pick(FUNCTIONS)}(${pick(["", "int x", `${pick(TYPES)} x`])});`,
        `  ${pick(TYPES)} field; ${pick(["", `${type}(int x);`])}`,
        "};",
        pick([`using ${pick(TYPES)} = ${type};`, `${pick(TYPES)} ${pick(FUNCTIONS)}(${type} x);`, ""]),
        "}",
        "",
      ].join("\n");
    }
    return [
      head,
      `#include "${pick(CPP_HEADERS)}"`,
      pick(["", `using namespace ${space};`, `using ${space}::${pick(TYPES)};`, `namespace ${space} {}`]),
      `${pick(TYPES)} ${pick([`${space}::`, ""])}${type}::${pick(FUNCTIONS)}(${pick(["", "int x"])}) { return ${pick([`${pick(FUNCTIONS)}()`, `field.${pick(FUNCTIONS)}()`])}; }`,
      `int ${pick(FUNCTIONS)}(${pick([`${space}::`, ""])}${type} x) {`,
      `  ${pick(TYPES)} y${pick(["", "(1)"])}; auto z = x.${pick(FUNCTIONS)}(1); z.${pick(FUNCTIONS)}();`,
      `  ${pick(["", `${space}::`])}${pick(FUNCTIONS)}(y); return ${pick(FUNCTIONS)}(x.field);`,
      "}",
      "",
    ].join("\n");
  },
};
