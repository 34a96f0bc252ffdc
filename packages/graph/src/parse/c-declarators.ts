/** Declarators of C and C++, which wrap a name in what is said of it: `*(*handlers[3])(int)`. */
import type { Node } from "web-tree-sitter";

export interface Declarator {
  /** Undefined where nothing is named: `int (*)(int)`. */
  readonly name: Node | undefined;
  /** What makes the name a function; undefined for pointers to functions. */
  readonly ofFunction: Node | undefined;
  /** The name stands for an address, not for what lies there. */
  readonly isPointer: boolean;
  /** `char* name`, `char name[]`, and no reference. */
  readonly isAddress: boolean;
  readonly isArray: boolean;
  /** The name is a pointer to a function, or an array of them. */
  readonly isFunctionPointer: boolean;
  readonly value: Node | undefined;
}

const NAMES: ReadonlySet<string> = new Set([
  "identifier",
  "field_identifier",
  "type_identifier",
  "qualified_identifier",
  "operator_name",
  "destructor_name",
  "operator_cast",
  "template_function",
  "structured_binding_declarator",
]);

/** Also of a parameter without a name. */
const ADDRESS = /(?:pointer|array)_declarator$/;

export function readDeclarator(node: Node | null): Declarator {
  let ofFunction: Node | undefined;
  let isPointer = false;
  let isAddress = false;
  let isArray = false;
  let isFunctionPointer = false;
  let value: Node | undefined;
  for (let at = node; at !== null; at = inner(at)) {
    const { type } = at;
    isAddress ||= ADDRESS.test(type);
    if (NAMES.has(type)) {
      // `operator bool()` is a function by its name.
      if (type === "operator_cast") ofFunction = at;
      return { name: at, ofFunction, isPointer, isAddress, isArray, isFunctionPointer, value };
    }
    if (type === "init_declarator") value = at.childForFieldName("value") ?? undefined;
    else if (type === "function_declarator") ofFunction = at;
    else if (type === "array_declarator") isArray = true;
    else if (type === "pointer_declarator" || type === "reference_declarator") {
      isPointer = true;
      // What is declared is the pointer; the function is what it points to.
      if (ofFunction !== undefined) isFunctionPointer = true;
      ofFunction = undefined;
    }
  }
  return { name: undefined, ofFunction, isPointer, isAddress, isArray, isFunctionPointer, value };
}

function inner(node: Node): Node | null {
  const named = node.childForFieldName("declarator");
  if (named !== null) return named;
  const { type } = node;
  if (type !== "reference_declarator" && type !== "parenthesized_declarator" && type !== "attributed_declarator")
    return null;
  return node.namedChildren.find((child) => NAMES.has(child.type) || child.type.endsWith("declarator")) ?? null;
}

/** A type that says nothing itself: `auto`. */
export function writtenType(node: Node): Node | undefined {
  const type = node.childForFieldName("type");
  return type === null || type.type === "placeholder_type_specifier" ? undefined : type;
}

/** `auto f() -> Box`. */
export function trailingType(ofFunction: Node): Node | undefined {
  return ofFunction.namedChildren.find((child) => child.type === "trailing_return_type")?.firstNamedChild ?? undefined;
}
