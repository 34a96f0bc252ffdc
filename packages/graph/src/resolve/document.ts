/** Text with sections: nothing in it is resolved. Also stands in for languages without rules of their own. */
import { PLAIN_RULES, type Rules } from "./rules.ts";

export function documentRules(): Rules {
  return { ...PLAIN_RULES, family: "document", languages: ["markdown"] };
}
