/** C#: what it has of its own. */
import type { World } from "./project.ts";
import { PLAIN_RULES, type Rules } from "./rules.ts";

export function csharpRules(_world: World): Rules {
  return { ...PLAIN_RULES, family: "csharp", languages: ["csharp"] };
}
