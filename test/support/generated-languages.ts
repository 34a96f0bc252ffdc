/** Writers of small files for generated projects, a language each. */
import { chooser, FUNCTIONS, type Language, TYPES } from "./generated-choice.ts";

export const KOTLIN: Language = {
  paths: ["kt/a/Base.kt", "kt/a/Child.kt", "kt/b/Other.kt", "kt/b/Ext.kt"],
  write(_path, seed) {
    const pick = chooser(seed);
    return [
      `package ${pick(["a", "b", "a.b"])}`,
      pick([
        `import a.${pick(TYPES)}`,
        "import b.*",
        `import b.${pick(FUNCTIONS)}`,
        `import a.${pick(TYPES)} as ${pick(TYPES)}`,
        "import java.io.File",
      ]),
      `open class ${pick(TYPES)}(val field: ${pick(TYPES)})${pick(["", ` : ${pick(TYPES)}()`])} {`,
      `  fun ${pick(FUNCTIONS)}(x: ${pick(TYPES)})${pick(["", `: ${pick(TYPES)}`])} = field.${pick(FUNCTIONS)}(x)`,
      "  companion object {",
      `    fun ${pick(FUNCTIONS)}() = ${pick(TYPES)}(1)`,
      "  }",
      "}",
      `fun ${pick(["", `${pick(TYPES)}.`])}${pick(FUNCTIONS)}(x: ${pick(TYPES)}) {`,
      `  val y = ${pick(TYPES)}(2)`,
      `  y.${pick(FUNCTIONS)}(x)`,
      `  x.apply { ${pick(FUNCTIONS)}(y) }`,
      `  ${pick(TYPES)}.${pick(FUNCTIONS)}()`,
      `  ${pick(FUNCTIONS)}(y)`,
      "}",
      "",
    ].join("\n");
  },
};

export const PHP: Language = {
  paths: ["php/Base.php", "php/Sub/Child.php", "php/Other.php", "php/helpers.php"],
  write(_path, seed) {
    const pick = chooser(seed);
    const namespace = pick(["App", "App\\Sub", "Lib"]);
    return [
      `<?php ${pick([`namespace ${namespace};`, ""])}`,
      pick([
        `use App\\${pick(TYPES)};`,
        `use App\\Sub\\${pick(TYPES)} as ${pick(TYPES)};`,
        `use function App\\${pick(FUNCTIONS)};`,
        "require __DIR__ . '/helpers.php';",
      ]),
      `${pick(["class", "class", "trait", "interface"])} ${pick(TYPES)} {`,
      `  ${pick(["", `use ${pick(TYPES)};`])} /** @var ${pick(TYPES)} */ private $it;`,
      `  ${pick(["", "static "])}function ${pick(FUNCTIONS)}()${pick(["", ": static", `: ${pick(TYPES)}`])} { return $this->it->${pick(FUNCTIONS)}(); }`,
      "}",
      `class ${pick(TYPES)} extends ${pick(TYPES)} { function ${pick(FUNCTIONS)}() { return parent::${pick(FUNCTIONS)}(); } }`,
      `function ${pick(FUNCTIONS)}(${pick(["", `${pick(TYPES)} `])}$x) {`,
      `  $y = new ${pick(["", "\\App\\", "Sub\\"])}${pick(TYPES)}(); $y->${pick(FUNCTIONS)}(); $x->${pick(FUNCTIONS)}();`,
      `  return ${pick(["$y", "$x", `${pick(TYPES)}::${pick(FUNCTIONS)}()`])};`,
      "}",
      `${pick(FUNCTIONS)}(1)->${pick(FUNCTIONS)}();`,
      "",
    ].join("\n");
  },
};

export const RUBY: Language = {
  paths: ["rb/lib/base.rb", "rb/lib/child.rb", "rb/app/other.rb", "rb/app/more.rb"],
  write(_path, seed) {
    const pick = chooser(seed);
    const type = () => pick([...TYPES, `Top::${pick(TYPES)}`]);
    return [
      pick(['require_relative "base"', 'require "child"', 'require_relative "../app/more"', 'require "json"']),
      pick(["module Top", "module Other", "class Base"]),
      `  class ${pick([...TYPES, `Top::${pick(TYPES)}`])} ${pick(["", `< ${type()}`])}`,
      `    ${pick(["include", "extend"])} ${type()}`,
      `    attr_reader :${pick(FUNCTIONS)}`,
      `    def ${pick(["", "self."])}${pick(FUNCTIONS)}`,
      `      @${pick(FUNCTIONS)} = ${type()}.new`,
      `      ${pick(FUNCTIONS)}.${pick(FUNCTIONS)}`,
      "    end",
      "  end",
      "end",
      `def ${pick(FUNCTIONS)}(x)`,
      `  y = ${type()}.${pick(["new", ...FUNCTIONS])}`,
      `  y.${pick(FUNCTIONS)}`,
      `  ${pick(FUNCTIONS)}(x)`,
      "end",
      "",
    ].join("\n");
  },
};

export const BASH: Language = {
  paths: ["sh/main.sh", "sh/lib/one.sh", "sh/lib/two.sh"],
  write(_path, seed) {
    const pick = chooser(seed);
    return [
      pick([
        'source "$(dirname "$0")/lib/one.sh"',
        ". ./two.sh",
        "source sh/lib/two.sh",
        "./lib/one.sh",
        "bash sh/main.sh",
      ]),
      `${pick(FUNCTIONS)}() {`,
      `  ${pick(FUNCTIONS)} 1 | ${pick(FUNCTIONS)}`,
      "}",
      `x=$(${pick(FUNCTIONS)})`,
      pick([...FUNCTIONS, "docker"]),
      "",
    ].join("\n");
  },
};

export const SCALA: Language = {
  paths: ["sc/a/Base.scala", "sc/a/Child.scala", "sc/b/Other.scala"],
  write(_path, seed) {
    const pick = chooser(seed);
    return [
      `package ${pick(["a", "b", "a.b"])}`,
      pick([
        `import a.${pick(TYPES)}`,
        "import b._",
        `import b.${pick(TYPES)}.${pick(FUNCTIONS)}`,
        `import b.{${pick(TYPES)} => ${pick(TYPES)}}`,
      ]),
      `${pick(["", "case "])}class ${pick(TYPES)}(val field: ${pick(TYPES)})${pick(["", ` extends ${pick(TYPES)}`])} {`,
      `  def ${pick(FUNCTIONS)}${pick(["", `(x: ${pick(TYPES)})`])}${pick(["", `: ${pick(TYPES)}`])} = field.${pick(FUNCTIONS)}`,
      "}",
      `object ${pick(TYPES)} {`,
      `  def ${pick(["apply", ...FUNCTIONS])}(x: ${pick(TYPES)}) = new ${pick(TYPES)}(x)`,
      `  val ${pick(FUNCTIONS)}2 = ${pick(TYPES)}(1).${pick(FUNCTIONS)}`,
      `  ${pick(FUNCTIONS)}(2)`,
      "}",
      "",
    ].join("\n");
  },
};
