/** The rules of every language over a project. */
import { bashRules } from "./bash.ts";
import { cRules } from "./c.ts";
import { csharpRules } from "./csharp.ts";
import { documentRules } from "./document.ts";
import { goRules } from "./go.ts";
import { javaRules } from "./java.ts";
import { kotlinRules } from "./kotlin.ts";
import { luaRules } from "./lua.ts";
import { phpRules } from "./php.ts";
import type { World } from "./project.ts";
import { pythonRules } from "./python.ts";
import { rubyRules } from "./ruby.ts";
import type { Rules } from "./rules.ts";
import { rustRules } from "./rust.ts";
import { scalaRules } from "./scala.ts";
import { scriptRules } from "./script.ts";

export function rulesFor(world: World): readonly Rules[] {
  return [
    documentRules(),
    pythonRules(world),
    scriptRules(world),
    javaRules(world),
    goRules(world),
    cRules(world),
    rustRules(world),
    phpRules(world),
    luaRules(world),
    csharpRules(world),
    rubyRules(world),
    kotlinRules(world),
    scalaRules(world),
    bashRules(world),
  ];
}
