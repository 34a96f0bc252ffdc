/** Java: the types of values that operators and literals give away, by which overloads are told apart. */
import { addPiece, captured, type Role } from "./matches.ts";
import { suffixed } from "./numbers.ts";

const COMPARISONS: ReadonlySet<string> = new Set(["==", "!=", "<", ">", "<=", ">=", "&&", "||"]);

/** What is added to a string is a string: `"a" + b + c` leans on its left side, and so on down to the string. */
export const binary: Role = (draft, match, node) => {
  const left = captured(match, "of");
  const right = node.lastNamedChild;
  if (left === undefined || right === null) return;
  const operator = draft.text.slice(left.endIndex, right.startIndex).trim();
  if (COMPARISONS.has(operator)) addPiece(draft, node, { kind: "literal", literal: "boolean" });
  if (operator !== "+") return;
  const isText = left.type === "string_literal" || right.type === "string_literal";
  if (isText) addPiece(draft, node, { kind: "literal", literal: "string" });
  else if (left.type === "binary_expression") addPiece(draft, node, { kind: "pass", of: left.id });
};

export const number = suffixed({
  whole: { "": "number", l: "long" },
  real: { "": "float", d: "float", f: "single" },
  large: "number",
});
