/** Where the variable of a loop binds. */
import { capturedId, type Role } from "./matches.ts";
import { COMMON_ROLES } from "./roles.ts";

/** `for (var x of xs)` binds in the function, `for (x of xs)` wherever x is bound. */
export const eachOf: Role = (draft, match, node) => {
  COMMON_ROLES["each"]?.(draft, match, node);
  const target = draft.targets.get(capturedId(match, "target"));
  const head = draft.text.slice(node.startIndex, target?.start);
  if (target !== undefined && !/\b(?:const|let|using)\s*$/.test(head)) {
    target.scoping = /\bvar\s*$/.test(head) ? "function" : "existing";
  }
};
