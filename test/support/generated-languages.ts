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
