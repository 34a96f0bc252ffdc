/** What PHPDoc says of types where the declaration says nothing, or less: `@var`, `@param`, `@return`, `@property`. */
import type { TypeExpression } from "../facts.ts";
import { docAbove } from "./docs.ts";
import type { Draft, DraftDefinition } from "./draft.ts";
import { readDocType, type Templates } from "./php-types.ts";
import type { Piece } from "./pieces.ts";
import { unusedId } from "./pointers.ts";
import { addSynthetic } from "./synthetic.ts";

/** Declared types of which the doc comment may know more. */
const VAGUE: ReadonlySet<string> = new Set(["array", "iterable", "object", "mixed", "callable"]);
const NO_TEMPLATES: Templates = new Map();

interface Tag {
  readonly type: TypeExpression;
  /** With its `$`, empty where the tag names none. */
  readonly name: string;
}

/** Types of a definition and of its parameters; those of a type's templates come from the definition around. */
export function documentDefinition(draft: Draft, definition: DraftDefinition): void {
  const doc = docAbove(draft.text, draft.comments, definition.start);
  if (doc !== "") definition.doc = doc;
  if (definition.lifted) definition.type = draft.pieces.get(definition.id)?.type ?? definition.type;
  if (!doc.includes("@")) return;
  const templates = readTemplates(`${definition.parent?.doc ?? ""}\n${doc}`);
  if (definition.kind === "Method" || definition.kind === "Function") {
    const [returned] = readTags(doc, "return", templates);
    if (returned !== undefined) definition.returns = better(draft, definition.returns, returned.type);
    documentParameters(draft, definition, readTags(doc, "param", templates));
  } else if (definition.kind === "Field" || definition.kind === "Constant") {
    const [held] = readTags(doc, "var", templates);
    if (held !== undefined) definition.type = better(draft, definition.type, held.type);
  }
}

function documentParameters(draft: Draft, { parameters }: DraftDefinition, tags: readonly Tag[]): void {
  if (tags.length === 0) return;
  const byName = new Map(tags.map((tag) => [tag.name, tag.type]));
  for (const id of draft.lists.get(parameters) ?? []) {
    const piece = draft.pieces.get(id);
    const type = byName.get(nameOf(draft, piece));
    if (piece !== undefined && type !== undefined) piece.type = better(draft, piece.type, type);
  }
}

function nameOf(draft: Draft, parameter: Piece | undefined): string {
  const named = parameter?.kind === "name" ? parameter : draft.pieces.get(parameter?.of ?? 0);
  return named?.name ?? "";
}

/** Id of the documented type if the declared one says less, otherwise that of the declared one. */
function better(draft: Draft, declared: number, documented: TypeExpression): number {
  const name = declared === 0 ? "array" : declaredName(draft, declared);
  const own = documented.of.kind === "name" ? lastPart(documented.of.name) : "";
  const isFiller = name !== undefined && lastPart(name) === own && documented.arguments.length > 0;
  if (name === undefined || !(VAGUE.has(name) || isFiller)) return declared;
  const id = unusedId(draft);
  draft.writtenTypes.set(id, documented);
  return id;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf("\\") + 1);
}

function declaredName(draft: Draft, id: number): string | undefined {
  let piece = draft.pieces.get(id);
  for (let depth = 0; depth < 4 && piece?.kind === "pass"; depth++) piece = draft.pieces.get(piece.of);
  return piece?.kind === "name" ? piece.name : undefined;
}

const TAG = /@(?:phpstan-|psalm-)?(param|return|var|property(?:-read|-write)?)\s+/g;

function readTags(doc: string, wanted: string, templates: Templates): Tag[] {
  const tags: Tag[] = [];
  for (const found of doc.matchAll(TAG)) {
    if (!found[1]?.startsWith(wanted)) continue;
    const start = found.index + found[0].length;
    const read = readDocType(doc, start, templates);
    if (read?.type === undefined) continue;
    const name = /^\s*(?:&\s*)?(?:\.\.\.)?\s*(\$\w+)/.exec(doc.slice(read.end, read.end + 200))?.[1] ?? "";
    tags.push({ type: read.type, name });
  }
  return tags;
}

function readTemplates(doc: string): Templates {
  const templates = new Map<string, TypeExpression | undefined>();
  const tags = /@(?:phpstan-|psalm-)?template(?:-covariant|-contravariant)?\s+(\w+)(?:\s+(?:of|as)\s+)?/g;
  for (const found of doc.matchAll(tags)) {
    const [text, name = ""] = found;
    const limit = /\s(?:of|as)\s+$/.test(text) ? readDocType(doc, found.index + text.length, templates) : undefined;
    templates.set(name, limit?.type);
  }
  return templates;
}

/** `@var Foo $x` declares a variable of the function around; `@var Foo` that which the next statement assigns. */
export function declareDocumented(draft: Draft): void {
  const byStart = new Map([...draft.targets.values()].map((target) => [target.start, target]));
  for (let at = 0; at < draft.comments.length; at += 2) {
    const [start = 0, end = 0] = draft.comments.slice(at, at + 2);
    const text = draft.text.slice(start, end);
    if (!text.includes("@var")) continue;
    for (const { type, name } of readTags(text, "var", NO_TEMPLATES)) {
      const id = unusedId(draft);
      draft.writtenTypes.set(id, type);
      const target = byStart.get(nextWord(draft.text, end));
      if (name !== "") declare(draft, { name, type: id, start, end, of: undefined });
      else if (target !== undefined) draft.targets.set(target.target, { ...target, type: id });
    }
  }
  for (const definition of draft.definitions.values()) {
    if (definition.kind === "Class" || definition.kind === "Interface" || definition.kind === "Trait") {
      declareProperties(draft, definition);
    }
  }
}

function nextWord(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charCodeAt(at) <= 32) at++;
  return at;
}

/** `@property Foo $bar` of a class: a member that no declaration shows. */
function declareProperties(draft: Draft, { start, bodyStart }: DraftDefinition): void {
  const doc = docAbove(draft.text, draft.comments, start);
  if (!doc.includes("@property")) return;
  for (const { type, name } of readTags(doc, "property", readTemplates(doc))) {
    if (name === "") continue;
    const id = unusedId(draft);
    draft.writtenTypes.set(id, type);
    const of = addSynthetic(draft, { kind: "this", name: "", start: bodyStart, of: 0 });
    declare(draft, { name, type: id, start: bodyStart + 1, end: bodyStart + 1, of });
  }
}

interface Declared {
  readonly name: string;
  readonly type: number;
  readonly start: number;
  readonly end: number;
  /** The piece whose member it is. */
  readonly of: number | undefined;
}

function declare(draft: Draft, { name, type, start, end, of }: Declared): void {
  const kind = of === undefined ? "name" : "member";
  const target = addSynthetic(draft, { kind, name, start, of: of ?? 0 });
  const scoping = of === undefined ? "function" : "block";
  const place = { target, type, value: 0, start, end, valueStart: end, node: target };
  draft.targets.set(target, { ...place, element: false, scoping, declares: undefined });
}
