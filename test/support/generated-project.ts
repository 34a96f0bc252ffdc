/** Small projects in several languages and edits of them, made from numbers; for property tests only. */
import { type Arbitrary, array, constantFrom, nat, record } from "fast-check";

import { C, CPP } from "./generated-c.ts";
import { chooser, FUNCTIONS, type Language, TYPES } from "./generated-choice.ts";
import { CSHARP } from "./generated-csharp.ts";
import { BASH, KOTLIN, PHP, RUBY, SCALA } from "./generated-languages.ts";
import { LUA } from "./generated-lua.ts";
import { RUST } from "./generated-rust.ts";

/** By path. What no grammar reads is a manifest. */
export type Files = ReadonlyMap<string, string>;

export interface Edit {
  /** `unread`: what cannot be read any more, or can be again. */
  readonly kind: "write" | "remove" | "move" | "manifest" | "unread";
  /** Chooses the file, and where it goes. */
  readonly file: number;
  readonly to: number;
  readonly text: number;
}

export const edits: Arbitrary<Edit> = record({
  kind: constantFrom<Edit["kind"]>("write", "write", "write", "remove", "move", "manifest", "unread"),
  file: nat(),
  to: nat(),
  text: nat(),
});

export const seeds: Arbitrary<readonly number[]> = array(nat(), { minLength: 8, maxLength: 8 });

const PYTHON: Language = {
  paths: ["app/__init__.py", "app/one.py", "app/two.py", "lib/util.py", "app/sub/__init__.py", "app/sub/deep.py"],
  write(_path, seed) {
    const pick = chooser(seed);
    const module = pick(["app.one", "app.two", "lib.util", "app", "app.sub", "app.sub.deep", ".one", ".deep", "os"]);
    const names = [pick(TYPES), pick(FUNCTIONS)];
    const head = pick([
      `from ${module} import ${names.join(", ")}`,
      `from ${module} import *`,
      `import ${module.replace(/^\./, "app.")}`,
      `from ${module} import ${names[0]} as ${pick(TYPES)}`,
    ]);
    const base = pick(["", `(${pick(TYPES)})`, `(one.${pick(TYPES)})`, "(Protocol)"]);
    return [
      head,
      pick(["from typing import Protocol", ""]),
      `class ${pick(TYPES)}${base}:`,
      `    def ${pick(FUNCTIONS)}(self)${pick(["", ` -> ${pick(TYPES)}`])}:`,
      `        return self.${pick(FUNCTIONS)}()`,
      `def ${pick(FUNCTIONS)}(x${pick(["", `: ${pick(TYPES)}`])}):`,
      `    y = ${pick(TYPES)}()`,
      `    y.${pick(FUNCTIONS)}()`,
      `    x.${pick(FUNCTIONS)}()`,
      `    ${pick(["x()", `${pick(FUNCTIONS)}(x)`, `y.${pick(FUNCTIONS)}(x)`])}`,
      `    return ${pick(["y", "x", `${pick(FUNCTIONS)}(y)`])}`,
      pick(["", `@${pick(FUNCTIONS)}`]),
      `def ${pick(FUNCTIONS)}(x, y=${pick(["None", ...FUNCTIONS])}): y(x)`,
      `${pick(FUNCTIONS)}(1).${pick(FUNCTIONS)}()`,
      `${pick(FUNCTIONS)}(${pick([...FUNCTIONS, `y=${pick(FUNCTIONS)}`, `${pick(TYPES)}()`])})`,
      "",
    ].join("\n");
  },
};

const SCRIPT: Language = {
  paths: ["src/one.ts", "src/two.ts", "src/index.ts", "src/sub/deep.ts", "web/page.tsx", "src/old.js"],
  write(path, seed) {
    const pick = chooser(seed);
    const to = pick([
      "./one",
      "./two",
      "./index",
      "./sub/deep",
      "../one",
      "@lib/one",
      "@lib/sub/deep",
      "../src",
      "pkg",
      "react",
    ]);
    const type = path.endsWith(".js") ? () => "" : () => pick(["", `: ${pick(TYPES)}`]);
    return [
      pick([
        `import { ${pick(TYPES)}, ${pick(FUNCTIONS)} } from "${to}";`,
        `import * as all from "${to}";`,
        `import Base from "${to}";`,
        `export * from "${to}";`,
        `export { ${pick(FUNCTIONS)} as ${pick(FUNCTIONS)} } from "${to}";`,
        `const { ${pick(FUNCTIONS)} } = require("${to}");`,
      ]),
      `export ${pick(["", "default "])}class ${pick(TYPES)}${pick(["", ` extends ${pick(TYPES)}`])} {`,
      `  ${pick(FUNCTIONS)}()${type()} { return this.${pick(FUNCTIONS)}(); }`,
      "}",
      `${pick(["export ", ""])}function ${pick(FUNCTIONS)}(x${type()}) {`,
      `  const y = new ${pick(TYPES)}(); y.${pick(FUNCTIONS)}(); x.${pick(FUNCTIONS)}();`,
      `  ${pick(["x()", `${pick(FUNCTIONS)}(x)`, `y.${pick(FUNCTIONS)}(x)`, "this()", `this.${pick(FUNCTIONS)}()`])};`,
      `  return ${pick(["y", "x", `() => y.${pick(FUNCTIONS)}()`])};`,
      "}",
      `${pick(FUNCTIONS)}(${pick([...FUNCTIONS, `new ${pick(TYPES)}()`])});`,
      `all.${pick(FUNCTIONS)}(); ${pick(FUNCTIONS)}(1).${pick(FUNCTIONS)}();`,
      installing(pick),
      "",
    ].join("\n");
  },
};

/** A call that installs members, or says what a function has as `this`. */
function installing(pick: ReturnType<typeof chooser>): string {
  const [type, other, name, value] = [pick(TYPES), pick(TYPES), pick(FUNCTIONS), pick(FUNCTIONS)];
  return pick([
    "",
    `Object.assign(${type}.prototype, { ${name}: ${value} });`,
    `Object.defineProperty(${type}.prototype, "${name}", { ${pick(["value", "get"])}: ${value} });`,
    `Object.setPrototypeOf(${name}, Object.create(${type}.prototype, { ${value}: { value: ${value} } }));`,
    `${type}.prototype = Object.create(${other}.prototype);`,
    `${name}.${pick(["call", "bind"])}(${pick([value, `new ${type}()`, `{ ${value} }`])});`,
  ]);
}

const JAVA: Language = {
  paths: ["java/a/Base.java", "java/a/Child.java", "java/b/Other.java", "java/b/Base.java"],
  write(path, seed) {
    const pick = chooser(seed);
    const name = path.slice(path.lastIndexOf("/") + 1, -".java".length);
    return [
      `package ${pick(["a", "b", "a.b"])};`,
      pick([
        `import a.${pick(TYPES)};`,
        "import b.*;",
        `import static a.Base.${pick(FUNCTIONS)};`,
        "import java.util.List;",
      ]),
      `public class ${pick([name, ...TYPES])} ${pick(["", `extends ${pick(TYPES)}`])} {`,
      `  ${pick(TYPES)} field = new ${pick(TYPES)}();`,
      `  public ${pick(["static ", ""])}${pick(TYPES)} ${pick(FUNCTIONS)}(${pick(["", `${pick(TYPES)} x`])}) { return field.${pick(FUNCTIONS)}(); }`,
      `  void other() { ${pick(FUNCTIONS)}(); b.${pick(TYPES)}.${pick(FUNCTIONS)}(); }`,
      "}",
      "",
    ].join("\n");
  },
};

const GO: Language = {
  paths: ["go/one/a.go", "go/one/b.go", "go/two/c.go", "go/two/d.go"],
  write(path, seed) {
    const pick = chooser(seed);
    const own = path.includes("/one/") ? "one" : "two";
    const other = own === "one" ? "two" : "one";
    return [
      `package ${pick([own, own, "main"])}`,
      pick([
        `import "example.com/go/${other}"`,
        `import . "example.com/go/${other}"`,
        `import alias "example.com/go/${other}"`,
        'import "fmt"',
      ]),
      `type ${pick(TYPES)} struct { ${pick(TYPES)}; f ${pick(["", `${other}.`])}${pick(TYPES)} }`,
      pick(["", `type ${pick(TYPES)} interface { ${pick(["Make", "Run"])}() *${pick(TYPES)} }`]),
      `func (s *${pick(TYPES)}) ${pick(["Make", "Run"])}() *${pick(TYPES)} { return s.f.${pick(["Make", "Run"])}() }`,
      `func ${pick(["Make", "Run"])}(x ${pick(TYPES)}) { x.${pick(["Make", "Run"])}(); ${other}.${pick(["Make", "Run"])}(); ${pick(["Make", "Run"])}() }`,
      "",
    ].join("\n");
  },
};

const LANGUAGES: readonly Language[] = [
  PYTHON,
  SCRIPT,
  JAVA,
  GO,
  KOTLIN,
  PHP,
  RUBY,
  BASH,
  RUST,
  LUA,
  SCALA,
  CSHARP,
  C,
  CPP,
];
const PATHS = LANGUAGES.flatMap(({ paths }) => paths);

const MANIFESTS: readonly (readonly [path: string, texts: readonly string[]])[] = [
  [
    "tsconfig.json",
    [
      '{"compilerOptions":{"paths":{"@lib/*":["src/*"]}}}',
      '{"compilerOptions":{"paths":{"@lib/*":["src/sub/*"]}}}',
      "{}",
    ],
  ],
  ["src/package.json", ['{"name":"pkg","main":"index.ts"}', '{"name":"pkg2"}']],
  ["composer.json", ['{"autoload":{"psr-4":{"App\\\\":"php/"}}}', '{"autoload":{"psr-4":{"Lib\\\\":"php/"}}}']],
  ["rs/Cargo.toml", ['[package]\nname = "gen"\n', '[package]\nname = "other"\n[lib]\npath = "src/one.rs"\n', ""]],
  ["go.mod", ["module example.com", "module example.org"]],
];

export function writeProject(numbers: readonly number[]): Files {
  const files = new Map<string, string>();
  for (const [index, path] of PATHS.entries())
    files.set(path, textOf(path, (numbers[index % numbers.length] ?? 0) + index));
  for (const [path, texts] of MANIFESTS) files.set(path, texts[0] ?? "");
  return files;
}

function textOf(path: string, seed: number): string {
  const language = LANGUAGES.find(({ paths }) => paths.some((one) => one.split(".").pop() === path.split(".").pop()));
  return language?.write(path, seed) ?? "";
}

/** How the text of a file begins that stands there and cannot be read. */
export const UNREADABLE = "\0unreadable\0";

/** Moving onto a file replaces it; removing what is not there changes nothing. */
export function applyEdit(files: Files, { kind, file, to, text }: Edit): Files {
  const next = new Map(files);
  const path = PATHS[file % PATHS.length] ?? "";
  if (kind === "write") next.set(path, textOf(path, text));
  if (kind === "remove") next.delete(path);
  if (kind === "manifest") {
    const [manifest, texts] = MANIFESTS[file % MANIFESTS.length] ?? ["", []];
    next.set(manifest, texts[text % texts.length] ?? "");
  }
  const moved = files.get(path);
  if (kind === "unread" && moved !== undefined) {
    next.set(path, moved.startsWith(UNREADABLE) ? moved.slice(UNREADABLE.length) : UNREADABLE + moved);
  }
  if (kind === "move" && moved !== undefined) {
    const siblings = PATHS.filter((one) => one.split(".").pop() === path.split(".").pop());
    next.delete(path);
    next.set(siblings[to % siblings.length] ?? path, moved);
  }
  return next;
}
