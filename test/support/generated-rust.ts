/** Writers of small Rust files for generated projects. */
import { chooser, FUNCTIONS, type Language, TYPES } from "./generated-choice.ts";

export const RUST: Language = {
  paths: ["rs/src/lib.rs", "rs/src/one.rs", "rs/src/two/mod.rs", "rs/src/one/deep.rs", "rs/src/main.rs"],
  write(_path, seed) {
    const pick = chooser(seed);
    const module = pick([
      "crate",
      "crate::one",
      "crate::two",
      "self",
      "super",
      "crate::one::deep",
      "gen",
      "gen::two",
      "std",
    ]);
    return [
      pick([
        "mod one;",
        "pub mod two;",
        "mod deep;",
        '#[path = "one/deep.rs"] mod two;',
        "mod two { pub fn run() {} }",
      ]),
      pick(["mod two;", "mod one { use super::*; }", ""]),
      pick([
        `use ${module}::${pick(TYPES)};`,
        `pub use ${module}::${pick(TYPES)} as ${pick(TYPES)};`,
        `pub use ${module}::*;`,
        `use ${module}::{${pick(FUNCTIONS)}, ${pick(TYPES)}::*};`,
        `use ${module}::${pick(FUNCTIONS)};`,
      ]),
      `pub struct ${pick(TYPES)}<T>(pub ${pick(TYPES)}, T);`,
      `pub trait ${pick(TYPES)} { type Item; fn ${pick(FUNCTIONS)}(&self) -> ${pick(TYPES)}; }`,
      `impl ${pick(["", `${pick(TYPES)} for `])}${pick(["", `${module}::`])}${pick(TYPES)} { type Target = ${pick(TYPES)}; pub fn ${pick(FUNCTIONS)}(&self) -> ${pick(["Self", ...TYPES])} { self.${pick(FUNCTIONS)}(); self.0.${pick(FUNCTIONS)}() } }`,
      `enum ${pick(TYPES)} { ${pick(TYPES)}(${pick(TYPES)}), Unit }`,
      `macro_rules! ${pick(FUNCTIONS)} { () => {}; }`,
      `pub fn ${pick(FUNCTIONS)}(x: ${pick(TYPES)}) -> Option<${pick(TYPES)}> {`,
      `  let y = ${pick(TYPES)}::${pick(FUNCTIONS)}(); y.${pick(FUNCTIONS)}(); let y = ${module}::${pick(FUNCTIONS)}(x)?; y.${pick(FUNCTIONS)}();`,
      `  if let ${pick(TYPES)}(z) = x { z.${pick(FUNCTIONS)}(); } ${pick(FUNCTIONS)}!(); println!("{}", x.${pick(FUNCTIONS)}()); None`,
      "}",
      "",
    ].join("\n");
  },
};
