import { flagsOf } from "./unit-flags.ts";
import type { UnitDefinition, UnitSource } from "./unit-source.ts";
/**
 * What is searched: a unit for every definition worth an answer of its own, and one for what remains of the file.
 * Text belongs to the innermost unit, so a class is its header and fields and a file its module-level rest; a function nested in
 * another is read with the outer one too, once, so the work stays linear however deep definitions nest.
 */
import { collectTexts, FILE, type UnitTexts } from "./unit-texts.ts";

/** One possible answer, its words still apart by where they stand. */
export interface UnitText {
  /** 16 hex digits. */
  readonly nodeId: string;
  readonly kind: string;
  readonly name: string;
  readonly qualifiedName: string;
  readonly startLine: number;
  readonly endLine: number;
  readonly header: string;
  readonly body: string;
  readonly comment: string;
}

/** The units of one file; the first is the file itself. */
export interface FileUnits {
  readonly path: string;
  readonly language: string;
  /** Bits of `UNIT_FLAGS`. */
  readonly flags: number;
  /** Subjects of past commits that touched the file; empty if unknown. */
  readonly history: string;
  readonly units: readonly UnitText[];
}

const ANYWHERE_KINDS = [
  "Module",
  "Class",
  "Interface",
  "Trait",
  "Struct",
  "Enum",
  "Type",
  "Function",
  "Closure",
  "Method",
  "Macro",
  "Section",
] as const;
/** A constant or variable is a unit at file level only; elsewhere it is words of what it stands in. */
const FILE_LEVEL_KINDS = ["Constant", "Variable"] as const;
/** Every kind that a unit can have. */
export const UNIT_KINDS: readonly string[] = ["File", ...ANYWHERE_KINDS, ...FILE_LEVEL_KINDS];
const ANYWHERE: ReadonlySet<string> = new Set(ANYWHERE_KINDS);
const FILE_LEVEL: ReadonlySet<string> = new Set(FILE_LEVEL_KINDS);
/** A unit's words beyond this many characters a field are data, not description. */
const TEXT_MAX = 100_000;

/** Cuts one file into units; the first is the file's own. */
export function makeUnits(source: UnitSource): FileUnits {
  const { definitions, path, text } = source;
  const texts = collectTexts(source, isUnit);
  const units: UnitText[] = [
    {
      nodeId: source.fileNodeId,
      kind: "File",
      name: path.slice(path.lastIndexOf("/") + 1),
      qualifiedName: path,
      startLine: 1,
      endLine: Math.max(1, source.lineCount),
      ...joinTexts(texts, FILE),
    },
  ];
  for (const [index, definition] of definitions.entries()) {
    if (!isUnit(definition)) continue;
    const { nodeId, kind, name, qualifiedName, startLine, endLine } = definition;
    const own = joinTexts(texts, index);
    const comment = kind === "Section" ? own.body : `${definition.doc}\n${own.comment}`;
    const body = kind === "Section" ? "" : own.body;
    units.push({ nodeId, kind, name, qualifiedName, startLine, endLine, header: own.header, body, comment });
  }
  return { path, language: source.language, flags: flagsOf(path, text), history: source.history, units };
}

function isUnit(definition: UnitDefinition): boolean {
  if (definition.name === "") return false;
  return ANYWHERE.has(definition.kind) || (FILE_LEVEL.has(definition.kind) && definition.parent === -1);
}

function joinTexts(texts: UnitTexts, owner: number): Pick<UnitText, "header" | "body" | "comment"> {
  const pieces = texts.get(owner);
  const join = (part: readonly string[] = []) => part.join("\n").slice(0, TEXT_MAX);
  return { header: join(pieces?.header), body: join(pieces?.body), comment: join(pieces?.comment) };
}
