/** C# for generated projects; for property tests only. */
import { chooser, FUNCTIONS, type Language, TYPES } from "./generated-choice.ts";

export const CSHARP: Language = {
  paths: ["cs/one/Base.cs", "cs/one/Child.cs", "cs/two/Other.cs", "cs/two/Base.cs"],
  write(_path, seed) {
    const pick = chooser(seed);
    const namespace = pick(["A", "B", "A.B"]);
    const kind = pick(["class", "partial class", "static class", "partial class"]);
    const head = `public ${kind} ${pick(TYPES)}${pick(["", "<T>"])}${pick(["", ` : ${pick(TYPES)}`])} {`;
    return [
      pick(["using A;", "using static A.Base;", "global using B;", "using Other = A.B.Child;", "using System;"]),
      `namespace ${namespace} {`,
      head,
      `  ${pick(TYPES)} field = new();`,
      `  public ${pick(["static ", ""])}${pick(TYPES)} ${pick(FUNCTIONS)}(${pick(["", `this ${pick(TYPES)} x`, "int i"])}) { return field.${pick(FUNCTIONS)}(); }`,
      `  void Other(${pick(TYPES)} y) { ${pick(FUNCTIONS)}(); y.${pick(FUNCTIONS)}(1); B.${pick(TYPES)}.${pick(FUNCTIONS)}(); }`,
      "} }",
      "",
    ].join("\n");
  },
};
