import type { Visibility } from "../model.ts";
import { BINDING_ROLES } from "./csharp-bindings.ts";
/** C#: imports, and what definitions become when all is known of the place where they stand. */
import { CALL_ROLES, linkCalls } from "./csharp-calls.ts";
import { withoutConditions } from "./csharp-conditions.ts";
import { DEFINITION_ROLES } from "./csharp-definitions.ts";
import { NAME_ROLES, plainName } from "./csharp-names.ts";
import type { Draft, DraftDefinition } from "./draft.ts";
import { type Role, textOf } from "./matches.ts";
import { container, typed } from "./pointers.ts";
import type { LanguageRules } from "./rules.ts";

const USING =
  /^(global\s+)?using\s+(static\s+)?(?:unsafe\s+)?(?:(@?\w+)\s*=\s*)?(?:static\s+)?(?:global::)?([\w.:@\s]+)/;

/** A namespace, the members of a type, or another name for either. */
const using: Role = (draft, _match, node) => {
  for (const child of node.namedChildren) draft.claims.push(child.id);
  const parts = USING.exec(textOf(draft, node).replace(/\/\*[^]*?\*\/|\/\/[^\n]*/g, ""));
  if (parts === null) return;
  const [, isGlobal, isStatic, alias, written = ""] = parts;
  const path = written.replace(/[\s@]/g, "").replaceAll("::", ".");
  const dot = path.lastIndexOf(".");
  draft.imports.push({
    start: node.startIndex,
    module: alias === undefined ? path : path.slice(0, Math.max(0, dot)),
    form: alias === undefined ? "all" : "name",
    imported: alias === undefined ? "" : path.slice(dot + 1),
    local: plainName(alias ?? ""),
    reexport: isGlobal !== undefined,
    typeOnly: false,
    isStatic: isStatic !== undefined,
  });
};

/** What is a field of a type is no local variable besides. */
function finish(draft: Draft): void {
  for (const [id, { node }] of draft.targets) if (draft.definitions.has(node)) draft.targets.delete(id);
  linkCalls(draft);
}

const IN_TYPES: ReadonlySet<string> = new Set(["Class", "Struct", "Interface", "Enum"]);

/** Members of a type are its own unless something says more; types are for their assembly. */
function refine(definition: DraftDefinition): void {
  const { kind, parent, modifiers, wrappers } = definition;
  definition.visibility ??= usualVisibility(definition);
  definition.exported = definition.visibility === "public" && (parent === undefined || isSeen(parent));
  if (parent?.kind === "Interface" && IN_INTERFACES.has(kind) && definition.bodyId === 0) modifiers.push("abstract");
  if (kind === "Field" && modifiers.includes("static") && wrappers.includes("readonly")) definition.kind = "Constant";
}

const IN_INTERFACES: ReadonlySet<string> = new Set(["Method", "Property"]);
const OPEN: ReadonlySet<string> = new Set(["Interface", "Enum"]);

function usualVisibility({ kind, parent }: DraftDefinition): Visibility {
  if (kind === "Module" || (parent !== undefined && OPEN.has(parent.kind))) return "public";
  return parent === undefined || parent.kind === "Module" ? "package" : "private";
}

function isSeen(parent: DraftDefinition): boolean {
  return parent.kind === "Module" || (IN_TYPES.has(parent.kind) && parent.exported);
}

export const csharp: LanguageRules = {
  accessors: "incremented",
  roles: {
    ...NAME_ROLES,
    ...CALL_ROLES,
    ...BINDING_ROLES,
    ...DEFINITION_ROLES,
    array_type: container("Array"),
    typed,
    using,
  },
  prepare: withoutConditions,
  choosesByArguments: true,
  finish,
  refine,
};
