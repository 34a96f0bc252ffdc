/** `case LOW:` names a constant of the type that is switched over, without its type. */
import type { Draft, DraftDefinition } from "./draft.ts";
import type { DraftMark } from "./marks.ts";
import { captured, type Role, wordOf } from "./matches.ts";
import { innermost, nest } from "./nest.ts";

const SWITCH = "switch";
const CASE = "case";

/** The body of a switch, with the value that decides. */
export const switched: Role = (draft, match) => {
  const [of, body] = [captured(match, "of"), captured(match, "body")];
  if (of === undefined || body === undefined) return;
  draft.marks.push({ kind: SWITCH, start: body.startIndex, end: body.endIndex, id: of.id, other: 0 });
};

export const label: Role = (draft, match) => {
  const name = captured(match, "name");
  if (name === undefined) return;
  const { startIndex: start, endIndex: end, id } = name;
  draft.marks.push({ kind: CASE, start, end, id, other: 0, name: wordOf(draft, name) });
};

/** Labels become members of the value, unless the file itself has something of the name: `case MAX:` of a number. */
export function bindLabels(draft: Draft): void {
  const labels = draft.marks.filter(({ kind }) => kind === CASE);
  if (labels.length === 0) return;
  const switches = draft.marks.filter(({ kind }) => kind === SWITCH).map((mark) => regionOf(mark));
  const { regions } = nest<Switch>(switches);
  const named = new Set([...draft.definitions.values()].filter(isConstant).map(({ name }) => name));
  for (const { local } of draft.imports) named.add(local);
  for (const { start, id, name = "" } of labels) {
    const [piece, around] = [draft.pieces.get(id), innermost(regions, start)];
    if (piece === undefined || around === undefined || named.has(name)) continue;
    draft.pieces.set(id, { ...piece, kind: "member", of: around.value });
  }
}

/** Constants of an enum are no fields. */
function isConstant({ kind, modifiers }: DraftDefinition): boolean {
  return kind === "Field" && modifiers.includes("static");
}

interface Switch {
  readonly start: number;
  readonly end: number;
  readonly value: number;
  parent: Switch | undefined;
  depth: number;
  index: number;
}

function regionOf({ start, end, id }: DraftMark): Switch {
  return { start, end, value: id, parent: undefined, depth: 0, index: 0 };
}
